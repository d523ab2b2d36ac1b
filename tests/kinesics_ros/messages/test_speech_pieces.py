"""Speech in pieces, as messages spell it out, without ROS: any object with their fields will do."""

import json
from array import array
from types import SimpleNamespace as Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.conversation.event import Event
from kinesics.conversation.intent import Intent
from kinesics.conversation.message import SoundPiece, read_message
from kinesics.conversation.told_phones import PhonesTold
from kinesics.errors import IntentError
from kinesics_ros.asking.audio_topics import AudioTopics
from kinesics_ros.messages.speech_pieces import pieces_of


def message(*labels, data=b"", offset=0):
    """`labels`: a text, or a text and a size."""
    told = [(one, 0) if isinstance(one, str) else one for one in labels]
    dims = [Message(label=label, size=size, stride=0) for label, size in told]
    return Message(layout=Message(dim=dims, data_offset=offset), data=data)


def test_one_message_may_begin_bring_and_end_an_utterance():
    whole = message(
        *("id:hello", "text:Hello.", ("rate_hz", 24_000), ("stream_ms", 400)),
        *(("samples", 2), ("first_sample", 0), "last"),
        data=b"abcd",
    )
    begin, piece = pieces_of(whole)
    said = read_message(begin, 0)
    assert (said.kind, said.id, dict(said.parameters)) == (
        "say",
        "hello",
        {"stream_s": 0.4, "rate_hz": 24_000, "text": "Hello.", "symbols": "cmu"},
    )
    sound = read_message(piece, 0)
    assert (sound.id, sound.first_sample, sound.samples, sound.last) == ("hello", 0, b"abcd", True)


def test_each_may_do_one_of_them():
    (begin,) = pieces_of(message("id:a", ("rate_hz", 16_000)))
    assert begin["intent"]["parameters"] == {"stream_s": 1.0, "rate_hz": 16_000}
    (piece,) = pieces_of(message("id:a", ("samples", 1), data=b"ab"))
    assert piece == {"sound": {"id": "a", "samples": b"ab", "last": False}}
    (end,) = pieces_of(message("id:a", "last"))
    assert end == {"sound": {"id": "a", "samples": b"", "last": True}}
    (cancel,) = pieces_of(message("id:a", "cancel"))
    assert cancel["intent"]["parameters"] == {"intent": "a"}


def test_phones_are_told_in_order_with_sound_or_alone():
    told = [[0.0, 0.08, "HH"], [0.08, 0.2, "AH"]]
    label = f"phones:{json.dumps(told)}"
    begin, sound, phones = pieces_of(
        message("id:a", ("rate_hz", 16_000), "symbols:ipa", label, ("samples", 1), data=b"ab")
    )
    assert read_message(begin, 0).parameters["symbols"] == "ipa"
    assert "sound" in sound  # which phones that cannot be do not cost
    assert read_message(phones, 0) == PhonesTold(0, "a", tuple(map(tuple, told)))
    assert pieces_of(message("id:a", label)) == [phones]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (message("id:a", "phones:[[0, 1"), "are no JSON"),
        (message("id:a", f"phones:{'[' * 40_000}"), "are no JSON"),
        (message("id:a", f"phones:[{'0,' * 40_000}0]"), "80003 characters; wanted 65536"),
        (message(("samples", 1), data=b"ab"), "no id:NAME"),
        (message("id:", ("samples", 1), data=b"ab"), "no id:NAME"),
        (message("id:a", "word:b"), "label 'word:b'; wanted id:NAME"),
        (message("id:a", ("samples", 2), data=b"ab"), "2 bytes from 0 on for 2 samples"),
        (message("id:a", ("samples", 1), data=b"ab", offset=2), "wanted data_offset 0"),
    ],
)
def test_another_layout_is_refused_with_what_would_be_right(told, reason):
    with pytest.raises(IntentError, match=reason):
        pieces_of(told)


@given(
    labels=st.lists(st.tuples(st.text(max_size=8), st.integers(-(2**31), 2**32 - 1)), max_size=5),
    data=st.binary(max_size=8),
)
def test_noise_is_refused_or_read(labels, data):
    try:
        asked = pieces_of(message("id:a", *labels, data=data))
        named = [{"intent": {"id": "a", **x["intent"]}} if "intent" in x else x for x in asked]
        read = [read_message(one, 0) for one in named]
    except IntentError:
        return
    assert all(isinstance(one, Intent | SoundPiece | PhonesTold) for one in read)
    assert sum(len(one.samples) for one in read if isinstance(one, SoundPiece)) in (0, len(data))


class Robot:
    """Takes pieces of what was begun, until it forgets."""

    def __init__(self):
        self.told = []
        self.open = set()

    def hear(self, topic, piece):
        asked = pieces_of(piece)
        if "intent" in asked[0]:
            self.open.add(asked[0]["intent"]["id"])
        self.told += asked
        ident = asked[-1]["sound"]["id"]
        return None if ident in self.open else Event(ident, "refused", 0, "not open")


def test_an_audio_driver_is_heard_as_utterances_that_end_by_silence():
    robot = Robot()
    topics = AudioTopics(robot.hear)
    topics.inform(
        Message(channels=1, sample_rate=24_000, sample_format="S16LE", coding_format="wave")
    )
    topics.push(Message(data=b"abcd"))
    topics.push(Message(data=b"ef"))
    begin, first, second = robot.told
    assert begin["intent"]["parameters"] == {"stream_s": 0.5, "rate_hz": 24_000}
    assert [one["sound"]["samples"] for one in (first, second)] == [b"abcd", b"ef"]
    robot.open.clear()  # nothing came for half a second
    topics.push(Message(data=b"gh"))
    assert robot.told[-2]["intent"]["id"] == "audio-2"
    with pytest.raises(IntentError, match="2 channels"):
        topics.inform(Message(channels=2, sample_rate=1, sample_format="F32LE", coding_format=""))


def stamped(samples, *, rate=16_000, channels=1):
    """As the classes of the other audio_common_msgs have it: never tried with the package."""
    data = Message(int16_data=array("h", samples), float32_data=array("f"))
    info = Message(format=8, channels=channels, rate=rate, chunk=len(samples))
    return Message(header=None, audio=Message(audio_data=data, info=info))


def test_a_driver_that_tells_samples_and_what_they_are_in_one_is_heard_too():
    robot = Robot()
    topics = AudioTopics(robot.hear)
    topics.push_stamped(stamped([1, 2]))
    topics.push_stamped(stamped([3]))
    topics.push_stamped(stamped([4], rate=48_000))
    begun = [one["intent"]["parameters"]["rate_hz"] for one in robot.told if "intent" in one]
    assert begun == [16_000, 48_000]
    sounds = [one["sound"]["samples"] for one in robot.told if "sound" in one]
    assert sounds == [b"\x01\x00\x02\x00", b"\x03\x00", b"\x04\x00"]
    for bad in (stamped([1], channels=2), stamped([])):
        with pytest.raises(IntentError, match="one channel of 16 bit"):
            topics.push_stamped(bad)
