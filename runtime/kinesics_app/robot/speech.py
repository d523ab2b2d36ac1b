"""`SpeechApi`: what is said while it is made, in the words of those who stream synthesisers.

hello = robot.speech.begin(rate_hz=24_000, text="Hello, my name is Kin.")
robot.speech.push(hello, samples)
robot.speech.phones(hello, [(0.0, 0.08, "hh"), (0.08, 0.15, "ah")])
robot.speech.mark(hello, "name", 0.9)
robot.speech.end(hello)
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics_app.robot.how import How
from kinesics_app.robot.saying import Saying
from kinesics_app.robot.wish import Wish

__all__ = ["SpeechApi"]

F32 = NDArray[np.float32]

_NOTHING = np.zeros(0, np.float32)


class SpeechApi:
    """`say_on`, `sound`, `mark`, `phones` and `cancel` of a `Robot`, by other names."""

    def __init__(self, robot: Saying) -> None:
        self._robot = robot

    def begin(self, how: How | None = None, rate_hz: int = 16_000, **known: Any) -> Wish:
        """An utterance whose samples follow: `Robot.say_on`."""
        return self._robot.say_on(how or How(), rate_hz, **known)

    def push(self, utterance: Wish, samples: F32) -> None:
        """Its next samples (N,) -1..1, as many as there are: `Robot.sound`."""
        self._robot.sound(utterance, samples)

    def mark(self, utterance: Wish, name: str, at_s: float) -> None:
        """A place of it has a name: `Robot.mark`."""
        self._robot.mark(utterance, name, at_s)

    def phones(self, utterance: Wish, told: Sequence[tuple[float, float, str]]) -> None:
        """Its next phones, start, end [s] from its first sample, and symbol: `Robot.phones`."""
        self._robot.phones(utterance, told)

    def end(self, utterance: Wish) -> None:
        """It is whole: what was pushed last is its end."""
        self._robot.sound(utterance, _NOTHING, last=True)

    def cancel(self, utterance: Wish, timeout_s: float = 5.0) -> Mapping[str, Any] | None:
        """It is broken off; what of it was heard, as `kinesics.conversation.heard.Heard`.

        None: nothing told within `timeout_s`.

        Raises:
            IntentError: it is over already.
        """
        self._robot.cancel(utterance)
        utterance.wait(timeout_s)
        return utterance.heard
