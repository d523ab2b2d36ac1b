"""`Beholder`: for whom pictures and sound are taken from topics."""

from collections.abc import Mapping
from typing import Any, Protocol

from kinesics.rig.rig import Rig
from kinesics_app.ears.keeper import Ears
from kinesics_ros.diagnosis.tally import Tally
from kinesics_ros.messages.asked import Edge

__all__ = ["Beholder"]


class Beholder(Protocol):
    """A robot of this node, or what looks and listens for one elsewhere."""

    tally: Tally
    """Where what is no picture and no sound is counted."""

    @property
    def beholds(self) -> bool:
        """Whether anything comes of what is seen and heard now."""

    @property
    def rig(self) -> Rig | None:
        """Whose camera it is; None: there is no robot."""

    def hear(self, topic: str, message: Any, edge: Edge) -> object:
        """The faces of a picture, as eyes tell them."""

    def hear_ears(self, topic: str, told: dict[str, Any]) -> None:
        """What ears tell of whoever speaks."""

    def tell_camera(self, told: Mapping[str, Any]) -> None:
        """How the camera is."""

    def tell_microphone(self, told: Mapping[str, Any]) -> None:
        """How the microphone is; empty: none is heard."""

    def tell_motion(self, ears: Ears) -> None:
        """Have ears know how the robot moves."""
