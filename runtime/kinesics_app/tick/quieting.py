"""`Quieting`: quiet mode in the loop: when it is wanted, and what it makes of a wish."""

import numpy as np
from numpy.typing import NDArray

from kinesics.conversation.intent import Intent
from kinesics.conversation.quietness import Quietness
from kinesics.conversation.skill import Doing, Skill
from kinesics.ports import Packet
from kinesics.rig.hush import Hush, Hushed
from kinesics.rig.rig import Rig
from kinesics.signals import Quiet

__all__ = ["Quieting", "quiet_skill"]


class Quieting:
    """Between the rig and the last stage before the wire."""

    def __init__(self, rig: Rig, rate_hz: float, *, always: bool = False) -> None:
        self.always = always
        """Whether it is quiet whenever it does not speak, unless told otherwise."""
        self._when = Quietness(always=always)
        self._hush = Hush(rig, rate_hz)
        self.rows = 0
        """That were made in quiet mode."""

    def hear(self, packet: Packet) -> None:
        """Any packet."""
        self._when.hear(packet)

    def step(self, asked: NDArray[np.float64], t_ns: int) -> NDArray[np.float64]:
        """What is asked of the limiter for the row of `t_ns`, (J,)."""
        quiet = self._when.wanted(t_ns)
        self.rows += quiet
        return self._hush.step(asked, quiet=quiet)

    def speaks(self, t_ns: int) -> bool:
        """Whether the robot itself is heard at `t_ns`."""
        return self._when.speaks(t_ns)

    def state(self) -> Hushed:
        """What the next row depends on."""
        return self._hush.state()

    def restore(self, state: Hushed) -> None:
        """As if the rows after it had never been made."""
        self._hush.restore(state)


def quiet_skill(quieting: Quieting) -> Skill:
    """`quiet`: until its time is over, or it is cancelled; then as it is by itself."""

    def usual() -> bool | None:
        return True if quieting.always else None

    def begin(intent: Intent, t_ns: int) -> Doing:
        on = intent.parameters["servos"] == "hushed"
        return Doing([Quiet(t_ns, on)], ceases=lambda end_ns: [Quiet(end_ns, usual())])

    return Skill("quiet", (), begin, replaces=True)
