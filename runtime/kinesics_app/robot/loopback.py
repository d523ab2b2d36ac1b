"""`Loopback`: a robot says what other programs play, an utterance after another."""

from collections.abc import Callable
from math import inf
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.cutting import Cutting, Piece
from kinesics.errors import IntentError
from kinesics_app.robot.robot import Robot
from kinesics_app.robot.wish import Wish

__all__ = ["Blocks", "Loopback"]

F32 = NDArray[np.float32]

_BLOCK_S = 0.1
_FOLLOW_S = 0.001
_PATIENCE_S = 60.0  # for the end of what is being said


class Blocks(Protocol):
    """Sound as it comes."""

    rate_hz: int

    def take(self, timeout_s: float) -> F32 | None:
        """The next block (N,), waited for; None: it did not come."""


class Loopback:
    """Each utterance begins at the robot as soon as something is heard of it."""

    def __init__(
        self, robot: Robot, blocks: Blocks, cutting: Cutting, tell: Callable[[str], None]
    ) -> None:
        """`tell` is told a line of each utterance: when it begins, and what became of it."""
        self._robot, self._blocks, self._cutting, self._tell = robot, blocks, cutting, tell
        self._wish: Wish | None = None
        self._saying: list[Wish] = []
        self.said = self.refused = 0
        """Utterances."""

    def run(self, seconds: float | None) -> None:
        """Until interrupted, or for so long of sound; what was begun is said to its end.

        Raises:
            KinesicsError: the device or the robot is gone.
        """
        left = inf if seconds is None else round(seconds * self._blocks.rate_hz)
        try:
            while left > 0:
                block = self._blocks.take(_BLOCK_S)
                if block is not None:
                    left -= len(block)
                    self._say(self._cutting.feed(block))
                self._follow()
        finally:
            self._say(self._cutting.end())
        for wish in self._saying:
            wish.wait(_PATIENCE_S)
        self._follow()

    def _say(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            if piece.first:
                self._begin()
            if self._wish is not None and not self._wish.is_over:
                self._robot.sound(self._wish, piece.samples, last=piece.last)

    def _begin(self) -> None:
        self._wish = None
        try:
            self._wish = self._robot.say_on(rate_hz=self._blocks.rate_hz)
        except IntentError as error:
            self.refused += 1
            self._tell(f"refused: {error}")
        else:
            self._saying.append(self._wish)
            self._tell(f"{self._wish.id} begins")

    def _follow(self) -> None:
        """Hear what became of what is said."""
        self._robot.wait(_FOLLOW_S)
        for wish in [one for one in self._saying if one.is_over]:
            self._saying.remove(wish)
            self.said += wish.state == "finished"
            self._tell(f"{wish.id} {wish.state}{f': {wish.reason}' if wish.reason else ''}")
