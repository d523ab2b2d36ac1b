"""`mixer_node`: a body whose behaviours think in other nodes: the loop, the limits, the bridge.

It is called `body`, as body_node is: whoever asks and listens need not know what it is made of.
Beside what body_node knows, `device` may be `topics`: the robot is bridge_node's or sim_node's; and
`senses` may be `perception`: perception_node looks and listens.
"""

from kinesics_app.afar.elsewhere import Elsewhere
from kinesics_app.afar.sense_desk import PERCEPTION
from kinesics_app.run.living import Told
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.threads.life_thread import LifeThread
from kinesics_ros.exchange.exchange import Exchange
from kinesics_ros.exchange.topic_wire import TopicWire
from kinesics_ros.messages.asked import FAR_TOPICS
from kinesics_ros.nodes.body_node import BodyNode
from kinesics_ros.parameters.declared import Declared
from kinesics_ros.parameters.known import FAR_DEVICE, MIXING
from kinesics_ros.topics.fetched import Fetched

__all__ = ["MixerNode"]


class MixerNode:
    """The node `body`, but for what it thinks."""

    def __init__(self) -> None:
        self._heard: Fetched | None = None
        self._body = BodyNode(self._make, FAR_TOPICS)
        self.node = self._body.node
        self._exchange = Exchange(self.node, "mixer")
        self._wire = TopicWire(self.node, self._exchange)
        self._declared = Declared(self.node, specs=MIXING)

    def close(self) -> None:
        """As of `BodyNode`."""
        self._body.close()

    def _make(self, request: RunRequest, told: Told) -> LifeThread:
        """The robot that is about to be opened, and where it thinks."""
        if self._heard is not None:
            self._heard.close()
        values, exchange = self._declared.values(), self._exchange
        elsewhere = Elsewhere(
            exchange.origin,
            values["transport_ms"],
            exchange.tell,
            senses=values["senses"] == PERCEPTION,
        )
        self._heard = exchange.listen(elsewhere.packets, elsewhere.tracks)
        elsewhere.fetch, elsewhere.skip = self._heard.fetch, self._heard.skip
        wire = self._wire.open if request.device == FAR_DEVICE else None
        return LifeThread(request, told, elsewhere=elsewhere, wire=wire)
