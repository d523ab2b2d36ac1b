"""`TopicWire`: a robot behind topics, as a device: what `device:=topics` opens."""

import itertools
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
from std_msgs.msg import String
from trajectory_msgs.msg import JointTrajectory, JointTrajectoryPoint

from kinesics.errors import KinesicsError
from kinesics.motion.frame import Frame
from kinesics.rig.rig import Rig
from kinesics_app.afar.claim import Claim
from kinesics_app.afar.far_bridge import FarBridge
from kinesics_app.afar.ledger import Ledger
from kinesics_app.afar.orders import Order
from kinesics_app.afar.row_desk import Rows
from kinesics_app.clock import MonotonicClock
from kinesics_app.device.device import Device
from kinesics_app.device.limits_table import joint_table
from kinesics_ros.exchange.exchange import Exchange
from kinesics_ros.messages.row import spell_orders, spell_rows, stamp_into, told_by
from kinesics_ros.topics.qos import MOTION, THOUGHT, WORD

__all__ = ["TopicWire"]

_ORDERS_S = 0.1


class TopicWire:
    """One robot at a time; rows leave in the thread of whoever opened it."""

    def __init__(self, node: Any, exchange: Exchange) -> None:
        self.ledger = Ledger()
        self._exchange = exchange
        self._rows = node.create_publisher(JointTrajectory, "rows", MOTION)
        self._orders = node.create_publisher(String, "orders", WORD)
        self._numbers, self._order_numbers = itertools.count(), itertools.count()
        self._names: Sequence[str] = ()
        self._told: Sequence[Order] = ()
        self._told_s = 0.0
        self._bridge: FarBridge | None = None
        self._claim = Claim("bridge")
        group = MutuallyExclusiveCallbackGroup()
        node.create_subscription(String, "link", self._hear, THOUGHT, callback_group=group)

    @contextmanager
    def open(self, rig: Rig) -> Iterator[Device]:
        """The robot that bridge_node or sim_node holds, as `LifeThread` wants its wire."""
        clock = MonotonicClock()
        self._names = rig.names
        with FarBridge(joint_table(rig), clock, self._dispatch) as bridge:
            self._bridge = bridge
            try:
                yield Device(bridge, clock, rig, None)
            finally:
                self._bridge = None

    def _dispatch(self, frames: Sequence[Frame], orders: Sequence[Order]) -> None:
        origin, clocks = self._exchange.origin, self._exchange.clocks
        if frames:
            rows = Rows(origin, next(self._numbers), frames)
            self._rows.publish(self._trajectory(rows))
        now_s = time.monotonic()
        if orders != self._told or now_s - self._told_s >= _ORDERS_S:
            self._told, self._told_s = orders, now_s
            text = spell_orders(Rows(origin, next(self._order_numbers), (), orders), clocks)
            self._orders.publish(String(data=text))

    def _trajectory(self, rows: Rows) -> Any:
        origin, stamp_ns, points = spell_rows(rows, self._exchange.clocks)
        message = JointTrajectory(joint_names=self._names)
        message.header.frame_id = origin
        stamp_into(message.header.stamp, stamp_ns)
        for after_ns, positions in points:
            point = JointTrajectoryPoint(positions=positions)
            stamp_into(point.time_from_start, after_ns)
            message.points.append(point)
        return message

    def _hear(self, message: Any) -> None:
        bridge, clocks = self._bridge, self._exchange.clocks
        if bridge is None:
            return
        try:
            head, word = told_by(message.data, bridge.table.count, clocks)
            self._claim.take(head.origin, clocks.now_ns())
            self.ledger.admit(head.origin, head.sequence, clocks.now_ns() * 1e-9)
        except KinesicsError as error:
            self.ledger.refuse(error)
            return
        self._claim.hear(clocks.now_ns())
        bridge.hear(word)
