"""`Planned`: what a robot is about to do, as `trajectory_msgs/JointTrajectory`, ahead of it."""

from array import array
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from builtin_interfaces.msg import Duration
from trajectory_msgs.msg import JointTrajectory, JointTrajectoryPoint

from kinesics_app.life.life import TICK_NS
from kinesics_app.tick.loop import Row
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.topics.qos import STREAM

__all__ = ["Planned"]

_NS = 1_000_000_000


class Planned:
    """Tells all rows ahead each time, so what is lost or was made anew is told again."""

    def __init__(self, node: Any) -> None:
        self._node = node
        self._ticks = 0
        """From one message to the next, and to the next point if two are ahead; 0: none."""
        self._publisher: Any = None

    def pace(self, rate_hz: float) -> None:
        """Tell it so often, to whole ticks; 0: not at all."""
        self._ticks = round(1e9 / (rate_hz * TICK_NS)) if rate_hz else 0
        if self._ticks and self._publisher is None:
            self._publisher = self._node.create_publisher(
                JointTrajectory, "planned_trajectory", STREAM
            )

    def told(
        self,
        tick: int,
        now: Callable[[], Moment],
        names: Sequence[str],
        rows: Callable[[], Sequence[Row]],
    ) -> None:
        """After the robot's tick number `tick`; `rows` gives those that are ahead."""
        if not self._ticks or tick % self._ticks or not names:
            return
        ahead = points_of(rows(), self._ticks)
        if len(ahead) > 1:
            self._publisher.publish(trajectory(names, ahead, now()))


def points_of(rows: Sequence[Row], ticks: int) -> Sequence[Row]:
    """Those whose dates are whole multiples of so many ticks, or of fewer, so that two are there.

    `rows`: tick by tick. They reach a lead ahead, 100 ms for one, so few are multiples of 10 ticks.
    """
    told = _multiples(rows, ticks)
    return told if len(told) > 1 else _multiples(rows, max(len(rows) // 2, 1))


def _multiples(rows: Sequence[Row], ticks: int) -> Sequence[Row]:
    return [row for row in rows if row.t_ns // TICK_NS % ticks == 0]


def trajectory(names: Sequence[str], rows: Sequence[Row], now: Moment) -> Any:
    """Two rows or more as they were sent: when they are played, and how fast joints are then."""
    message = JointTrajectory(joint_names=names)
    now.stamp_into(message.header.stamp, rows[0].t_ns)
    t_ns = np.array([row.t_ns for row in rows])
    positions = np.array([row.sent for row in rows])
    slopes = np.gradient(positions, (t_ns - t_ns[0]) * 1e-9, axis=0)
    message.points = [
        JointTrajectoryPoint(
            positions=array("d", position.tobytes()),
            velocities=array("d", slope.tobytes()),
            time_from_start=Duration(sec=since_ns // _NS, nanosec=since_ns % _NS),
        )
        for position, slope, since_ns in zip(
            positions, slopes, (t_ns - t_ns[0]).tolist(), strict=True
        )
    ]
    return message
