"""`Vitals`: what goes on while a transition takes its seconds: stop, clocks, diagnoses."""

from typing import Any

from rclpy.callback_groups import MutuallyExclusiveCallbackGroup

from kinesics.errors import IntentError
from kinesics_ros.asking.inputs import listen, serve
from kinesics_ros.body.held import Held
from kinesics_ros.clock.timers import every
from kinesics_ros.diagnosis.status import status_of
from kinesics_ros.lifecycle.managed_node import ManagedNode
from kinesics_ros.telling.outputs import Outputs

__all__ = ["Vitals"]


class Vitals:
    """In a callback group of their own, for one robot and its node."""

    def __init__(self, node: ManagedNode, held: Held, out: Outputs) -> None:
        self._node, self._held, self._out = node, held, out
        always = MutuallyExclusiveCallbackGroup()
        listen(node, self._hear_stop, ["stop"], always)
        listen(node, self._hear_probe, ["clock_probe"], always)
        serve(node, always, stop=self._stop)
        every(node, 1.0, self._diagnose, always)

    def _stop(self) -> str:
        self._held.robot.stop()
        return "braking; `disarm`, then `arm`, lead out of it"

    def _hear_stop(self, topic: str, message: Any) -> None:
        try:
            self._stop()
        except IntentError as error:
            self._held.tally.refuse(topic, str(error))

    def _hear_probe(self, topic: str, message: Any) -> None:
        answer = self._held.hear_probe(message.data, self._out.now())
        if answer:
            self._out.tell_clock(answer)

    def _diagnose(self) -> None:
        node, held = self._node, self._held
        self._out.diagnose(held.diagnose(self._out.now(), wanted=node.state == "active"))
        self._out.tell_status(status_of(node.state, node.refusal, held.health))
