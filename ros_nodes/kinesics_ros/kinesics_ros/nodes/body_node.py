"""`body_node`: a whole robot in one process: what `kinesics run` does, asked and told over ROS 2.

ros2 run kinesics_ros body_node --ros-args -p device:=/dev/ttyACM0 -p robot:=my_robot.toml
"""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from kinesics.conversation.event import Event
from kinesics.errors import IntentError, KinesicsError
from kinesics_app.device.device import Device
from kinesics_app.threads.life_thread import LifeThread
from kinesics_ros.asking.hri_topics import add_hri
from kinesics_ros.asking.inputs import listen, listen_to_speech, serve
from kinesics_ros.asking.richer import add_richer
from kinesics_ros.body.held import Held, Make
from kinesics_ros.clock.timers import every
from kinesics_ros.lifecycle.managed_node import ManagedNode
from kinesics_ros.messages.asked import TOPICS, Edge, edge_of
from kinesics_ros.nodes.live_parameters import act_on
from kinesics_ros.nodes.vitals import Vitals
from kinesics_ros.parameters.declared import Declared
from kinesics_ros.sensing.sensors import add_sensors
from kinesics_ros.sensing.tf_heard import TfHeard
from kinesics_ros.telling.description import description_of
from kinesics_ros.telling.outputs import Outputs
from kinesics_ros.telling.said_topics import SaidTopics

__all__ = ["BodyNode"]


class BodyNode:
    """The node `body`: its transitions are those of the robot (ros_nodes/README.md)."""

    def __init__(self, make: Make = LifeThread, topics: Collection[str] = TOPICS) -> None:
        """`make` makes its robot, `topics` are those that ask something of it."""
        self.node = ManagedNode(
            "body",
            {
                "configure": self._configure,
                "activate": self._activate,
                "deactivate": self._deactivate,
                **dict.fromkeys(("cleanup", "shutdown", "error"), self.close),
            },
        )
        self._out = Outputs(self.node)
        self._held = Held(self._told, make, self.node.called)
        self._declared = Declared(self.node, self._live)
        self._tf = TfHeard(self.node, self._out.now)
        listen(self.node, self._hear, topics)
        sentences = None
        if "speech_stream" in topics:
            self._out.said = SaidTopics(self.node)
            sentences = listen_to_speech(self.node, self._hear, self._held.tally.refuse)
        self._actions = add_richer(self.node, self._held, self._edge, sentences)
        add_hri(self.node, self._hear, self._held, self._edge, sentences)
        add_sensors(self.node, self._hear, self._held, self._declared, self._edge)
        serve(self.node, arm=self._arm, disarm=self._disarm, calibrate_zero=self._held.zero)
        Vitals(self.node, self._held, self._out)
        every(self.node, 1.0, self._look_after)  # between transitions, not during one

    def close(self) -> None:
        """Park the robot if it is alive, and let go of it; BridgeError: it was lost."""
        self._held.close()

    def _configure(self) -> None:
        values = self._declared.settle()
        urdf = description_of(values["robot"], values["urdf"])
        self._out.names = ()  # of another robot, until this one is opened
        try:
            self._out.begin(values, self._held.open(values).rig)
        except KinesicsError:
            self._held.close()
            raise
        if urdf:
            self._out.describe(urdf)

    def _activate(self) -> None:
        self._held.robot.arm()

    def _deactivate(self) -> None:
        self._held.park()

    def _arm(self) -> str:
        if self.node.state != "active":
            raise IntentError(f"the node is {self.node.state}; activate it: that arms the robot")
        self._held.robot.arm()
        return "alive"

    def _disarm(self) -> str:
        self._held.robot.disarm()
        return "braked, and let go as the joints' torque policies say; `arm` brings it to life"

    def _told(self, device: Device, events: Sequence[Event]) -> None:
        """Of the robot's own thread, after every tick."""
        self._out.told(device, events, self._held)
        for actions in self._actions if events else ():
            actions.told(events)

    def _edge(self) -> Edge:
        values = self._declared.values()
        now = self._held.clocks.by(values["stamps_of"], self._out.now())
        return edge_of(now, values, self._held.rig, partial(self._tf.placed, values["base_frame"]))

    def _hear(self, topic: str, message: Any) -> Event | None:
        refusal = self._held.hear(topic, message, self._edge())
        if refusal is not None:
            self._out.tell_event(refusal)
        return refusal

    def _live(self, values: Mapping[str, Any]) -> None:
        if self.node.is_configured:
            act_on(self._declared.values(), values, self._held, self._out)

    def _look_after(self) -> None:
        if self._held.lost:
            self.node.lose(f"the robot is lost: {self._held.lost}")
