"""`RelayNode`: holds a robot for a mixer that is another node: rows in, joint states out."""

import itertools
import json
import secrets
from array import array
from typing import Any

from diagnostic_msgs.msg import DiagnosticArray
from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
from sensor_msgs.msg import JointState
from std_msgs.msg import String
from trajectory_msgs.msg import JointTrajectory

from kinesics.errors import KinesicsError
from kinesics_app.afar.link_word import LinkWord
from kinesics_app.settings.setting import Setting
from kinesics_app.threads.relay_thread import RelayThread
from kinesics_ros.asking.inputs import listen, serve
from kinesics_ros.clock.clock_map import ClockMap
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.clock.timers import every
from kinesics_ros.diagnosis.diagnostics import diagnostics_of
from kinesics_ros.diagnosis.findings import findings
from kinesics_ros.diagnosis.refusals import Refusals
from kinesics_ros.diagnosis.relayed import relayed_findings, relayed_status
from kinesics_ros.lifecycle.managed_node import ManagedNode
from kinesics_ros.messages.row import orders_of, rows_of, spell_word, stamp_into
from kinesics_ros.parameters.declared import Declared
from kinesics_ros.topics.qos import LATCHED, MOTION, STREAM, THOUGHT

__all__ = ["RelayNode"]


class RelayNode:
    """From configure to cleanup it has the robot, limp or as the mixer wants it."""

    def __init__(self, name: str, specs: dict[str, Setting], device: str = "") -> None:
        """`device`: what it holds, if no parameter tells."""
        steps = dict.fromkeys(("activate", "deactivate"), lambda: None)
        steps |= dict.fromkeys(("cleanup", "shutdown", "error"), self.close)
        self.node = ManagedNode(name, {"configure": self._configure, **steps})
        self._device = device
        self._declared = Declared(self.node, specs=specs)
        self._origin = f"{name}:{secrets.token_hex(4)}"
        self._clocks = ClockMap(lambda: self.node.get_clock().now().nanoseconds)
        self._numbers = itertools.count()
        self._robot: RelayThread | None = None
        self._refusals = Refusals("rows")
        self._joints = self.node.create_publisher(JointState, "joint_states", STREAM)
        self._link = self.node.create_publisher(String, "link", MOTION)
        self._status = self.node.create_publisher(String, "~/status", LATCHED)
        self._diagnostics = self.node.create_publisher(DiagnosticArray, "/diagnostics", STREAM)
        always = MutuallyExclusiveCallbackGroup()  # also while a transition takes its seconds
        listen(self.node, self._stop, ["stop"], always)
        serve(self.node, always, **{"~/stop": self._stop})
        for kind, topic in ((JointTrajectory, "rows"), (String, "orders")):
            self.node.create_subscription(kind, topic, self._hear, THOUGHT, callback_group=always)
        every(self.node, 1.0, self._diagnose, always)

    def close(self) -> None:
        """Park the robot if it follows, and let go of its port."""
        if self._robot is not None:
            self._robot.close()
        self._robot = None

    def _configure(self) -> None:
        values = {"device": self._device, **self._declared.settle()}
        robot = RelayThread(values["robot"], values["device"], self._tell)
        robot.open()
        self._robot = robot

    def _stop(self, *heard: Any) -> str:
        if self._robot is not None:
            self._robot.stop()
        return "braking; the mixer's `disarm`, then `arm`, lead out of it"

    def _hear(self, message: Any) -> None:
        robot = self._robot
        if robot is None:
            return
        try:
            if hasattr(message, "points"):
                rows = rows_of(message, robot.rig.names, self._clocks)
            else:
                rows = orders_of(message.data, self._clocks)
            robot.desk.bring(rows, self._clocks.now_ns())
        except KinesicsError as error:
            robot.desk.ledger.refuse(error)

    def _tell(self, word: LinkWord) -> None:
        """Of the robot's own thread."""
        text = spell_word(word, self._origin, next(self._numbers), self._clocks)
        self._link.publish(String(data=text))
        told = word.telemetry
        if told is not None and self._robot is not None:
            message = JointState(name=self._robot.rig.names)
            stamp_into(message.header.stamp, self._clocks.of_robot(told.t_ns))
            message.position = array("d", told.measured.tobytes())
            self._joints.publish(message)

    def _diagnose(self) -> None:
        self._clocks.look()
        robot, now_ns = self._robot, self._clocks.now_ns()
        health, trouble = (None, "") if robot is None else (robot.health, robot.trouble)
        its_ns = now_ns - ((robot and robot.behind_ns) or 0)
        found = findings(health, None, wanted=False, trouble=trouble, now_ns=its_ns)
        told: dict[str, Any] = {"lifecycle": self.node.state, "refusal": self.node.refusal}
        told["state"] = "not opened" if health is None else health.state
        if robot is not None:
            found = [*found, *relayed_findings(robot, self._refusals)]
            told |= relayed_status(robot)
        moment = Moment(now_ns, self._clocks.of_robot(now_ns))
        self._diagnostics.publish(diagnostics_of(self.node, found, moment))
        self._status.publish(String(data=json.dumps(told)))
