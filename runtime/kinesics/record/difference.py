"""`differences`: in what two recordings differ, stream by stream."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kinesics.record.mcap_file import Stream

__all__ = ["Difference", "differences"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One stream that is not the same in both."""

    stream: str
    """`channels`, `asked`, `sent`, `played` or `measured`."""
    what: str
    """A sentence."""
    signals: tuple[tuple[str, float, float], ...] = ()
    """(name, largest difference, when it differs first [s since the first row]), largest first."""


def differences(
    one: Mapping[str, Stream], other: Mapping[str, Stream], within: float = 0.0
) -> list[Difference]:
    """What differs by more than `within` [unit of the signal]; rows are compared by their number.

    Values that nobody knows in both are the same.
    """
    found = []
    for name in (*one, *(name for name in other if name not in one)):
        if name not in one or name not in other:
            found.append(Difference(name, f"only in the {'first' if name in one else 'second'}"))
            continue
        found += _compared(name, one[name], other[name], within)
    return found


def _compared(name: str, one: Stream, other: Stream, within: float) -> list[Difference]:
    if one.names != other.names:
        odd = sorted(set(one.names) ^ set(other.names))
        told = f"signals of one only: {', '.join(odd)}" if odd else "signals in another order"
        return [Difference(name, told)]
    found = []
    if len(one.t_ns) != len(other.t_ns):
        found.append(Difference(name, f"{len(one.t_ns)} and {len(other.t_ns)} rows"))
    rows = min(len(one.t_ns), len(other.t_ns))
    if not rows:
        return found
    late_ns = (one.t_ns[:rows] - one.t_ns[0]) - (other.t_ns[:rows] - other.t_ns[0])
    if late_ns.any():
        found.append(Difference(name, f"dates differ by {np.abs(late_ns).max() * 1e-6:.3f} ms"))
    first, second = one.values[:rows], other.values[:rows]
    apart = np.where(np.isnan(first) & np.isnan(second), 0.0, np.abs(first - second))
    differs = ~(apart <= within)  # NaN in one only differs
    if not differs.any():
        return found
    columns = np.flatnonzero(differs.any(axis=0))
    ranked = sorted(columns, key=lambda column: -np.nan_to_num(apart[:, column], nan=np.inf).max())
    t_s = (one.t_ns[:rows] - one.t_ns[0]) * 1e-9
    signals = tuple(
        (one.names[column], float(apart[:, column].max()), float(t_s[differs[:, column].argmax()]))
        for column in ranked
    )
    told = f"{len(columns)} of {len(one.names)} signals differ"
    return [*found, Difference(name, told, signals)]
