"""`robot.speech`: the streaming calls by the names that synthesisers' users know."""

import numpy as np
import pytest

from kinesics.errors import IntentError
from kinesics_app.robot import How
from kinesics_app.robot.pcm import pcm16

RATE_HZ = 24_000


def hum(seconds):
    t_s = np.arange(round(RATE_HZ * seconds)) / RATE_HZ
    return (0.2 * np.sin(2 * np.pi * 150 * t_s)).astype(np.float32)


def test_an_utterance_is_begun_pushed_marked_and_ended(robot):
    speech = robot.speech
    hello = speech.begin(How(id="hello"), rate_hz=RATE_HZ, text="Hello.")
    speech.push(hello, hum(0.3))
    speech.push(hello, hum(0.2))
    speech.mark(hello, "there", 0.4)
    speech.end(hello)
    assert (hello.id, hello.wait()) == ("hello", "finished")
    assert (hello.heard["seconds"], hello.heard["mark"]) == (0.5, "there")


def test_whole_numbers_of_16_bits_are_said_as_they_are():
    pcm = np.array([-32768, -1, 0, 1, 32767], np.int16)
    assert pcm16(pcm) == pcm16(pcm.astype(">i2")) == pcm.astype("<i2").tobytes()
    for wrong in (pcm.astype(np.int32), pcm[:, None], np.array([np.nan])):
        with pytest.raises(IntentError, match="floats -1 to 1, or of int16"):
            pcm16(wrong)


def test_what_is_cancelled_tells_what_was_heard(robot):
    hello = robot.speech.begin(rate_hz=RATE_HZ, marks={"begun": 0.1})
    robot.speech.push(hello, hum(3.0))
    robot.wait(1.0)
    heard = robot.speech.cancel(hello)
    assert hello.state == "ended"
    assert 0.3 < heard["seconds"] < 1.3
    assert heard["samples"] == pytest.approx(heard["seconds"] * RATE_HZ, abs=1)
    assert heard["mark"] == "begun"
    with pytest.raises(IntentError, match="under way"):
        robot.speech.cancel(hello)
