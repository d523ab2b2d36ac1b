"""`FaceTopic`: the robot's own face as action units of FACS, where hri_msgs is installed."""

from array import array
from collections.abc import Callable
from typing import Any

import numpy as np

from kinesics.affect.facs import ACTIONS, actions_of
from kinesics_app.life.life import Life
from kinesics_app.life.shown import LoopShown
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.topics.qos import STREAM

__all__ = ["UNITS", "FaceTopic"]

UNITS = 99
"""Numbers of FACS in a message."""

_EVERY = 4  # ticks: 25 a second
_LOOK = 50

_NUMBERS = np.array([action.number for action in ACTIONS])
_KNOWN = np.zeros(UNITS)
_KNOWN[[action.number for action in ACTIONS if action.read]] = 1.0


class FaceTopic:
    """Publishes while somebody listens; else it costs nothing."""

    def __init__(self, node: Any) -> None:
        self._publisher: Any = None
        self._calls = 0
        self._wanted = False
        try:
            from hri_msgs.msg import FacialActionUnits
        except ImportError:
            return
        self._kind = FacialActionUnits
        self._publisher = node.create_publisher(FacialActionUnits, "facs", STREAM)

    def told(self, now: Callable[[], Moment], life: Life | None) -> None:
        """After every tick, by one thread; `life`: None of a limp robot."""
        if self._publisher is None:
            return
        if self._calls % _LOOK == 0:
            self._wanted = self._publisher.get_subscription_count() > 0
        self._calls += 1
        shown = LoopShown.of(life)
        if not self._wanted or self._calls % _EVERY or shown is None:
            return
        moment = now()
        row = shown.row_at(moment.robot_ns)
        if row is None:
            return
        units = np.zeros(UNITS)
        np.maximum.at(units, _NUMBERS, actions_of(row.channels))
        message = self._kind()
        moment.stamp_into(message.header.stamp, row.t_ns)
        message.intensity = array("f", units)
        message.confidence = array("f", _KNOWN)
        self._publisher.publish(message)
