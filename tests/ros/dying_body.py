"""body_node whose robot's thread dies of a fault after two seconds of life."""

from kinesics_app.living import Living
from kinesics_ros.nodes import begin

TICKS = 200
turned, lived = Living.turn, [0]


def turn(self):
    lived[0] += self.life is not None
    if lived[0] == TICKS:
        raise MemoryError("as if there were none left")
    turned(self)


Living.turn = turn
begin("body_node")
