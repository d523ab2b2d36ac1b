"""`Quietness`: when a robot is to move quietly: the microphone is needed, and it does not speak."""

from kinesics.conversation.talk import Talk
from kinesics.ports import Packet
from kinesics.signals import Being, PartnerVoice, Quiet, Speech, SpeechEnd

__all__ = ["Quietness"]

_Courses = list[tuple[int, bool | None]]
_ALWAYS_NS = -(2**62)
_SPEAKS = 0.5


class Quietness:
    """Hears every packet; its own voice drowns its servos, so it is never quiet while it speaks.

    Who listens needs the microphone, and whoever is spoken to: then it is quiet by itself, unless
    told otherwise.
    """

    def __init__(self, *, always: bool = False) -> None:
        """`always`: quiet whenever it does not speak, unless told otherwise."""
        self._told: _Courses = [(_ALWAYS_NS, True if always else None)]
        self._listens: _Courses = [(_ALWAYS_NS, False)]
        self._spoken_to: _Courses = [(_ALWAYS_NS, False)]
        self._talk = Talk()
        self._spoke = False

    def hear(self, packet: Packet) -> None:
        """Any packet; most say nothing of it."""
        if isinstance(packet, Quiet):
            self._told = _with(self._told, packet.t_ns, packet.on)
        elif isinstance(packet, Being):
            self._listens = _with(self._listens, packet.t_ns, packet.state == "listening")
        elif isinstance(packet, PartnerVoice):
            self._spoken_to = _with(self._spoken_to, packet.t_ns, packet.speaks >= _SPEAKS)
        elif isinstance(packet, Speech):
            self._talk.hear(packet)
            self._spoke = True
        elif isinstance(packet, SpeechEnd):
            self._talk.end(packet)

    def speaks(self, t_ns: int) -> bool:
        """Whether the robot's own voice is heard at `t_ns`, by what it was told to say."""
        return self._spoke and self._talk.speaks(t_ns)

    def wanted(self, t_ns: int) -> bool:
        """Whether it is to move quietly at `t_ns`."""
        told = _at(self._told, t_ns)
        on = told
        if told is None:
            on = _at(self._listens, t_ns) or _at(self._spoken_to, t_ns)
        return bool(on) and not self.speaks(t_ns)


def _with(courses: _Courses, t_ns: int, on: bool | None) -> _Courses:
    """So from `t_ns` on; what was told for later is forgotten."""
    kept = [one for one in courses if one[0] < t_ns]
    return [*kept[-4:], (t_ns, on)]


def _at(courses: _Courses, t_ns: int) -> bool | None:
    return next((on for since_ns, on in reversed(courses) if since_ns <= t_ns), None)
