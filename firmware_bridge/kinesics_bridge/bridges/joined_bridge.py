"""`JoinedBridge`: several wires to one robot as one `Bridge`, on one time base."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.closing import Closing
from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics.signals import Telemetry
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.joints.servo_health import ServoHealth, joined_health
from kinesics_bridge.link.link import LinkHealth

from .firmware_bridge import MIN_LEAD_NS
from .robot_link import RobotLink

__all__ = ["JoinedBridge", "Part"]

F64 = NDArray[np.float64]

_WORST = ("STOPPED", "LIMP", "SAFE", "HOLD", "STARVED", "DISARMED", "STANDBY", "ARMING", "ACTIVE")
_KEPT_ROWS = 256  # what a firmware may hold
_KEPT_TOLD = 16  # of each part: more than one may be ahead of another
_CUT_NS = MIN_LEAD_NS + 10_000_000  # rows sooner than this may be under way already


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One wire and which of the robot's joints are on it."""

    name: str
    bridge: RobotLink
    columns: NDArray[np.intp]
    """(K,) in the order of the part's own table."""

    def connect(self, *, provision: bool, timeout_s: float) -> None:
        """Connect the bridge; BridgeError names the bus."""
        try:
            self.bridge.connect(provision=provision, timeout_s=timeout_s)
        except BridgeError as error:
            raise BridgeError(f"bus {self.name!r}: {error}") from error


class JoinedBridge(Closing):
    """The parts follow the same rows by the same clock, or all of them hold.

    When one part cannot play rows (unplugged, stopped, not armed), the rest is not left moving
    alone: its queues are cut short, and it brakes and holds until every part plays again.
    """

    def __init__(self, parts: Sequence[Part], table: JointTable, now_ns: Callable[[], int]) -> None:
        taken = sorted(int(column) for part in parts for column in part.columns)
        if taken != list(range(table.count)):
            raise BridgeError(f"{len(taken)} joints on {len(parts)} wires; wanted each of "
                              f"{table.count} joints on exactly one")  # fmt: skip
        self.table = table
        self.parts = tuple(parts)
        self.rows_withheld = 0
        """Rows that a healthy part did not get, because another could not play them."""
        self._now_ns = now_ns
        self._rows: deque[Frame] = deque(maxlen=_KEPT_ROWS)
        self._holding = False
        self._heard = {part.name: deque[Telemetry](maxlen=_KEPT_TOLD) for part in parts}
        self._told_ns = 0

    def connect(self, *, provision: bool = False, timeout_s: float = 5.0) -> None:
        """Connect every part; BridgeError names the one that is not there."""
        for part in self.parts:
            part.connect(provision=provision, timeout_s=timeout_s)

    def send(self, frame: Frame) -> Frame:
        """Schedule (J,) positions for `frame.t_ns`; what really went out, NaN where nothing did."""
        able = [part.bridge.state_log.rows == "played" for part in self.parts]
        if not all(able) and not self._holding:
            self._cut_short(able)
        self._holding = not all(able)
        while self._rows and self._rows[-1].t_ns >= frame.t_ns:
            self._rows.pop()
        self._rows.append(frame)
        went = np.full(self.table.count, np.nan)
        for part, good in zip(self.parts, able, strict=True):
            if self._holding and good:
                self.rows_withheld += 1
                continue  # a part that is not able needs its rows to be armed
            sent = part.bridge.send(Frame(frame.t_ns, frame.values[part.columns]))
            went[part.columns] = sent.values
        return Frame(frame.t_ns, went)

    def poll(self) -> Telemetry | None:
        """One of all joints, once every part that has a link told something new; else None.

        Every part tells at times of its own: here all are as of one that the slowest of them told,
        the others in between what they told, by straight lines. A part without a link stays where
        it was last seen.
        """
        for part in self.parts:
            while (telemetry := part.bridge.poll()) is not None:
                self._heard[part.name].append(telemetry)
        if not all(self._heard.values()):
            return None
        awaited = [part.name for part in self.parts if part.bridge.state is not None]
        heard = [self._heard[name] for name in awaited or self._heard]
        known_ns = min(told[-1].t_ns for told in heard)
        slowest = max(heard, key=_spacing_ns)
        dates_ns = [one.t_ns for one in slowest if self._told_ns < one.t_ns <= known_ns]
        if not dates_ns:
            return None
        t_ns = self._told_ns = dates_ns[0]
        played, measured = np.empty((2, self.table.count))
        for part in self.parts:
            told = self._heard[part.name]
            played[part.columns] = _at(t_ns, told, [one.played for one in told])
            measured[part.columns] = _at(t_ns, told, [one.measured for one in told])
        return Telemetry(t_ns, self.state or "HOLD", played, measured, self.counters)

    def arm(self) -> None:
        """As `SerialBridge.arm`, every part."""
        for part in self.parts:
            part.bridge.arm()

    def disarm(self) -> None:
        """As `SerialBridge.disarm`, every part."""
        for part in self.parts:
            part.bridge.disarm()

    def stop(self) -> None:
        """Brake every part at its limits, whatever is queued."""
        for part in self.parts:
            part.bridge.stop()

    def clear_stop(self) -> None:
        """As `SerialBridge.clear_stop`, every part."""
        for part in self.parts:
            part.bridge.clear_stop()

    def close(self) -> None:
        """Release every port; twice is fine."""
        for part in self.parts:
            part.bridge.close()

    @property
    def state(self) -> str | None:
        """The firmware state of the part that is furthest from following; None: one has no link."""
        states = [part.bridge.state for part in self.parts]
        return None if None in states else min(states, key=lambda one: _WORST.index(one or ""))

    @property
    def trouble(self) -> str | None:
        """As `SerialBridge.trouble`, of every part that has one, by name."""
        told = [f"bus {one.name!r}: {one.bridge.trouble}" for one in self._troubled()]
        return "; ".join(told) or None

    @property
    def arm_refusal(self) -> str | None:
        """Why the last ARM was refused, of the first part that was; None when none was."""
        refusals = (part.bridge.arm_refusal for part in self.parts)
        return next((refusal for refusal in refusals if refusal), None)

    @property
    def health(self) -> LinkHealth | None:
        """The worst of each figure over the parts that have one; None when none has."""
        each = [part.bridge.health for part in self.parts]
        known = [one for one in each if one is not None]
        if not known:
            return None
        return LinkHealth(*(max(values, key=abs) for values in zip(*known, strict=True)))

    @property
    def counters(self) -> Mapping[str, int]:
        """Everything that is counted, by name: the sum over the parts."""
        total: dict[str, int] = {"rows_withheld": self.rows_withheld}
        for part in self.parts:
            for name, count in part.bridge.counters.items():
                total[name] = total.get(name, 0) + count
        return total

    @property
    def clamps(self) -> NDArray[np.int64]:
        """(J, 6) as `Link.clamps`."""
        clamps = np.zeros((self.table.count, 6), np.int64)
        for part in self.parts:
            clamps[part.columns] = part.bridge.clamps
        return clamps

    @property
    def servo_health(self) -> ServoHealth | None:
        """Of all joints, the supply the lowest; None while a part tells none."""
        told = [part.bridge.servo_health for part in self.parts]
        known = [one for one in told if one is not None]
        return joined_health(known, self.table.names) if len(known) == len(told) else None

    def _troubled(self) -> list[Part]:
        return [part for part in self.parts if part.bridge.trouble]

    def _cut_short(self, able: Sequence[bool]) -> None:
        """End the queues of the able parts: a row replaces all that is queued after it."""
        from_ns = self._now_ns() + _CUT_NS
        last = next((row for row in self._rows if row.t_ns >= from_ns), None)
        if last is None:
            return
        for part, good in zip(self.parts, able, strict=True):
            if good:
                part.bridge.send(Frame(last.t_ns, last.values[part.columns]))


def _spacing_ns(told: Sequence[Telemetry]) -> float:
    """How far apart in time a part tells, in the mean."""
    return (told[-1].t_ns - told[0].t_ns) / max(len(told) - 1, 1)


def _at(t_ns: int, told: Sequence[Telemetry], values: Sequence[F64]) -> F64:
    """(K,) at `t_ns`, between the two that were told before and after it; outside, the nearest."""
    after = next((k for k, one in enumerate(told) if one.t_ns >= t_ns), len(told) - 1)
    before = max(after - 1, 0)
    span_ns = told[after].t_ns - told[before].t_ns
    share = (t_ns - told[before].t_ns) / span_ns if span_ns > 0 else 1.0
    way = values[after] - values[before]
    return values[before] + min(max(share, 0.0), 1.0) * way
