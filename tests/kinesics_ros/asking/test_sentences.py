"""Sentences of the topic `say`, made into sound by a program of the user's."""

import shlex
import sys
from queue import Queue

import numpy as np
import pytest

from kinesics.audio.speech_file import load_speech
from kinesics.errors import IntentError
from kinesics_app.demo import HELLO
from kinesics_ros.asking.sentences import Sentences
from kinesics_ros.messages.asked import ASKED

SPEAKS = f"cp {shlex.quote(str(HELLO))} {{file}}"
SLEEPS = shlex.join([sys.executable, "-c", "import time; time.sleep(60)", "{file}"])


def became(command, *sentences):
    """What each of them became, as it is heard."""
    heard = Queue()
    said = Sentences(command)
    for sentence in sentences:
        said.say(sentence, heard.put)
    return [heard.get(timeout=20.0) for _ in sentences]


def test_a_sentence_is_said_as_its_program_makes_it():
    (message,) = became(SPEAKS, " Hello: there. ")
    (asked,) = ASKED["say"](message)
    samples, rate_hz = load_speech(HELLO)
    told = asked["intent"]["parameters"]
    assert (told["text"], told["rate_hz"]) == ("Hello: there.", rate_hz)
    pcm = np.frombuffer(told["samples"], "<i2") / 32767
    assert np.abs(pcm - samples).max() < 1e-4


@pytest.mark.parametrize(
    ("command", "sentence", "why"),
    [
        ("", "Hello.", "no synthesiser is known"),
        (SPEAKS, "  ", "1 to 1000 characters"),
        ("false {file}", "Hello.", "made no sound"),
        ("nobody-has-this {file}", "Hello.", "cannot be run"),
        ("touch {file}", "Hello.", "sentence.wav"),
    ],
)
def test_what_cannot_be_said_is_refused_with_the_reason(command, sentence, why):
    (message,) = became(command, sentence)
    with pytest.raises(IntentError, match=f"say: .*{why}"):
        ASKED["say"](message)


def test_more_than_eight_do_not_wait():
    heard = []
    said = Sentences(SLEEPS)
    for _ in range(12):
        said.say("Hello.", lambda made: heard.append(made.reason))
    assert 3 <= len(heard) <= 4  # one may be at work
    assert "8 sentences wait already" in heard[0]
