"""`RobotLink`: a wire to some joints that survives being pulled, whatever is at its other end."""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.frame import Frame
from kinesics.signals import Telemetry
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.joints.servo_health import ServoHealth
from kinesics_bridge.link.link import LinkHealth
from kinesics_bridge.link.link_state import LinkState

__all__ = ["RobotLink"]


class RobotLink(Protocol):
    """`send` and `poll` never wait and never raise because of the wire: `trouble` tells."""

    table: JointTable
    state_log: LinkState
    """The link state and what led to it; what becomes of rows in it."""

    def connect(self, *, provision: bool = False, timeout_s: float = 5.0) -> Any:
        """Open and find the robot, waiting for it; BridgeError when it is not there."""

    def send(self, frame: Frame) -> Frame:
        """Schedule (J,) positions; what really went out, NaN where nothing did."""

    def poll(self) -> Telemetry | None:
        """The oldest telemetry not yet polled, or None; also keeps the link going, or finds it."""

    def arm(self) -> None:
        """Ask to be armed once rows stream."""

    def disarm(self) -> None:
        """Brake, then let go of the joints whose policy says so."""

    def stop(self) -> None:
        """Brake at the limits, whatever is queued."""

    def clear_stop(self) -> None:
        """End STOP; the joints stay where they are until `arm()`."""

    def close(self) -> None:
        """Release the port and seek it no more; twice is fine."""

    @property
    def trouble(self) -> str | None:
        """Why commands have no effect now, and the way out; None while rows are played."""

    @property
    def state(self) -> str | None:
        """The state of what plays the rows, in `protocol.STATES`; None without a link."""

    @property
    def arm_refusal(self) -> str | None:
        """Why the last ARM was refused; None when it was not."""

    @property
    def health(self) -> LinkHealth | None:
        """How good the wire and the clocks are; None: nothing there has a clock of its own."""

    @property
    def servo_health(self) -> ServoHealth | None:
        """Supply, currents, temperatures as last told; None: nothing was told."""

    @property
    def counters(self) -> Mapping[str, int]:
        """Everything that is counted, by name, over all sessions."""

    @property
    def clamps(self) -> NDArray[np.int64]:
        """(J, 6) as `Link.clamps`, over all sessions."""
