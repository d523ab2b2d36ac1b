"""What a performance knew, heard, felt and turned: in the summary, and in lines."""

import json

from kinesics.affect.feeling import feeling_of
from kinesics.audio.phone_times.fit import Fit
from kinesics.audio.phone_times.read import read_phone_times
from kinesics.record.told import Told, told_document
from kinesics.record.told_text import told_lines
from kinesics.signals import Hint, Turn

T0_NS = 2_000_000_000
S_NS = 1_000_000_000


def lines(told, **more):
    document = told_document(told, T0_NS, 3.0)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    return dict(told_lines({"audio_s": 3.0} | document | more))


def test_of_what_was_not_told_there_is_no_line():
    assert lines(Told()) == {}


def test_phones_are_told_with_the_part_of_the_sound_that_they_cover():
    reading = read_phone_times("pau:0.3 aa:0.6 m:0.7 aa:1.0 pau:1.8")
    told = Told(reading=reading, fit=Fit(0.0, 1.8, 1.8, 2.0, 0.7))
    assert lines(told)["phones"] == (
        "3 phones (flite) decide the lips, 0.00 to 1.80 s: 90% of the sound"
    )
    phones = told_document(told, T0_NS, 2.0)["phones"]
    assert (phones["read"], phones["pauses"], phones["covered"]) == (3, 2, 0.9)


def test_visemes_are_called_so_and_unknown_symbols_counted():
    text = '[{"AudioOffset": 1000000, "VisemeId": 21}, {"AudioOffset": 2000000, "VisemeId": 77}]'
    told = Told(reading=read_phone_times(text, 0.4), fit=Fit(0.1, 0.2, 0.1, 0.4, 0.2))
    assert "1 visemes (azure)" in lines(told)["phones"]
    assert lines(told)["phones"].endswith("; 1 unknown, left to the network")


def test_what_words_and_marks_are_good_for_is_told():
    def phones(text):
        return lines(Told(reading=read_phone_times(text, 1.5)))["phones"]

    words = '{"words": [{"word": "yes", "start": 0.5, "end": 0.8}]}'
    assert phones(words) == "1 word (marks) keep pauses still, no more"
    assert "no pause is known" in phones('{"time":500,"type":"word","value":"yes"}')
    assert "1 mark (marks), names" in phones('{"time":500,"type":"ssml","value":"here"}')


def test_each_source_that_hinted_has_its_line_and_how_sure_it_was():
    hints = [
        Hint("voice", feeling_of(T0_NS, {"sad": 1.0}, 0.2), 0.1),
        Hint("text", feeling_of(T0_NS, {"happy": 1.0}, 0.8), 0.32),
    ]
    told = lines(Told(hints=hints))
    assert told["heard in the voice"].startswith("faintly sad; valence -0.")
    assert told["heard in the text"].startswith("happy; valence +0.")
    assert told["heard in the text"].endswith("; sure 0.32")


def test_what_was_felt_of_hints_is_told_and_of_a_command_only_the_command():
    felt = Told(feelings=[feeling_of(T0_NS, {"happy": 1.0}, 0.5)])
    assert lines(felt)["felt of that"].startswith("happy; ")
    emotion = {"mixture": {"sad": 1.0}, "vad": [-0.5, -0.2, -0.2], "intensity": 0.5}
    commanded = lines(felt, emotion=emotion)
    assert "felt of that" not in commanded
    assert commanded["told to feel"].startswith("sad 1.00, at 0.50")


def test_dials_are_told_with_their_values_and_loudness_as_its_range():
    turns = [
        Turn(T0_NS - S_NS, "lips", 0.7),
        Turn(T0_NS + S_NS, "face", 1.3),
        Turn(T0_NS, "loudness", 0.9),
        Turn(T0_NS + S_NS, "loudness", 1.2),
    ]
    assert lines(Told(turns=turns))["dials"] == (
        "lips 0.7; face 1.3 from 1.00 s; loudness 0.90 to 1.20, by the voice"
    )


def test_how_much_the_face_moved_is_told_where_something_was_to_show():
    told = Told(
        face_moved={"how": "", "channels": {}, "joints": {"jaw": {"most": -0.12, "t_s": 1}}}
    )
    assert lines(told, affect=0.8)["moved the face"].startswith("jaw 12% at 1.0 s")
    assert "after" not in lines(told, affect=0.8)["moved the face"]
    assert "moved the face" not in lines(told, affect=0.0)
    late = Told(face_moved={"how": "", "channels": {}, "joints": {"jaw": {"most": 0.1, "t_s": 99}}})
    assert "jaw 10% at 99.0 s (after the speech)" in lines(late, affect=0.8)["moved the face"]
    still = Told(face_moved={"how": "", "channels": {}, "joints": {}})
    assert "nothing that is seen" in lines(still, affect=0.8)["moved the face"]
