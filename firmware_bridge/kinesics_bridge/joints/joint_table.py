"""`JointTable`: the limits of a robot's joints as both sides of the wire hold them, in integers."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kinesics.errors import BridgeError
from kinesics_bridge.wire.protocol import (
    JOINT_FIELDS,
    MAX_JOINTS,
    MAX_ROBOT_ID,
    MAX_RULES,
    SMOOTH_OUT_TICKS,
    TICK_US,
)

from .rule import Rule

__all__ = ["CODE", "JointTable"]

F64 = NDArray[np.float64]
I16 = NDArray[np.int16]
I64 = NDArray[np.int64]

CODE = np.dtype("<i2")
"""Of a joint's position on the wire."""

_CODES = 32000  # of 32767: a little room, so that a clip at the limit is exact
_JERK_FACTOR = 2e6 / (SMOOTH_OUT_TICKS * TICK_US)


@dataclass(frozen=True, eq=False)
class JointTable:
    """Limits, poses and codes of J joints, in rig order; rad, m or units, s.

    Every array is (J,) and becomes read-only. `jerk` must be at least 100 times `acceleration`: the
    firmware's averages bound the jerk by 2 acceleration / 20 ms.
    """

    robot_id: str
    names: Sequence[str]
    position_min: ArrayLike
    position_max: ArrayLike
    neutral: ArrayLike
    """Assumed pose at boot of a joint that cannot report its own."""
    velocity: ArrayLike
    acceleration: ArrayLike
    jerk: ArrayLike
    safe: ArrayLike | None = None
    """Where joints go when the host is gone; None: `neutral`."""
    feedback: ArrayLike = 0
    """0 none, 1 position, 2 position and current."""
    releases: ArrayLike = True
    """Torque policy: whether the joint loses its torque when limp or disarmed."""
    rules: Sequence[Rule] = ()
    """What the firmware watches beyond the limits."""

    def __post_init__(self) -> None:
        if not 1 <= len(self.names) <= MAX_JOINTS:
            raise BridgeError(f"{len(self.names)} joints: a table holds 1 to {MAX_JOINTS}")
        if not (self.robot_id.isascii() and len(self.robot_id) <= MAX_ROBOT_ID):
            raise BridgeError(
                f"robot id {self.robot_id!r}: at most {MAX_ROBOT_ID} ASCII characters"
            )
        if len(self.rules) > MAX_RULES:
            raise BridgeError(f"{len(self.rules)} rules: a table holds at most {MAX_RULES}")
        if np.any(self.fields["position_min"] >= self.fields["position_max"]):
            raise BridgeError("position_min must lie below position_max for every joint")
        for name, pose in (("neutral", self.neutral), ("safe", self.safe)):
            if pose is not None:
                moved = self._nano(pose, np.rint) - self.fields[name]
                self._demand(np.abs(moved) <= 1, f"{name} lies outside its position limits")
        self._demand(self.fields["velocity"] >= 1000, "velocity must be positive")
        self._demand(self.fields["acceleration"] >= 1_000_000, "acceleration is below 0.001")
        self._demand(
            self.fields["jerk"] // 2 >= self.fields["acceleration"] // SMOOTH_OUT_TICKS * 1000,
            f"jerk is below {_JERK_FACTOR:.0f} times acceleration, which the firmware may use",
        )

    @property
    def count(self) -> int:
        """J."""
        return len(self.names)

    @cached_property
    def row_bytes(self) -> int:
        """Size of a row of codes on the wire."""
        return CODE.itemsize * self.count

    @cached_property
    def fields(self) -> dict[str, I64]:
        """The table as it goes over the wire: (J,) integers in nano-units, by field."""
        low, high = self._nano(self.position_min, np.ceil), self._nano(self.position_max, np.floor)
        scale = -(-(high - low) // (2 * _CODES))
        safe = self.neutral if self.safe is None else self.safe
        return {
            "name_hash": np.array([zlib.crc32(name.encode()) for name in self.names], np.int64),
            "position_min": low,
            "position_max": high,
            "neutral": np.clip(self._nano(self.neutral, np.rint), low, high),
            "safe": np.clip(self._nano(safe, np.rint), low, high),
            "velocity": self._nano(self.velocity, np.floor),
            "acceleration": self._nano(self.acceleration, np.floor),
            "jerk": self._nano(self.jerk, np.floor),
            "offset": (low + high) // 2,
            "scale": scale,
            "feedback": self._integers(self.feedback),
            "torque_policy": self._integers(self.releases),
        }

    @cached_property
    def rows(self) -> list[tuple[int, ...]]:
        """One row a joint, in the order of the fields on the wire."""
        columns = np.stack([self.fields[name] for name in JOINT_FIELDS], axis=1)
        return [tuple(row) for row in columns.tolist()]

    @cached_property
    def rule_rows(self) -> list[tuple[int, ...]]:
        """One row a rule, in the order of the fields on the wire."""
        return [rule.row(self.names) for rule in self.rules]

    @cached_property
    def hash(self) -> int:
        """What HELLO compares: CRC-32 of all rows as little-endian 64-bit words, joints first."""
        rows = (np.array(rows, "<i8").tobytes() for rows in (self.rows, self.rule_rows))
        return zlib.crc32(b"".join(rows))

    @cached_property
    def offset(self) -> F64:
        """(J,) position of code 0 [rad or m]."""
        return np.multiply(self.fields["offset"], 1e-9, dtype=np.float64)

    @cached_property
    def scale(self) -> F64:
        """(J,) position per code [rad or m]: the resolution of a setpoint."""
        return np.multiply(self.fields["scale"], 1e-9, dtype=np.float64)

    @cached_property
    def code_limits(self) -> tuple[I64, I64]:
        """(J,) lowest and highest code whose position lies inside the limits."""
        offset, scale = self.fields["offset"], self.fields["scale"]
        low = -((offset - self.fields["position_min"]) // scale)
        return low, (self.fields["position_max"] - offset) // scale

    @cached_property
    def _float_limits(self) -> tuple[F64, F64]:
        low, high = self.code_limits
        return low.astype(np.float64), high.astype(np.float64)

    def encode(self, positions: ArrayLike) -> I16:
        """(..., J) codes nearest to positions, inside the position limits; NaN is refused."""
        low, high = self._float_limits
        codes = np.rint(np.subtract(positions, self.offset) / self.scale)
        codes = np.minimum(np.maximum(codes, low), high)  # np.clip costs 20 us more, at every tick
        if codes.size and isnan(codes.item(codes.argmax())):  # of all numbers, NaN is the largest
            raise BridgeError("a joint position is NaN; send the last good pose instead")
        return codes.astype(CODE)

    def decode(self, codes: NDArray[np.integer]) -> F64:
        """(..., J) positions of codes [rad or m]."""
        positions: F64 = codes * self.scale
        positions += self.offset
        return positions

    def looser(self, detail: int) -> str:
        """Why a firmware refused this table as LOOSER: joint, field, and the way out."""
        joint, field = detail % 256, detail // 256
        if field >= 256:
            what = f"without rule {detail - 65536} it is looser"
        else:
            name = list(JOINT_FIELDS)[field] if field < len(JOINT_FIELDS) else f"field {field}"
            what = f"{self.names[joint] if joint < self.count else joint}: {name} is looser"
        return f"{what} than what was provisioned; tighten it, or erase the provisioned table first"

    def _nano(self, values: ArrayLike, rounding: np.ufunc) -> I64:
        # The tenth digit of a decimal limit is rounding noise, and must not cost a whole nano-unit.
        nano = np.round(np.asarray(values, np.float64) * 1e9, 3)
        return self._integers(rounding(nano))

    def _integers(self, values: ArrayLike) -> I64:
        try:
            array = np.broadcast_to(np.asarray(values), (self.count,)).astype(np.int64)
        except ValueError as error:
            raise BridgeError(f"{self.count} joints need {self.count} values: {error}") from error
        array.flags.writeable = False
        return array

    def _demand(self, good: NDArray[np.bool_], complaint: str) -> None:
        if not good.all():
            bad = [name for name, ok in zip(self.names, good, strict=True) if not ok]
            raise BridgeError(f"{complaint}: {', '.join(bad)}")
