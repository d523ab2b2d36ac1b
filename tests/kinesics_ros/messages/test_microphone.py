"""What pieces of a microphone's sound on topics are, for the process that hears them."""

from types import SimpleNamespace as Message

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import KinesicsError
from kinesics_ros.asking.audio_topics import rate_of
from kinesics_ros.messages.audio import spell_out
from kinesics_ros.messages.microphone import DRIVER, DRIVER_INFO, MICROPHONE, piece_heard

CAME_NS = 5_000_000_000
SOUND = np.array([0, 16384, -32768, 1], "<i2")


def message(data, samples, rate_hz, offset=0):
    told = spell_out(samples, rate_hz)
    dims = [Message(label=label, size=size, stride=stride) for label, size, stride in told]
    return Message(layout=Message(dim=dims, data_offset=offset), data=data)


@pytest.mark.parametrize("rate_hz", [8_000, 44_100])
def test_either_message_is_a_piece_that_ended_when_it_came(rate_hz):
    ours = message(SOUND.tobytes(), 4, rate_hz)
    for topic, told in ((MICROPHONE, ours), (DRIVER, Message(data=SOUND.tobytes()))):
        piece = piece_heard(topic, told, rate_hz, CAME_NS)
        assert piece.samples.tolist() == [0.0, 0.5, -1.0, 1 / 32768]
        assert piece.rate_hz == rate_hz
        assert piece.t_ns == CAME_NS - 4 * 10**9 // rate_hz


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (message(b"\0" * 7, 4, 16_000), "microphone: 7 bytes from 0 on for 4 samples"),
        (message(b"\0" * 8, 4, 16_000, offset=1), "wanted data_offset 0"),
        (message(b"", 0, 16_000), "one sample at least"),
        (message(b"\0" * 8, 4, 4_000), "rate_hz"),
        (message(b"\0" * 8, 4, 400_000), "192000"),
        (message(b"\0" * 70_000, 35_000, 16_000), "64000"),
        (
            Message(layout=Message(dim=[], data_offset=0), data=b""),
            "wanted `samples` and `rate_hz`",
        ),
    ],
)
def test_what_is_no_sound_is_refused_with_what_is_right(told, said):
    with pytest.raises(KinesicsError, match=said):
        piece_heard(MICROPHONE, told, 16_000, CAME_NS)


@given(data=st.binary(max_size=64), samples=st.integers(0, 2**32 - 1), rate=st.integers(0, 2**32))
def test_whatever_comes_is_a_piece_or_refused(data, samples, rate):
    for topic, told in ((MICROPHONE, message(data, samples, rate)), (DRIVER, Message(data=data))):
        try:
            piece = piece_heard(topic, told, rate, CAME_NS)
        except KinesicsError:
            continue
        assert np.abs(piece.samples).max() <= 1.0
        assert 8_000 <= piece.rate_hz <= 192_000


def test_a_driver_tells_its_rate_or_is_refused():
    info = {"channels": 1, "sample_rate": 48_000, "sample_format": "S16LE", "coding_format": "wave"}
    assert rate_of(DRIVER_INFO, Message(**info)) == 48_000
    for wrong in ({"channels": 2}, {"sample_format": "F32LE"}, {"coding_format": "mp3"}):
        with pytest.raises(KinesicsError, match=r"microphone_audio_info: .* wanted one of S16LE"):
            rate_of(DRIVER_INFO, Message(**{**info, **wrong}))
