"""Gains of what is shown, for the whole of a performance or for some words of it."""

from pathlib import Path

import numpy as np
import pytest

from kinesics.errors import TrackError
from kinesics.motion.channels import CHANNELS, NAMES
from kinesics.motion.dial import Dial
from kinesics.motion.mixer import Layer
from kinesics.signals import Speech, TimedWord, Turn
from kinesics_app.character.dial_source import DialSetting, DialSource, read_dials
from kinesics_app.character.dial_words import spoken_dials
from kinesics_app.performance.perform import Request, perform
from kinesics_app.performance.results import summary_of

MS = 1_000_000
KNOWN = ("lips", "face")
LIPS = np.array([channel.region == "mouth" for channel in CHANNELS])


def test_settings_are_read():
    texts = ["lips=0.7", "face=1.3@2.1-2.8", "lips=0@can't", "face=2@so..well-known"]
    assert read_dials(texts, KNOWN) == (
        DialSetting("lips", 0.7),
        DialSetting("face", 1.3, (2.1, 2.8)),
        DialSetting("lips", 0.0, words=("can't",)),
        DialSetting("face", 2.0, words=("so", "well-known")),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "lip=0.7",
            r"wanted DIAL=GAIN, DIAL=GAIN@FROM-TO \(seconds\) or DIAL=GAIN@WORD, of lips, face",
        ),
        ("lips", "wanted DIAL=GAIN"),
        ("lips=nan", r"a gain of nan; wanted 0\.\.2"),
        ("lips=", r"a gain of nothing; wanted 0\.\.2"),
        ("lips=-1", r"a gain of -1; wanted 0\.\.2"),
        ("lips=1.2.3", "numbers such as 0.7"),
        ("lips=2.5", r"a gain of 2.5; wanted 0\.\.2"),
        ("lips=0.5@", "wanted DIAL=GAIN"),
        ("lips=0.5@2", "DIAL=GAIN@WORD"),
        ("lips=0.5@one..", "DIAL=GAIN@WORD"),
        ("lips=0.5@2-1", "ends before it begins"),
        ("lips=0.5@2-2.05", r"no gain is reached in 0.05 s; wanted a span of 0.1 s or more"),
    ],
)
def test_mistakes_are_named(text, message):
    with pytest.raises(TrackError, match=message):
        read_dials([text], KNOWN)


SAID = tuple(
    TimedWord(start_s, end_s, text)
    for start_s, end_s, text in (
        (0.0, 0.04, "I"),
        (0.1, 0.4, "Do,"),
        (0.5, 0.9, "do"),
        (1.0, 2.0, "it"),
    )
)


@pytest.mark.parametrize(
    ("typed", "spans_s"),
    [
        ("lips=0.5@it", [(1.0, 2.0)]),
        ("lips=0.5@do", [(0.1, 0.4), (0.5, 0.9)]),
        ("lips=0.5@i..it", [(0.0, 2.0)]),
        ("lips=0.5@i", [(0.0, 0.1)]),
        ("lips=0.5", [None]),
    ],
)
def test_dials_are_turned_for_words_whenever_they_are_said(typed, spans_s):
    turned = spoken_dials(read_dials([typed], KNOWN), SAID, 2.0)
    assert [one.words for one in turned] == [()] * len(spans_s)
    assert [one.span_s for one in turned] == spans_s


@pytest.mark.parametrize(
    ("typed", "words", "message"),
    [
        ("lips=0.5@that", SAID, r"lips=0.5@that: no word 'that' is said; there are: I Do, do it"),
        ("lips=0.5@it..do", SAID, "after 'it', no word 'do'"),
        ("lips=0.5@it", (), "wanted --phones FILE that tells of words"),
    ],
)
def test_words_that_are_not_said_are_named(typed, words, message):
    with pytest.raises(TrackError, match=message):
        spoken_dials(read_dials([typed], KNOWN), words, 2.0)


def test_turns_come_before_their_time_and_a_span_returns_to_the_whole():
    settings = read_dials(["lips=0.5", "lips=1.5@1-2"], KNOWN)
    source = DialSource(settings, begin_ns=0, heard_t0_ns=1000 * MS, ahead_ns=200 * MS)
    told = [(now, turn) for now in range(0, 4000, 10) for turn in source.arrived(now * MS)]
    assert [(now, turn.t_ns // MS, turn.gain) for now, turn in told] == [
        (0, 0, 0.5),
        (1780, 2000, 1.5),
        (2780, 3000, 0.5),
    ]


@pytest.mark.parametrize("turned", [False, True])
def test_spans_that_touch_or_overlap_hold_whatever_their_order(turned):
    texts = ["lips=2@0.5-1", "lips=0@1-1.5", "face=1.3@1-3"]
    settings = read_dials(texts[::-1] if turned else texts, KNOWN)
    source = DialSource(settings, begin_ns=0, heard_t0_ns=0, ahead_ns=10**12)
    lips = [(turn.t_ns // MS, turn.gain) for turn in source.arrived(0) if turn.dial == "lips"]
    assert lips == [(500, 2.0), (1000, 0.0), (1500, 1.0)]


def test_of_spans_that_overlap_the_last_named_holds():
    settings = read_dials(["face=1.3@1-3", "face=0.5@2-4"], KNOWN)
    source = DialSource(settings, begin_ns=0, heard_t0_ns=0, ahead_ns=10**12)
    told = [(turn.t_ns // MS, turn.gain) for turn in source.arrived(0)]
    assert told == [(1000, 1.3), (2000, 0.5), (4000, 1.0)]


@pytest.mark.parametrize("length_s", [0.1, 0.15, 0.2, 0.3, 0.5, 0.6, 2.0])
def test_a_span_reaches_its_gain_however_short_and_is_over_as_soon(length_s):
    settings = read_dials([f"lips=1.8@1-{1 + length_s:g}"], KNOWN)
    source = DialSource(settings, begin_ns=0, heard_t0_ns=0, ahead_ns=10**12)
    dial = Dial()
    for turn in source.arrived(0):
        dial.turn(turn.gain, turn.t_ns, ramp_s=turn.ramp_s)
    gains = np.array([dial.at(t * MS) for t in range(4000)])
    assert (gains[:1001] == 1.0).all()
    assert gains.max() == 1.8
    assert gains[round(1000 * (1 + length_s))] == 1.8
    assert (gains[round(1000 * (1 + length_s + min(length_s, 0.3))) + 1 :] == 1.0).all()


def channels_of(speech: Path, *dials, phones=None):
    take = perform(Request(speech, dials=dials, phones=phones)).take
    return take.t_s, take.channels


@pytest.fixture(scope="module")
def plain(short_speech):
    return channels_of(short_speech)[1]


@pytest.mark.parametrize(
    ("dial", "moved"),
    [
        ("lips", {"mouth"}),
        ("pose", {"head", "gaze", "torso"}),
        ("expression", {"brows", "cheeks", "eyes"}),
        ("face", {"mouth", "brows", "cheeks", "eyes"}),
    ],
)
def test_a_dial_is_monotone_and_moves_nothing_else(short_speech, plain, dial, moved):
    rows = [channels_of(short_speech, f"{dial}={gain}")[1] for gain in (0.0, 0.5, 1.5)]
    own = np.array([channel.region in moved for channel in CHANNELS])
    for one in rows:
        np.testing.assert_array_equal(one[:, ~own], plain[:, ~own])
    ways = (rows[0], rows[1], plain, rows[2])
    added = [float(np.abs((one - rows[0])[:, own]).sum()) for one in ways]  # to idle life below it
    assert added == sorted(added)
    assert 0.0 < added[1] < added[2] < added[3]


def test_lips_of_no_weight_do_not_speak(short_speech):
    _, silent = channels_of(short_speech, "lips=0")
    assert np.abs(silent[:, NAMES.index("jawOpen")]).max() == 0.0


@pytest.mark.parametrize("gain", [0.5, 1.0, 2.0])
def test_whatever_the_dial_every_closure_and_touch_is_played(gain):
    """Of a sentence with 2 of each, by its phones, as the firmware played it."""
    known = Path(__file__).parents[2] / "kinesics_training" / "known_phones"
    request = Request(known / "01.ogg", phones=known / "01.psdur", dials=(f"lips={gain}",))
    summary = summary_of(perform(request))
    for kept in (summary["closures"], summary["lip_shapes"]["labiodentals"]):
        assert kept["wanted"] == kept["asked"] == kept["sent"] == kept["played"] == 2


def test_some_words_are_said_with_a_wider_mouth(short_speech, plain):
    t_s, wide = channels_of(short_speech, "lips=1.4@0.8-1.3")
    jaw = NAMES.index("jawOpen")
    inside, before = (t_s > 1.15) & (t_s < 1.28), t_s < 0.75
    np.testing.assert_array_equal(wide[before], plain[before])
    assert wide[inside, jaw].max() > 1.15 * plain[inside, jaw].max()


def test_a_word_is_said_with_a_wider_mouth_as_its_seconds_would_be(short_speech, tmp_path):
    words = tmp_path / "words.json"
    words.write_text('{"words": [{"word": "Maybe", "start": 0.8, "end": 1.3}]}')
    ways = [
        channels_of(short_speech, f"lips=1.4@{when}", phones=words)[1]
        for when in ("maybe", "0.8-1.3", "0-0.1")
    ]
    np.testing.assert_array_equal(ways[0], ways[1])
    assert np.abs(ways[0] - ways[2]).max() > 0.05


@pytest.mark.parametrize(
    "packet",
    [
        Turn(0, "lips", "1"),
        Turn(None, "lips", 1.0),
        Turn(0, ["lips"], 1.0),
        Speech(0, 0, 16_000, None),
        Speech(0, 0, 16_000, "sound"),
        Speech(0, 0, 16_000, np.full(160, 1e30, np.float32)),
    ],
)
def test_a_packet_that_is_not_what_it_says_is_counted_and_moves_nothing(stage, packet):
    show = stage([], layers=[Layer("speech", "over", 0.05, 0.3, dials=("lips",))])
    show.run(3, lambda now_ns: [packet])
    assert show.loop.rejected == 3
    assert not show.loop.died


def test_a_turn_of_no_dial_is_counted(stage, caplog):
    show = stage([], layers=[Layer("speech", "over", 0.05, 0.3, dials=("lips",))])
    show.run(3, lambda now_ns: [Turn(now_ns, "mood", 1.0)])
    assert show.loop.rejected == 3
    assert "no dial 'mood'; dials: lips" in caplog.text
