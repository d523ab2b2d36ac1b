"""`Perceiving`: eyes and ears of a robot whose mixer is another node."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kinesics.errors import KinesicsError
from kinesics.rig.rig import Rig
from kinesics.signals import HeardVoice, MotorNoise
from kinesics_app.afar.packet_map import Crossed, packet_of
from kinesics_app.afar.sense_desk import SenseDesk
from kinesics_app.ears.keeper import Ears
from kinesics_ros.diagnosis.findings import OK, WARN, Finding
from kinesics_ros.diagnosis.refusals import Refusals
from kinesics_ros.diagnosis.tally import Tally
from kinesics_ros.messages.asked import Edge

__all__ = ["MIXER", "Perceiving"]

MIXER = "mixer"
_PATIENCE_NS = 5_000_000_000  # what looks and listens outlives a cable that is cut for moments

Tell = Callable[[Sequence[Crossed], str], None]


class Perceiving:
    """A `Beholder`; knows no ROS. Of a picture faces are told, of sound how surely somebody speaks.

    Which way the head was turned, and whether it was the robot's own voice, the mixer knows by
    their dates.
    """

    def __init__(self, origin: str, tell: Tell) -> None:
        """`tell`: sends packets to a part of the body."""
        self.desk = SenseDesk(origin, (MotorNoise,), MIXER)
        self.tally = Tally()
        self.rig: Rig | None = None
        """Of the robot that it looks for; None: nobody wants it to."""
        self.fetch: Callable[[], None] = lambda: None
        """Brings to the desk what came since."""
        self._tell = tell
        self._camera: Mapping[str, Any] = {}
        self._microphone: Mapping[str, Any] = {}
        self._refusals = Refusals("messages")

    @property
    def beholds(self) -> bool:
        """Whether a robot lives for which it looks: the mixer of one that does tells it."""
        now_ns = time.monotonic_ns()
        return self.rig is not None and self.desk.is_heard(now_ns, _PATIENCE_NS)

    def greet(self) -> None:
        """Hear of the robot, and say that it is there: several times a second."""
        self.fetch()
        if self.rig is not None:
            self._tell((), MIXER)

    def hear(self, topic: str, message: Mapping[str, Any], edge: Edge) -> None:
        """As of `Beholder`."""
        del edge
        try:
            self.tally.admit(topic)
            self._tell([packet_of({"is": "Faces", **message["faces"]})], MIXER)
        except KinesicsError as error:
            self.tally.refuse(topic, str(error))

    def hear_ears(self, topic: str, told: dict[str, Any]) -> None:
        """As of `Beholder`."""
        del topic
        self._tell([HeardVoice(**told["voice"])], MIXER)

    def tell_camera(self, told: Mapping[str, Any]) -> None:
        """As of `Beholder`."""
        self._camera = told

    def tell_microphone(self, told: Mapping[str, Any]) -> None:
        """As of `Beholder`."""
        self._microphone = told

    def tell_motion(self, ears: Ears) -> None:
        """As of `Beholder`: what the mixer told of it, ahead of its date."""
        self.fetch()
        for noise in self.desk.take_sensed():
            if isinstance(noise, MotorNoise):
                ears.note(noise.t_ns, 10.0 ** (noise.level_db / 10.0))

    def findings(self) -> list[Finding]:
        """For whom it looks and listens, how its devices are, and what was refused."""
        now_ns = time.monotonic_ns()
        level = OK if self.rig is None or self.desk.is_heard(now_ns) else WARN
        return [
            Finding("robot", level, self._whose(now_ns)),
            _finding("camera", self._camera),
            _finding("microphone", self._microphone),
            self._refusals.finding(self.tally),
        ]

    def _whose(self, now_ns: int) -> str:
        if self.rig is None:
            return "none: the node is not active"
        if self.desk.is_heard(now_ns):
            return f"looks and listens for {self.desk.told_of(now_ns)}"
        wanted = "wanted a mixer_node whose robot lives, with senses:=perception"
        return f"{self.desk.told_of(now_ns)}; {wanted}"


def _finding(device: str, told: Mapping[str, Any]) -> Finding:
    """How a camera or a microphone is."""
    if not told:
        return Finding(device, OK, "nobody publishes what it gives, or no robot lives")
    values = {name: str(value) for name, value in told.items()}
    if told.get("trouble"):
        return Finding(device, WARN, told["trouble"], values)
    return Finding(device, OK, f"{told.get('rate_hz', 0.0):g} a second", values)
