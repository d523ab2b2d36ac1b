"""What a robot tells of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["Telemetry"]

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Telemetry:
    """What the firmware last said of the robot; it never drives a behaviour."""

    t_ns: int
    """Robot time of the values."""
    state: str
    """Name of the firmware's state as in protocol.toml."""
    played: F64
    """(J,) joint positions as played from the buffer [rad or m]."""
    measured: F64
    """(J,) joint positions as the servos report them; `played` where a joint cannot report."""
    counters: Mapping[str, int] = field(default_factory=dict)
    """Everything that is counted, by its name in protocol.toml."""
