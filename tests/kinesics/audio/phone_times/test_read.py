"""Every format of phone times: recognised by content, read to our phones, refused where wrong."""

import json
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.audio.phone_times.read import FORMATS, load_phone_times, read_phone_times
from kinesics.audio.phones import names
from kinesics.errors import AudioError

AZURE = [
    {"AudioOffset": 500_000, "VisemeId": 0},
    {"AudioOffset": 1_000_000, "VisemeId": 21},
    {"AudioOffset": 2_000_000, "VisemeId": 2},
]


def azure_of(*offsets, viseme=1):
    return json.dumps([{"AudioOffset": offset, "VisemeId": viseme} for offset in offsets])


def marks_of(*times):
    marks = ({"time": time, "type": "viseme", "value": "p"} for time in times)
    return "\n".join(json.dumps(mark) for mark in marks)


PIPER = {
    "sample_rate": 22_050,
    "phoneme_alignments": [
        {"phoneme": "_", "num_samples": 2205},
        {"phoneme": "\u02c8", "num_samples": 0},
        {"phoneme": "b", "num_samples": 2205},
        {"phoneme": "a\u026a", "num_samples": 4410},
    ],
}
POLLY = """{"time":0,"type":"sentence","start":0,"end":3,"value":"Bye"}
{"time":100,"type":"word","start":0,"end":3,"value":"Bye"}
{"time":100,"type":"viseme","value":"p"}
{"time":200,"type":"viseme","value":"a"}
{"time":400,"type":"viseme","value":"sil"}
"""
WORDS = {"words": [{"word": "maybe", "start": 0.3, "end": 0.6}, {"word": "later", "start": 1.0,
                    "end": 1.3}]}  # fmt: skip
MBROLA = "; a comment\n_\t100\nb\t100\t0 100 50 120\naI 200 \n_ 100"
CASES = {
    "flite": ("pau:0.100 b:0.200 ay:0.400 pau:0.500\n", "pau b ay pau"),
    "festival": ("separator ;\nnfields 1\n#\n 0.1 100 pau\n0.2 100 b\n0.4 100 ay\n", "pau b ay"),
    "pho": (MBROLA, "pau b ay pau"),
    "azure": (json.dumps(AZURE), "pau p aa"),
    "rhubarb": ("0.00\tX\n0.10\tA\n0.20\tD\n0.40\tX\n0.50\tX\n", "pau p aa pau"),
    "piper": (json.dumps(PIPER), "pau b ay"),
    "oculus": ("time,viseme\n0.0,sil\n0.1,PP\n0.2,aa\n", "pau p aa"),
    "marks": (POLLY, "p aa pau"),
    "csv": ("start,end,phone\n0,0.1,pau\n0.1,0.2,B\n0.2,0.4,AY1\n", "pau b ay"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_format_is_known_by_its_content_and_becomes_our_phones(name):
    text, wanted = CASES[name]
    reading = read_phone_times(text, 0.5)
    assert reading.format == name
    assert [one.phone for one in reading.phones] == wanted.split()
    assert reading.unknown == {}
    closure = next(one for one in reading.phones if one.phone in "pb")
    assert (closure.start_s, closure.end_s) == (pytest.approx(0.1), pytest.approx(0.2))


def test_every_format_has_a_case_here():
    assert set(CASES) == set(FORMATS)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (json.dumps([{"audio_offset": 0, "viseme_id": 18}]), "f"),
        ("\n".join(json.dumps(event) for event in AZURE), "pau p aa"),
        ('{"mouthCues": [{"start": 0.0, "end": 0.2, "value": "G"}]}', "f"),
        (json.dumps([{"time": 0.0, "viseme": "oh"}, {"time": 0.2, "viseme": "O"}]), "ow ow"),
        (json.dumps([{"time": 0.0, "viseme": "ou"}, {"time": 0.2, "viseme": "U"}]), "uw uw"),
        ('{"phonemes": [{"phoneme": "t\u0361\u0283", "start": 0.0, "end": 0.2}]}', "ch"),
        ("start,end,phone\n0,0.1,\u02c8\u0259\n0.1,0.3,\u0283\n", "ax sh"),
        ("start\tend\tphone\n0\t0.1\tm\n", "m"),
    ],
)
def test_the_variants_of_a_format_are_read_too(text, wanted):
    assert [one.phone for one in read_phone_times(text, 0.5).phones] == wanted.split()


def test_words_alone_only_say_where_pauses_are():
    reading = read_phone_times(json.dumps(WORDS), 1.5)
    assert [(word.text, word.start_s) for word in reading.words] == [("maybe", 0.3), ("later", 1.0)]
    assert {one.phone for one in reading.phones} == {"pau"}
    assert [(one.start_s, one.end_s) for one in reading.phones] == [
        (pytest.approx(0.05), pytest.approx(0.25)),
        (pytest.approx(0.65), pytest.approx(0.95)),
        (pytest.approx(1.35), pytest.approx(1.45)),
    ]


def test_words_without_ends_say_nothing_of_pauses_and_are_kept():
    reading = read_phone_times('{"time":100,"type":"word","value":"Bye"}', 0.5)
    assert reading.phones == ()
    assert [word.text for word in reading.words] == ["Bye"]


def test_an_ssml_mark_is_the_name_of_a_moment_and_no_word():
    reading = read_phone_times('{"time":100,"type":"ssml","value":"here"}', 0.5)
    assert (reading.phones, reading.words, reading.kind) == ((), (), "marks")
    assert [(one.text, one.start_s, one.end_s) for one in reading.marks] == [("here", 0.1, 0.1)]


def test_unknown_symbols_are_counted_and_leave_a_hole():
    reading = read_phone_times("start,end,phone\n0,0.1,b\n0.1,0.2,click\n0.2,0.3,aa", 0.5)
    assert (reading.unknown, reading.entries, reading.inventory) == ({"click": 1}, 3, "cmu")
    assert reading.holes_s == ((0.1, 0.2),)
    assert [(one.phone, one.start_s) for one in reading.phones] == [("b", 0.0), ("aa", 0.2)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pau:0.2 b:0.1", r"entry 2 \('b'\): lasts from 0.200 to 0.100 s; wanted an end after"),
        ("pau:9.0", "the sound is 1.000 s long; wanted times within it"),
        ("pau:nan b:0.2", "wanted numbers"),
        ("start,end,phone\n-0.1,0.2,b", "wanted times from 0 on"),
        ("start,end,phone\n0,0.2,b\n0.1,0.3,m", "the one before it until 0.200 s; wanted no over"),
        ("start,end,phone\n0,x,b", "line 2: end is 'x'; wanted a number"),
        ("_ 100\nb -50", "wanted an end after the start"),
        ("start,end,phone\n0.5,0.5,m", r"line 2 \('m'\): begins and ends at 0.500 s; wanted a ph"),
        ("start,end,phone\n0,0.1,b\n0.1,0.1,m", r"line 3 \('m'\): begins and ends at 0.100 s"),
        (
            "start,end,phone\n0,0.5,\U0001f600",
            r"none of its 1 symbols is known \(line 2: .*wanted these",
        ),
        ("start,end,phone\n0,0.1,b\n0.1,inf,m", "line 3: end is 'inf'; wanted a number"),
        ("; a comment\n_ 100\n\nb -5", r"line 4 \('b'\): lasts from 0.100 to 0.095 s"),
        ("a 1\n#\n0.2 100 pau\nx 100 b", "line 4: end is 'x'"),
        ("0.0\tX\n\n-1.0\tA", r"line 3 \('A'\): begins at -1 s; wanted times from 0 on"),
        ("time,viseme\n0.0,sil\nx,PP", "line 3: time is 'x'"),
        (azure_of(-5, 1e400), "entry 1: offset is -5; wanted ticks of 100 ns, from 0 on"),
        (azure_of(0, 1e400), "entry 2: offset is inf; wanted a number"),
        (azure_of("5"), "entry 1: offset is '5'; wanted a number"),
        (azure_of(True), "entry 1: offset is True; wanted a number"),
        (azure_of(5, viseme=True), "entry 1: viseme id is True; wanted a whole number, 0..21"),
        (azure_of(5, viseme="3"), "entry 1: viseme id is '3'; wanted a whole number, 0..21"),
        (json.dumps([{"AudioOffset": None, "VisemeId": 1}]), "in no format that is known"),
        ("maybe later", "in no format that is known"),
        ("", "is empty; wanted phone times of the sound"),
        ("[" * 100_000, "in no format that is known"),
        ("\0" * 200_000, "in no format that is known"),
        ("9" * 4_000_001, "4000001 characters; wanted phone times, 4000000 at most"),
        (azure_of(174, 374, 900, 1200), "wanted times in ticks of 100 ns"),
        ("_ 0.1\nm 0.09\neI 0.1\n_ 0.2", "half of its 4 entries last 0.1 ms or less.*milliseconds"),
        (marks_of(0.1, 0.3, 0.6), "wanted times in milliseconds"),
        (azure_of(3740000, 1740000), r"entry 2 \('1'\): begins at 0.174 s, the one before it at"),
        ("start,end,phone\n0,0.1", "line 2: phone is None; wanted a text"),
        ("time,viseme\n0.1,PP\n0.2", "line 3: viseme is None; wanted a text"),
        ('{"phonemes": [{"phoneme": null, "start": 0, "end": 0.2}]}', "entry 1: phoneme is None"),
        ('{"words": [{"start": 0.1, "end": 0.2}]}', "entry 1: word is None; wanted a text"),
        ('{"mouthCues": [{"start": 0, "end": 0.2}]}', "entry 1: value is None; wanted a text"),
        ('[{"AudioOffset": 0, "Vis', "it begins as JSON and is none: .* line 1 column 21"),
        ('{"time": 1}\n{"ti', "line 2 of it is no JSON"),
        (
            '{"sample_rate": -0.0, "phonemes": [{"phoneme": "m", "num_samples": 9}]}',
            "sample_rate is",
        ),
    ],
)
def test_times_that_cannot_be_are_refused_with_the_entry_and_what_would_be_right(text, message):
    with pytest.raises(AudioError, match=message):
        read_phone_times(text, 1.0)


@given(text=st.text(max_size=60), name=st.sampled_from([None, *FORMATS]))
def test_no_text_does_worse_than_an_audio_error(text, name):
    try:
        reading = read_phone_times(text, 1.0, name)
    except AudioError:
        return
    assert {one.phone for one in reading.phones} <= names()


@given(
    document=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["time", "type", "value", "viseme", "AudioOffset", "VisemeId", "words",
                             "mouthCues", "phonemes", "phoneme", "start", "end", "num_samples"]),
            inner, max_size=4,
        ),
        max_leaves=12,
    ),
    name=st.sampled_from([None, *FORMATS]),
)  # fmt: skip
def test_no_document_does_worse_than_an_audio_error(document, name):
    try:
        reading = read_phone_times(json.dumps(document), 1.0, name)
    except AudioError:
        return
    assert {one.phone for one in reading.phones} <= names()


def test_marks_at_one_time_are_no_sign_of_a_wrong_unit():
    marks = [{"time": t, "type": k, "value": k} for t in (100, 400) for k in ("ssml", "word")]
    reading = read_phone_times("\n".join(map(json.dumps, marks)), 1.0)
    assert (len(reading.words), len(reading.marks)) == (2, 2)


def test_a_format_can_be_forced_and_an_unknown_one_is_said(tmp_path):
    path = tmp_path / "times"
    path.write_bytes(b"\xef\xbb\xbfpau:0.1 b:0.2\r\n")
    assert load_phone_times(path, 1.0, "flite").format == "flite"
    with pytest.raises(AudioError, match="times: line 1: length in ms is 'b:0"):
        load_phone_times(path, 1.0, "pho")
    with pytest.raises(AudioError, match="no format 'flit'; formats: flite, festival"):
        load_phone_times(path, 1.0, "flit")


def test_files_that_are_none_are_said(tmp_path):
    with pytest.raises(AudioError, match="no such file; wanted a file of phone times"):
        load_phone_times(tmp_path / "none", 1.0)
    (tmp_path / "sound").write_bytes(b"RIFF\xff\xfe\x00")
    with pytest.raises(AudioError, match="not text"):
        load_phone_times(tmp_path / "sound", 1.0)


def test_a_symbol_that_is_empty_says_nothing():
    text = json.dumps({"phonemes": [{"phoneme": "", "start": 0.1, "end": 0.2}]})
    assert read_phone_times(text, 1.0).phones == ()


@given(st.data())
def test_no_slip_in_a_file_is_more_than_an_error(data):
    """Files of every format with a few characters that somebody or something changed."""
    text = list(data.draw(st.sampled_from([text for text, _ in CASES.values()])))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at] = data.draw(st.sampled_from(["", "\0", '"', "{", "[", "\n", "-", "e9", "\u0663"]))
    for form in (None, data.draw(st.sampled_from(FORMATS))):
        with suppress(AudioError):
            read = read_phone_times("".join(text), 2.0, form)
            times_s = [(one.start_s, one.end_s) for one in (*read.phones, *read.words)]
            assert all(0.0 <= start_s <= end_s < np.inf for start_s, end_s in times_s)
