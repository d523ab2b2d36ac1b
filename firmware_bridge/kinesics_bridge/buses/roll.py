"""`Roll`: what is known of each servo on a bus: when it answered last, and what it said."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from .bus_servo import BusServo, StepModel

__all__ = ["MUTE_NS", "Roll"]

F64 = NDArray[np.float64]

MUTE_NS = 300_000_000
"""A servo that has answered nothing for this long is mute: asked rarely, and led back gently."""
_MUTE_MISSES = 3  # and as many questions: a host that stalls asks none


class Roll:
    """Arrays over the J servos of one bus, in their order."""

    def __init__(self, servos: Sequence[BusServo[StepModel]]) -> None:
        count = len(servos)
        self.names = tuple(servo.joint for servo in servos)
        self.rounds = 0
        """Read rounds completed."""
        self.t_ns = 0
        """Robot time of the last round."""
        self.position: F64 = np.full(count, np.nan)
        """(J,) joint positions as last told; NaN: never."""
        self.voltage: F64 = np.full(count, np.nan)
        """(J,) [V]"""
        self.temperature: F64 = np.full(count, np.nan)
        """(J,) [degC]"""
        self.supply_v: F64 = np.full(count, np.nan)
        """(J,) what the servos are usually fed [V]."""
        self.current: F64 = np.full(count, np.nan)
        """(J,) [A]"""
        self.fault: list[str] = [""] * count
        """Why a servo has no torque though it should: a sentence after its name; empty: it has."""
        self.enabled: NDArray[np.bool_] = np.zeros(count, np.bool_)
        """(J,) has been given its torque, and follows."""
        self.mute: NDArray[np.bool_] = np.zeros(count, np.bool_)
        self.misses: NDArray[np.int64] = np.zeros(count, np.int64)
        """(J,) questions without an answer."""
        self.mutes = 0
        """Times a servo fell silent."""
        self._heard_ns: NDArray[np.int64] = np.zeros(count, np.int64)
        self._missing_ns: NDArray[np.int64] = np.zeros(count, np.int64)  # since when
        self._in_a_row: NDArray[np.int64] = np.zeros(count, np.int64)
        self._suspects: list[int] = []

    def hear(self, column: int, t_ns: int, position: float) -> None:
        """A servo told where it is."""
        self.position[column] = position
        self.live(column, t_ns)

    def live(self, column: int, t_ns: int) -> None:
        """A servo said anything at all."""
        self._heard_ns[column] = t_ns
        self._in_a_row[column] = 0
        self.mute[column] = False

    def close(self, t_ns: int, missing: Sequence[int]) -> None:
        """A question is over; these did not answer it, the first of them first."""
        self.rounds += 1
        self.t_ns = t_ns
        self._suspects = [*missing[1:], *missing[:1]]
        columns = list(missing)
        self.misses[columns] += 1
        self._missing_ns[columns] = np.where(
            self._in_a_row[columns] == 0, t_ns, self._missing_ns[columns]
        )
        self._in_a_row[columns] += 1
        silent = self._silent(t_ns, MUTE_NS) & ~self.mute
        self.mutes += int(silent.sum())
        self.mute |= silent
        self.enabled &= ~silent

    def excuse(self, away_ns: int) -> None:
        """Nobody listened for so long: that was no silence of the servos."""
        self._missing_ns += away_ns

    def order(self, columns: Iterable[int]) -> list[int]:
        """Who is asked, doubtful ones last: a mute servo silences those behind it."""
        asked = [column for column in columns if not self.mute[column]]
        doubtful = [column for column in self._suspects if column in asked]
        return [column for column in asked if column not in doubtful] + doubtful

    def heard_ns(self, column: int) -> int:
        """Robot time of a servo's last answer."""
        return int(self._heard_ns[column])

    def lost(self, t_ns: int, limit_ns: int) -> bool:
        """Whether nobody at all has answered anything for so long."""
        return bool(self._silent(t_ns, limit_ns).all())

    def _silent(self, t_ns: int, limit_ns: int) -> NDArray[np.bool_]:
        asked = self._in_a_row >= _MUTE_MISSES
        return asked & (t_ns - self._missing_ns > limit_ns)

    def lines(self) -> list[str]:
        """A sentence for each servo that does not do what it is told."""
        said = []
        for column, name in enumerate(self.names):
            if self.mute[column]:
                said.append(f"{name} does not answer: check its cable; the others go on")
            elif self.fault[column]:
                said.append(f"{name} {self.fault[column]}")
        return said
