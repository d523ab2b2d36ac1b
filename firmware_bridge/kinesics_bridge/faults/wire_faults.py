"""`WireFaults`: what a bad wire does, each direction by itself."""

from dataclasses import dataclass, field

from kinesics.errors import BridgeError

__all__ = ["RATES", "UNITS", "LineFaults", "WireFaults"]

RATES = ("drop", "corrupt", "duplicate", "merge", "truncate", "delay")
"""What may happen to a frame; at most one of them does."""

UNITS = ("frame", "byte", "burst")
"""What rates count in: frames that end with a zero byte, bytes, or what arrives at once.

Frames and bytes are the same however the stream was cut into reads, so every decision repeats.
Bursts are for packets without a delimiter, such as those of servo buses, and depend on the reads.
"""


@dataclass(frozen=True, slots=True)
class LineFaults:
    """One direction. Rates are shares of the frames, 0 to 1, and sum to at most 1."""

    drop: float = 0.0
    """Vanishes, delimiter and all."""
    corrupt: float = 0.0
    """One to four of its bytes change, perhaps to zero; the delimiter stays."""
    duplicate: float = 0.0
    """Comes twice."""
    merge: float = 0.0
    """Loses its delimiter, and so runs into the next."""
    truncate: float = 0.0
    """Loses one byte or more at its end; the delimiter stays."""
    delay: float = 0.0
    """Comes up to `delay_s` late, and all behind it no earlier: a wire keeps its order."""
    delay_s: float = 0.02
    stall_every_s: float = 0.0
    """Nothing passes for `stall_s`, about this often, then everything at once; 0: never."""
    stall_s: float = 0.2
    unit: str = "frame"
    """One of UNITS."""

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise BridgeError(f"unit of faults is {self.unit!r}; wanted one of {', '.join(UNITS)}")
        for name in RATES:
            if not 0 <= getattr(self, name) <= 1:
                raise BridgeError(
                    f"{name} is {getattr(self, name):g}; wanted a share of the frames, 0 to 1"
                )
        total = sum(getattr(self, name) for name in RATES)
        if total > 1 + 1e-9:
            raise BridgeError(f"rates of faults sum to {total:g}; a frame meets one at most, so 1")
        _check_times(self, ("delay_s", "stall_every_s", "stall_s"))
        if self.unit == "byte" and (self.merge or self.truncate):
            raise BridgeError("a byte cannot be merged or truncated: count in frames or bursts")


@dataclass(frozen=True, slots=True)
class WireFaults:
    """Both directions and the plug."""

    to_device: LineFaults = field(default_factory=LineFaults)
    to_host: LineFaults = field(default_factory=LineFaults)
    unplug_every_s: float = 0.0
    """The plug is pulled about this often, for `unplug_s`; 0: never."""
    unplug_s: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        _check_times(self, ("unplug_every_s", "unplug_s"))


def _check_times(faults: LineFaults | WireFaults, names: tuple[str, ...]) -> None:
    for name in names:
        value = getattr(faults, name)
        if not 0 <= value < float("inf"):
            raise BridgeError(f"{name} is {value:g}; wanted seconds, 0 or more")
