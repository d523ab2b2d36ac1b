"""`Outputs`: what body_node publishes: `told` from the robot's own thread, the rest from others."""

import json
import time
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from diagnostic_msgs.msg import DiagnosticArray
from sensor_msgs.msg import JointState
from std_msgs.msg import String

from kinesics.conversation.event import Event
from kinesics.rig.rig import Rig
from kinesics.signals import Telemetry
from kinesics_app.device.device import Device
from kinesics_app.life.life import TICK_NS
from kinesics_ros.body.held import Held
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.diagnosis.diagnostics import diagnostics_of
from kinesics_ros.diagnosis.findings import Finding
from kinesics_ros.messages.event import spell_event
from kinesics_ros.telling.face_topic import FaceTopic
from kinesics_ros.telling.planned import Planned
from kinesics_ros.telling.said_topics import SaidTopics
from kinesics_ros.telling.sent_rows import SentRows
from kinesics_ros.telling.tf_topic import TfTopic, Told
from kinesics_ros.topics.qos import COMMAND, LATCHED, STREAM

__all__ = ["Outputs"]


class Outputs:
    """Publishers of one node. Large fields are `array.array`: anything else costs rclpy 5 times."""

    def __init__(self, node: Any) -> None:
        self.names: tuple[str, ...] = ()
        """Of the joints, in the rig's order; without them no joint states are told."""
        self.joint_ticks = 2
        """Ticks from one JointState to the next, at least."""
        self.said: SaidTopics | None = None
        """Of a body that has its voice itself."""
        self._node = node
        self._clock = node.get_clock()
        self._ticks = self._joints_due = 0
        self._told: Telemetry | None = None
        """Each is told once: of one date there is one state, as tf2 wants it."""
        self._joints = node.create_publisher(JointState, "joint_states", STREAM)
        self._joint_message: Any = None
        """Used again, as that of `SentRows` is."""
        self._planned = Planned(node)
        self._rows = SentRows(node)
        self._frames = TfTopic(node)
        self._face = FaceTopic(node)
        self._events = node.create_publisher(String, "~/events", COMMAND)
        self._clock_answers = node.create_publisher(String, "~/clock", STREAM)
        self._status = node.create_publisher(String, "~/status", LATCHED)
        self._description = node.create_publisher(String, "robot_description", LATCHED)
        self._diagnostics = node.create_publisher(DiagnosticArray, "/diagnostics", STREAM)

    def now(self) -> Moment:
        """This moment on both clocks."""
        return Moment(time.monotonic_ns(), self._clock.now().nanoseconds)

    def pace(self, values: Mapping[str, Any]) -> None:
        """Publish joints and rows as parameters say, by the ticks of the robot's thread."""
        self.joint_ticks = max(round(1e9 / (values["joint_state_rate_hz"] * TICK_NS)), 1)
        self._planned.pace(values["planned_rate_hz"])
        self._rows.turn(on=values["tell_rows"])

    def told(self, device: Device, events: Sequence[Event], held: Held) -> None:
        """After a tick: joints as they are due, and what became of what was asked."""
        self._ticks += 1
        living = held.living
        if living is not None:
            self._planned.told(self._ticks, self.now, self.names, living.planned)
            self._rows.told(self.now, self.names, living.sent)
            self._face.told(self.now, living.life)
            if self.said is not None:
                self.said.told(self.now, living.said)
        latest = device.latest
        due = self._ticks >= self._joints_due and latest is not self._told
        if due and self.names and latest is not None:
            self._told, self._joints_due = latest, self._ticks + self.joint_ticks
            now = self.now()
            self._frames.told(now, latest.t_ns, latest.measured)
            if not device.is_far:
                self._joints.publish(self._joint_state(now, latest))
        for event in events:
            self.tell_event(event)

    def tell_event(self, event: Event) -> None:
        """To whoever listens to `~/events`."""
        self._events.publish(String(data=spell_event(event, self.now())))

    def tell_clock(self, answer: str) -> None:
        """The answer to a clock_probe."""
        self._clock_answers.publish(String(data=answer))

    def tell_status(self, status: Mapping[str, Any]) -> None:
        """JSON, for whoever is there and whoever comes."""
        self._status.publish(String(data=json.dumps(status)))

    def begin(self, values: Mapping[str, Any], rig: Rig) -> None:
        """Tell of a robot that is opened, as parameters say.

        Raises:
            KinesicsError: its frames are wanted, and cannot be told.
        """
        self.pace(values)
        self._frames.turn(self.frames(values, rig))
        self.names = rig.names

    def frames(self, values: Mapping[str, Any], rig: Rig) -> Told | None:
        """What is to be told on /tf, as parameters say; None: nothing.

        Raises:
            KinesicsError: it is wanted, and cannot be told.
        """
        if not values["tell_tf"]:
            return None
        return self._frames.ready(rig, values["base_frame"], values["frame_prefix"])

    def tell_frames(self, told: Told | None) -> None:
        """As `frames` has it, from now on."""
        self._frames.turn(told)

    def describe(self, urdf: str) -> None:
        """The robot's URDF, for whoever is there and whoever comes."""
        self._description.publish(String(data=urdf))

    def diagnose(self, findings: Sequence[Finding]) -> None:
        """One DiagnosticArray; names carry the node's own, so robots are told apart."""
        self._diagnostics.publish(diagnostics_of(self._node, findings, self.now()))

    def _joint_state(self, now: Moment, telemetry: Telemetry) -> Any:
        message = self._joint_message
        if message is None or message.name != [*self.names]:
            message = self._joint_message = JointState(name=self.names)
        now.stamp_into(message.header.stamp, telemetry.t_ns)
        message.position = array("d", telemetry.measured.tobytes())
        return message
