"""`Rig`: which actuators a robot has, and how the channels move them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RigError
from kinesics.motion import channels
from kinesics.motion.limits import LimitTable
from kinesics.motion.lips import closing
from kinesics.rig.acoustics import Acoustics
from kinesics.rig.bus import Bus
from kinesics.rig.camera import Camera
from kinesics.rig.eyes import Eyes
from kinesics.rig.joint import Drive, Joint
from kinesics.rig.lips import Lips
from kinesics.rig.skeleton import Skeleton

__all__ = ["MAX_LAG_GROUPS", "LagGroup", "Rig"]

F64 = NDArray[np.float64]

MAX_LAG_GROUPS = 3
"""The tick samples the mix for each group, so their number is a cost of every tick."""

_NEAREST = 3
_NO_DRIVE = Drive(channels.NAMES[0], gain=0.0, low=0.0, high=0.0)


@dataclass(frozen=True, slots=True, eq=False)
class LagGroup:
    """Joints that are commanded equally early."""

    lag_ns: int
    joints: NDArray[np.intp]
    """(G,) joint columns."""


@dataclass(frozen=True, eq=False)
class Rig:
    """A robot: its joints in the one order that every (J,) array has."""

    name: str
    summary: str
    joints: tuple[Joint, ...]
    view: Mapping[str, Any] = field(default_factory=dict)
    """How the report draws this robot; see `kinesics/record/report.py`."""
    buses: tuple[Bus, ...] = ()
    """Its wires; none: one firmware, behind the port that a command names."""
    lips: Lips | None = None
    """What parts its lips; None: it has none, or nobody said."""
    skeleton: Skeleton | None = None
    """Where its links are and how thick they are; None: nobody said."""
    eyes: Eyes = field(default_factory=Eyes)
    """Where its neck and eyes are."""
    camera: Camera = field(default_factory=Camera)
    """Where its camera is, if it has one."""
    acoustics: Acoustics = field(default_factory=Acoustics)
    """How loud it is, and may be while it listens."""

    def __post_init__(self) -> None:
        names = [joint.name for joint in self.joints]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise RigError(f"robot {self.name!r}: joints named twice: {', '.join(sorted(twice))}")
        object.__setattr__(self, "names", tuple(names))
        object.__setattr__(self, "_retarget", _Retarget(self.joints))

    names: tuple[str, ...] = field(init=False)
    """Joint names, in order."""
    _retarget: "_Retarget" = field(init=False, repr=False)

    def index(self, name: str) -> int:
        """Column of the joint `name` in every (J,) array.

        Raises:
            RigError: no such joint; the message names the nearest ones.
        """
        if name in self.names:
            return self.names.index(name)
        near = get_close_matches(name, self.names, _NEAREST, cutoff=0.0)  # the nearest, if far
        raise RigError(
            f"robot {self.name!r} has no joint {name!r}; nearest: {', '.join(near)}; "
            "`kinesics rig report` lists all"
        )

    def on_bus(self, name: str) -> NDArray[np.intp]:
        """(K,) columns of the joints on the bus `name`."""
        return np.flatnonzero(
            [joint.seat is not None and joint.seat.bus == name for joint in self.joints]
        )

    def pose(self, values: F64) -> F64:
        """Joint positions (J,) [rad, m or 1] that show the channel values (C,).

        Where the channels hold the lips closed, the robot's own are, whatever else moves them.
        """
        positions: F64 = self._retarget(values[None])[0]
        self.close_lips(values, positions)
        return positions

    def close_lips(self, values: F64, positions: F64) -> None:
        """Move `positions` (J,) so that the lips are closed where the channels (C,) hold them."""
        if self.lips is not None and (share := closing(values)) > 0.0:
            self.lips.close(positions, share, self._retarget.low, self._retarget.high)

    def poses(self, values: F64) -> F64:
        """Joint positions (N, J) for rows of channel values (N, C); lips are not looked after."""
        return self._retarget(values)

    def drives_of_joints(self) -> dict[str, NDArray[Any]]:
        """What `poses` goes by, as kernels/rig.h names it."""
        return self._retarget.tables()

    @property
    def neutral(self) -> F64:
        """(J,) joint positions with every channel at rest."""
        return self._column("neutral")

    @property
    def lag_s(self) -> F64:
        """(J,) how late each actuator follows [s]."""
        return self._column("lag_s")

    @property
    def limits(self) -> LimitTable:
        """What each joint may do."""
        return LimitTable(
            *(
                self._column(name)
                for name in ("position_min", "position_max", "velocity", "acceleration", "jerk")
            )
        )

    def lag_groups(self) -> tuple[LagGroup, ...]:
        """At most `MAX_LAG_GROUPS` groups of joints of like lag, earliest lag first.

        The two nearest groups are merged (to the mean lag of their joints) until few are left.
        """
        lag_s = self.lag_s
        groups = [np.flatnonzero(lag_s == lag) for lag in np.unique(lag_s)]
        while len(groups) > MAX_LAG_GROUPS:
            means = [lag_s[group].mean() for group in groups]
            nearest = int(np.argmin(np.diff(means)))
            groups[nearest : nearest + 2] = [np.concatenate(groups[nearest : nearest + 2])]
        return tuple(LagGroup(round(lag_s[group].mean() * 1e9), np.sort(group)) for group in groups)

    def driving(self, joints: NDArray[np.intp]) -> frozenset[int]:
        """Columns of the channels that move any of `joints`."""
        return frozenset(
            channels.index(drive.channel) for joint in joints for drive in self.joints[joint].drives
        )

    def shows(self, channel: str) -> bool:
        """Whether some joint moves with `channel`."""
        return any(drive.channel == channel for joint in self.joints for drive in joint.drives)

    def _column(self, name: str) -> F64:
        return np.array([getattr(joint, name) for joint in self.joints], dtype=np.float64)


class _Retarget:
    """Joint positions from channels: for each joint the sum of its drives, which are clipped ramps.

    Summed joint by joint in the order of the drives, not as a product with a matrix of zeros: a
    thirtieth of the bytes, and the same bits on every machine.
    """

    def __init__(self, joints: Sequence[Joint]) -> None:
        drives = [
            (row, one) for row, joint in enumerate(joints) for one in joint.drives or (_NO_DRIVE,)
        ]
        self._columns = channels.columns(drive.channel for _, drive in drives)  # (D,)
        self._drive_low = np.array([drive.low for _, drive in drives])
        self._drive_high = np.array([drive.high for _, drive in drives])
        self._gain = np.array([drive.gain for _, drive in drives])
        self._starts = np.searchsorted([row for row, _ in drives], np.arange(len(joints)))
        self._neutral = np.array([joint.neutral for joint in joints])
        for row, drive in drives:
            self._neutral[row] -= drive.gain * drive.reference
        self.low = np.array([joint.position_min for joint in joints])
        self.high = np.array([joint.position_max for joint in joints])

    def tables(self) -> dict[str, NDArray[Any]]:
        """For C."""
        return {
            "column": self._columns.astype(np.int64),
            "start": np.append(self._starts, len(self._columns)).astype(np.int64),
            "drive_low": self._drive_low,
            "drive_high": self._drive_high,
            "gain": self._gain,
            "neutral": self._neutral,
            "low": self.low,
            "high": self.high,
        }

    def __call__(self, values: F64) -> F64:
        """(N, J) from (N, C)."""
        driven = values.take(self._columns, axis=1)
        np.minimum(np.maximum(driven, self._drive_low, out=driven), self._drive_high, out=driven)
        driven *= self._gain
        positions: F64 = np.add.reduceat(driven, self._starts, axis=1)
        positions += self._neutral
        np.minimum(np.maximum(positions, self.low, out=positions), self.high, out=positions)
        return positions
