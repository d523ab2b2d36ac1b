"""`ServoBus`: what a bus of servos is to the bridge that plays rows on it."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.ports.byte_port import BytePort

from .absence import Absence
from .capabilities import Capabilities
from .roll import Roll

__all__ = ["Cycle", "ServoBus"]


class Cycle(Protocol):
    """A bus at work."""

    port: BytePort
    table: JointTable
    roll: Roll
    period_ns: int
    due_ns: int
    """When the next period begins."""
    absence: Absence
    """How long this host has not listened."""
    cycles: int
    """Periods begun."""
    stalls: int
    """Times the host came so late that servos had come to rest."""
    late_ns: int
    """Latest that a period has begun since the start."""

    def facts(self) -> list[tuple[bool, str]]:
        """(whether it is good, a sentence) about time on the line, for people."""

    def counters(self) -> dict[str, int]:
        """Everything that is counted, by name."""


class ServoBus(Protocol):
    """Servos that take goals and tell where they are."""

    capabilities: Capabilities

    @property
    def cycle(self) -> Cycle:
        """What it does, and what is known of its servos."""

    def connect(self, *, provision: bool) -> None:
        """Find the servos and check them; BridgeError says what is wrong and its remedy."""

    def pump(self, played: NDArray[np.float64], torque: NDArray[np.bool_]) -> None:
        """Do what is due now; never waits."""
