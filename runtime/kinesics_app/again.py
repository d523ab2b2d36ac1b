"""`Again`: the rows of a recording, made again from what the mixer was told."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kinesics.errors import RecordError
from kinesics.motion.frame import Frame
from kinesics.motion.limits import Limiter
from kinesics.motion.mixer import Mixer
from kinesics.record.intake import Taken, Turned
from kinesics.record.intake_file import read_intake
from kinesics.record.mcap_file import read_mcap
from kinesics.record.take import F64, I64
from kinesics.rig.guard import guard_of
from kinesics.rig.load import load_rig
from kinesics.signals import Telemetry
from kinesics_app.body import Body
from kinesics_app.device import joint_table
from kinesics_app.loop import Loop, Row
from kinesics_bridge.joint_table import JointTable

__all__ = ["Again"]


class Again:
    """Of a recording that `kinesics perform` wrote: mix, rig, guard and limits, without a robot."""

    def __init__(self, path: Path, robot: str | None = None) -> None:
        """`robot`: name or rig file; None: the recording's, or humanoid.

        Raises:
            KinesicsError: a recording that does not say what its mixer was told, or of others.
        """
        self.intake, told = read_intake(path)
        streams = read_mcap(path)
        self.rig = load_rig(robot or told.get("robot") or "humanoid")
        if streams["sent"].names != self.rig.names:
            raise RecordError(
                f"{path} is of {len(streams['sent'].names)} joints that are not those of "
                f"{self.rig.name}; wanted its robot: --robot"
            )
        self.heard_t0_ns = int(told["heard_t0_ns"])
        """Robot time at which the first sample was heard: t = 0 of the recording."""
        self.sent: F64 = streams["sent"].values
        """(T, J) as recorded; NaN: nothing went out."""
        self._rows_ns = streams["sent"].t_ns.tolist()
        rate_hz = float(told["rate_hz"])
        limiter = Limiter(self.rig.limits, rate_hz)
        limiter.start(self.intake.pose)
        self.body = Body(
            self.rig,
            Mixer(self.intake.layers),
            limiter,
            _Wire(joint_table(self.rig)),
            guard_of(self.rig, limiter, rate_hz),
        )
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
                if isinstance(next_one, Taken):
                    self.loop.accept(next_one.source, next_one.track)
                elif isinstance(next_one, Turned):
                    self.loop.turn(next_one.turn)
                next_one = next(coming, None)
            self.loop.act(t_ns - self.loop.ahead_ns)
            yield self.loop.rows[-1]


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
