"""`Quietness`: when a robot is to move quietly: the microphone is needed, and it does not speak."""

from kinesics.conversation.talk import Talk
from kinesics.ports import Packet
from kinesics.signals import Quiet, Speech, SpeechEnd

__all__ = ["Quietness"]


class Quietness:
    """Hears every packet; its own voice drowns its servos, so it is never quiet while it speaks."""

    def __init__(self, *, always: bool = False) -> None:
        """`always`: quiet whenever it does not speak, unless told otherwise."""
        self._courses = [(-(2**62), always)]
        self._talk = Talk()
        self._spoke = False

    def hear(self, packet: Packet) -> None:
        """Any packet; most say nothing of it."""
        if isinstance(packet, Quiet):
            kept = [one for one in self._courses if one[0] < packet.t_ns]
            self._courses = [*kept[-4:], (packet.t_ns, packet.on)]
        elif isinstance(packet, Speech):
            self._talk.hear(packet)
            self._spoke = True
        elif isinstance(packet, SpeechEnd):
            self._talk.end(packet)

    def wanted(self, t_ns: int) -> bool:
        """Whether it is to move quietly at `t_ns`."""
        on = next((on for since_ns, on in reversed(self._courses) if since_ns <= t_ns), False)
        return on and not (self._spoke and self._talk.speaks(t_ns))
