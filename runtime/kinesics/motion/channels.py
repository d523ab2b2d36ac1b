"""The vocabulary of channels: what a body expresses, whatever the robot."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import TrackError
from kinesics.toml import load_toml

__all__ = ["CHANNELS", "HIGH", "LOW", "NAMES", "Channel", "columns", "index"]


@dataclass(frozen=True, slots=True)
class Channel:
    """One thing that a body can express."""

    name: str
    region: str
    """Part of the body: `mouth`, `eyes`, `brows`, `cheeks`, `gaze`, `head`, `torso`, ..."""
    unit: str
    """`rad`, `m`, or `1` for a dimensionless weight."""
    low: float
    high: float


def _load() -> tuple[Channel, ...]:
    rows = load_toml(Path(__file__).with_name("channels.toml"))["channels"]
    return tuple(Channel(*row) for row in rows)


CHANNELS = _load()
NAMES = tuple(channel.name for channel in CHANNELS)
LOW = np.array([channel.low for channel in CHANNELS])  # (C,)
HIGH = np.array([channel.high for channel in CHANNELS])  # (C,)
LOW.flags.writeable = HIGH.flags.writeable = False
_INDEX = {name: column for column, name in enumerate(NAMES)}


def index(name: str) -> int:
    """Column of the channel `name` in every (C,) array.

    Raises:
        TrackError: no such channel; the message names the nearest ones.
    """
    try:
        return _INDEX[name]
    except KeyError:
        near = ", ".join(get_close_matches(name, NAMES, n=3, cutoff=0.0))
        raise TrackError(f"no channel {name!r}; nearest: {near}") from None


def columns(names: Iterable[str]) -> NDArray[np.intp]:
    """(K,) columns of the channels `names`, in their order."""
    return np.array([index(name) for name in names], dtype=np.intp)
