"""`Again`: the rows of a recording, made again from what the mixer was told."""

from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from kinesics.errors import RecordError
from kinesics.motion.frame import Frame
from kinesics.record.intake import Intake, Sounded, Taken, Turned
from kinesics.record.intake_file import read_intake
from kinesics.record.life_intake import LifeTick, read_life_intake
from kinesics.record.life_passage import holds_life
from kinesics.record.mcap_file import read_mcap
from kinesics.record.take import F64, I64
from kinesics.rig.load import load_rig
from kinesics.signals import Telemetry
from kinesics_app.device.limits_table import joint_table
from kinesics_app.tick.body import Body
from kinesics_app.tick.loop import Loop, Row
from kinesics_bridge.joints.joint_table import JointTable

__all__ = ["Again", "LifeAgain", "again_of"]


class Again:
    """Of a recording that `kinesics perform` wrote: mix, rig, guard and limits, without a robot."""

    def __init__(self, path: Path, robot: str | None = None) -> None:
        """`robot`: name or rig file; None: the recording's, or humanoid.

        Raises:
            KinesicsError: a recording that does not say what its mixer was told, or of others.
        """
        self.sent: F64
        """(T, J) as recorded; NaN: nothing went out."""
        self._rows_ns: list[int]
        self.intake, told, names = self._read(path)
        self.rig = load_rig(robot or told.get("robot") or "humanoid")
        if names != self.rig.names:
            raise RecordError(
                f"{path} is of {len(names)} joints that are not those of "
                f"{self.rig.name}; wanted its robot: --robot"
            )
        self.heard_t0_ns = int(told["heard_t0_ns"])
        """Robot time at which the first sample was heard: t = 0 of the recording."""
        rate_hz = float(told["rate_hz"])
        wire = _Wire(joint_table(self.rig))
        self.body = Body.at_rest(self.rig, self.intake.pose, self.intake.layers, wire, rate_hz)
        self.loop = Loop(self.body, [], int(told["ahead_ns"]), round(1e9 / rate_hz))

    @property
    def seen_ns(self) -> I64:
        """(T,) robot time that each row's mix is of."""
        return np.array(self._rows_ns) + self.loop.early_ns

    def is_as_recorded(self, number: int, row: Row) -> bool:
        """Whether a row is the one that went out, where one did."""
        went = self.sent[number]
        return bool((np.isnan(went) | (went == row.sent)).all())

    def rows(self) -> Iterator[Row]:
        """Every row, in order; until the next is asked for, the mixer knows what it knew of it."""
        coming = iter(self.intake.taken)
        next_one = next(coming, None)
        for t_ns in self._rows_ns:
            while next_one is not None and next_one.after_ns < t_ns:
                self._tell(next_one)
                next_one = next(coming, None)
            self.loop.act(t_ns - self.loop.ahead_ns)
            yield self.loop.rows[-1]

    def _read(self, path: Path) -> tuple[Intake, Mapping[str, str], tuple[str, ...]]:
        intake, told = read_intake(path)
        sent = read_mcap(path)["sent"]
        self.sent, self._rows_ns = sent.values, sent.t_ns.tolist()
        return intake, told, sent.names

    def _tell(self, one: Taken | Turned | Sounded) -> None:
        if isinstance(one, Taken):
            self.loop.accept(one.source, one.track)
        elif isinstance(one, Turned):
            self.loop.turn(one.turn)


class LifeAgain(Again):
    """Of a life that was recorded: its rows as they went out, also those that were made anew.

    t = 0 is the begin of the file. Of joints that others moved, and in quiet mode, what is made
    again is what would have gone out without.
    """

    def rows(self) -> Iterator[Row]:
        """Every row in the order in which it was made; that which was executed comes last."""
        self._last_ns = -(2**62)
        self._taken_back = False
        for tick in self._ticks:
            came = deque(tick.came)
            for t_ns, _ in tick.rows:
                while came and self._is_first(came[0].after_ns, t_ns):
                    self._tell(came.popleft())
                if t_ns <= self._last_ns:  # made anew, and nothing else was told
                    self.loop.rewind(t_ns)
                elif self._taken_back and t_ns > self._last_ns + self.loop.tick_ns:
                    self.loop.leave_as_sent(t_ns)
                self.loop.act(t_ns - self.loop.ahead_ns)
                self._last_ns, self._taken_back = t_ns, False
                yield self.loop.rows[-1]
            for one in came:
                self._tell(one)

    def _is_first(self, after_ns: int, t_ns: int) -> bool:
        """Whether what came after the row of a date came before the row of `t_ns` was made.

        A tick makes its own row before it thinks, and those that were undone after that.
        """
        return t_ns <= self._last_ns or self._last_ns <= after_ns < t_ns

    def _tell(self, one: Taken | Turned | Sounded) -> None:
        """What comes after a row that is not the last was told when those behind it were undone."""
        if one.after_ns < self._last_ns:
            self.loop.rewind(one.after_ns + self.loop.tick_ns)
            self._last_ns, self._taken_back = one.after_ns, True
        super()._tell(one)

    def _read(self, path: Path) -> tuple[Intake, Mapping[str, str], tuple[str, ...]]:
        read = read_life_intake(path)
        self._ticks: list[LifeTick] = [*read.ticks]
        rows = [row for tick in self._ticks for row in tick.rows]
        self._rows_ns = [t_ns for t_ns, _ in rows]
        self.sent = np.array([values for _, values in rows])
        return read.intake, read.told, read.names


def again_of(path: Path, robot: str | None = None) -> Again:
    """Of whichever recording this is.

    Raises:
        KinesicsError: as `Again`.
    """
    return LifeAgain(path, robot) if holds_life(path) else Again(path, robot)


class _Wire:
    """A `Bridge` to no robot, that rounds as every wire does."""

    def __init__(self, table: JointTable) -> None:
        self._table = table

    def send(self, frame: Frame) -> Frame:
        """What would go out."""
        return Frame(frame.t_ns, self._table.decode(self._table.encode(np.asarray(frame.values))))

    def poll(self) -> Telemetry | None:
        """Nothing."""
        return None

    def stop(self) -> None:
        """Nothing moves."""

    def close(self) -> None:
        """Nothing to release."""
