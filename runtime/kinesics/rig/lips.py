"""`Lips`: which joints part a robot's lips, and which of them close the lips for certain."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RigError
from kinesics.table import Table

__all__ = ["Lips", "read_lips"]

F64 = NDArray[np.float64]

_LARGEST = 1e3


@dataclass(frozen=True, slots=True, eq=False)
class Lips:
    """The gap between the lips is `gap` · joint positions: 0 just closed, below pressed."""

    gap: F64
    """(J,) gap for each unit of each joint."""
    closers: tuple[int, ...]
    """Joint columns that are moved, in this order, where the drives alone leave lips apart."""

    def of(self, positions: F64) -> F64:
        """The gap of positions (..., J)."""
        return np.asarray(positions @ self.gap)

    def close(self, positions: F64, share: float, low: F64, high: F64) -> None:
        """Take `share` 0..1 of an open gap away from `positions` (J,), within `low` and `high`.

        So a rounded or smiling mouth, whose drives part the lips a little, still closes them.
        """
        excess = share * float(self.of(positions))
        for joint in self.closers:
            if excess <= 0.0:
                return
            before = positions[joint]
            wanted = before - excess / self.gap[joint]
            positions[joint] = min(max(wanted, low[joint]), high[joint])
            excess -= (before - positions[joint]) * self.gap[joint]


def read_lips(table: Table, names: tuple[str, ...]) -> Lips | None:
    """The table [lips] of a rig; None where it has none.

    Raises:
        RigError: a joint that the rig has not, or one that closes the lips without parting them.
    """
    if not table.has("lips"):
        return None
    lips = table.table("lips")
    gap = np.zeros(len(names))
    for row in lips.tables("gap", "joint", "joint"):
        column = _index(row, names)
        if gap[column]:
            raise row.wrong("joint", names[column], "each joint once")
        gap[column] = row.finite("by", -_LARGEST, _LARGEST)
        row.done()
    if not gap.any():
        raise RigError(f"{lips.where}gap is empty; wanted the joints that part the lips")
    closers = tuple(lips.texts("close_with"))
    lips.done()
    for closer in closers:
        if closer not in names or not gap[names.index(closer)]:
            parting = ", ".join(name for name, by in zip(names, gap, strict=True) if by)
            raise RigError(f"{lips.where}close_with names {closer!r}; wanted one of {parting}")
    return Lips(gap, tuple(names.index(closer) for closer in closers))


def _index(row: Table, names: tuple[str, ...]) -> int:
    name = row.text("joint")
    if name not in names:
        raise row.wrong("joint", name, f"one of {', '.join(names)}")
    return names.index(name)
