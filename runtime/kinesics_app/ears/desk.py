"""`Desk`: takes sound and what the robot does, and tells whoever began this process who speaks."""

import select
import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.hearing import BLOCK_NS, Heard, Hearing
from kinesics_app.ears.intake import Intake
from kinesics_app.ears.piece import Piece
from kinesics_app.processes.hatch import Hatch
from kinesics_app.sound.reference import Played

__all__ = ["Desk"]

F32 = NDArray[np.float32]

_MOST_AT_ONCE = 64
_STATUS_S = 0.5
_TOLD_NS = 40_000_000  # between two that tell much the same
_AGAIN_NS = 200_000_000  # and if nothing changes
_CHANGE = 0.1
_EDGES = (0.3, 0.5)
_PLAYS_S = 1.0  # a loudspeaker gives its blocks all the time
_PATIENCE_NS = 90_000_000  # for what the robot says itself
_MUTED_S = 5.0
_FADES = 0.9


class Desk:
    """Turned a hundred times a second."""

    def __init__(self, hatch: Hatch, source: str) -> None:
        self.hatch = hatch
        self.source = source
        self.intake = Intake()
        self._hearing = Hearing()
        self._blocks: deque[tuple[int, F32]] = deque()
        self._last: Heard | None = None
        self._told: tuple[int, float] = (0, 0.0)
        self._trouble = ""
        self._played_s = self._sounded_s = time.monotonic()
        self._plays = False
        self._unpaired = 0
        self._took_ms = self._late_ms = 0.0
        self._status_s = self._counted_s = 0.0
        self._counted = 0

    def begin(self) -> None:
        """A microphone is there."""
        self._trouble, self._sounded_s = "", time.monotonic()
        self.tell(now=True)

    def lose(self, trouble: str) -> None:
        """It is not any more: nobody is heard."""
        self._trouble = trouble
        self._blocks.clear()
        self._say(time.monotonic_ns(), 0.0)
        self.tell(now=True)

    def wait(self, seconds: float) -> None:
        """For so long, or until nobody wants it; what the robot plays is heard all the same."""
        end_s = time.monotonic() + seconds
        while not self.hatch.closed and (rest_s := end_s - time.monotonic()) > 0.0:
            select.select([self.hatch], [], [], rest_s)
            self._hear_of_robot()
            self.tell()

    def turn(self, pieces: Sequence[Piece]) -> bool:
        """Hear what came; whether somebody still wants that."""
        for piece in [*pieces, *self._hear_of_robot()]:
            self.intake.take(piece)
        self._blocks.extend(self.intake.blocks())
        self._plays = time.monotonic() - self._played_s < _PLAYS_S and self._plays
        while self._blocks and self._is_ready(self._blocks[0][0]):
            self._hear(*self._blocks.popleft())
        self.tell()
        return not self.hatch.closed

    def tell(self, *, now: bool = False) -> None:
        """How the microphone is, twice a second, or now."""
        now_s = time.monotonic()
        if not now and now_s - self._status_s < _STATUS_S:
            return
        pieces = self.intake.pieces
        rate_hz = (pieces - self._counted) / max(now_s - self._counted_s, 1e-3)
        self._counted, self._counted_s, self._status_s = pieces, now_s, now_s
        heard = self._last
        told = {
            "source": self.source,
            "pieces": pieces,
            "rate_hz": round(rate_hz, 1),
            "level_db": -120.0 if heard is None else round(heard.level_db, 1),
            "taken_db": 0.0 if heard is None else round(heard.taken_db, 1),
            "took_ms": round(self._took_ms, 2),
            "late_ms": round(self._late_ms, 1),
            "unpaired": self._unpaired,
            **self.intake.counts(),
            "bad_last": self.intake.complaint,
            "trouble": self._trouble or self._muted(now_s),
        }
        self.hatch.send({"microphone": told})

    def _muted(self, now_s: float) -> str:
        if not self.intake.pieces or now_s - self._sounded_s < _MUTED_S:
            return ""
        return "only zeros come; wanted a microphone that is not muted"

    def _hear_of_robot(self) -> list[Piece]:
        """What it plays and how it moves; sound that was given."""
        given: list[Piece] = []
        for message in self.hatch.receive(_MOST_AT_ONCE):
            if "played" in message:
                played = Played.of(message["played"])
                self._played_s, self._plays = time.monotonic(), True
                self._hearing.play(played.t_ns, played.first, played.rate_hz, played.samples)
            for t_ns, power in message.get("moves", ()):
                self._hearing.move(t_ns, power)
            if "given" in message:
                given.append(_piece(message["given"]))
        return given

    def _is_ready(self, t_ns: int) -> bool:
        """Whether all is known that is needed for the block of `t_ns`, or never will be."""
        if not self._plays or self._hearing.is_told(t_ns):
            return True
        waited = time.monotonic_ns() - t_ns > _PATIENCE_NS
        self._unpaired += waited
        return waited

    def _hear(self, t_ns: int, block: F32) -> None:
        begin_ns = time.monotonic_ns()
        if block.any():
            self._sounded_s = begin_ns * 1e-9
        self._last = heard = self._hearing.push(t_ns, block)
        now_ns = time.monotonic_ns()
        self._took_ms += (1.0 - _FADES) * ((now_ns - begin_ns) * 1e-6 - self._took_ms)
        self._late_ms += (1.0 - _FADES) * ((now_ns - t_ns - BLOCK_NS) * 1e-6 - self._late_ms)
        told_ns, told = self._told
        crosses = any((told < edge) != (heard.speaks < edge) for edge in _EDGES)
        due = t_ns - told_ns >= _TOLD_NS and abs(heard.speaks - told) >= _CHANGE
        if crosses or due or not 0 <= t_ns - told_ns < _AGAIN_NS:
            self._say(t_ns, heard.speaks)

    def _say(self, t_ns: int, speaks: float) -> None:
        self._told = t_ns, speaks
        said = {"t_ns": t_ns, "speaks": round(speaks, 3), "cancels": self._plays}
        self.hatch.send({"voice": said})


def _piece(told: Mapping[str, Any]) -> Piece:
    samples = np.frombuffer(told["samples"], "<f4").astype(np.float32)
    return Piece(told["t_ns"], samples.reshape(told["shape"]), told["rate_hz"])
