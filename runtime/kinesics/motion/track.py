"""`Track`: motion dated in the near future, the only thing a behaviour can publish."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kinesics.errors import TrackError
from kinesics.motion.channels import CHANNELS, columns

__all__ = ["Track", "between_rows", "make_track"]


MIN_RATE_HZ, MAX_RATE_HZ = 0.1, 10_000.0
LARGEST = 1e6
"""Of any value: far beyond every channel's range, and no sum of drives overflows."""

LATEST_NS = 2**62
"""146 years: what 64-bit time holds with room to add."""

_INTEGERS = (int, np.integer)


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """Some channels over some time; a newer track of a source replaces its older from `t_ns` on."""

    t_ns: int
    """Robot time of the first row."""
    rate_hz: float
    """Rows per second."""
    columns: NDArray[np.intp]
    """(K,) channel columns that the values are of."""
    values: NDArray[np.float64]
    """(T, K) rows; rad, m or 0..1 as the channel says. Read-only."""
    weight: float = 1.0
    """0..1, how much of a channel below it an over-layer replaces, or how much is added."""
    priority: int = 0
    """Among tracks of one layer kind, the higher is mixed later and so wins."""
    speaks_of: frozenset[int] = field(init=False)
    """The columns as a set."""
    period_ns: int = field(init=False)
    """Time between rows."""

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.values.shape[1] != len(self.columns):
            raise TrackError(
                f"values of shape {self.values.shape} do not fit {len(self.columns)} channels; "
                "wanted (rows, channels)"
            )
        if not len(self.values):
            raise TrackError("a track needs at least one row")
        if self.values.dtype != np.float64:
            raise TrackError(f"values are {self.values.dtype}; wanted float64")
        speaks_of = _channels_of(self.columns.dtype.str, self.columns.tobytes())
        if speaks_of is None:
            raise TrackError(f"columns are {self.columns}; wanted integers 0..{len(CHANNELS) - 1}")
        object.__setattr__(self, "speaks_of", speaks_of)
        if not _are_small(self.values):
            raise TrackError(f"values hold NaN or are beyond ±{LARGEST:g}; wanted finite numbers")
        self._check_numbers()
        object.__setattr__(self, "period_ns", round(1e9 / self.rate_hz))
        self.values.flags.writeable = False

    def _check_numbers(self) -> None:
        if not MIN_RATE_HZ <= self.rate_hz <= MAX_RATE_HZ:
            raise TrackError(
                f"rate_hz is {self.rate_hz}; wanted a positive rate, {MIN_RATE_HZ}..{MAX_RATE_HZ:g}"
            )
        if not 0.0 <= self.weight <= 1.0:
            raise TrackError(f"weight is {self.weight}; wanted 0..1")
        if not isinstance(self.t_ns, _INTEGERS) or abs(self.t_ns) > LATEST_NS:
            raise TrackError(
                f"t_ns is {self.t_ns!r}; wanted robot time, an integer within ±{LATEST_NS} ns"
            )

    @property
    def end_ns(self) -> int:
        """Robot time of the last row."""
        return self.t_ns + (len(self.values) - 1) * self.period_ns

    def at(self, t_ns: int) -> NDArray[np.float64]:
        """Values at `t_ns`, (K,): linear between rows, held at the ends."""
        offset_ns = np.array([t_ns - self.t_ns])
        values: NDArray[np.float64] = between_rows(self.values, offset_ns, self.period_ns)[0]
        return values


def _are_small(values: NDArray[np.float64]) -> bool:
    """Whether none is beyond `LARGEST`, or NaN."""
    if np.vdot(values, values) <= LARGEST:  # most are, and this costs a third of asking each
        return True
    return bool(np.maximum.reduce(np.abs(values), axis=None, initial=0.0) <= LARGEST)


@lru_cache(maxsize=256)  # a behaviour's tracks have the same columns, tick after tick
def _channels_of(kind: str, content: bytes) -> frozenset[int] | None:
    """The columns in an array of numpy's type `kind` and this `content`; None: it holds others."""
    if not np.issubdtype(kind, np.integer):
        return None
    columns = np.frombuffer(content, kind)
    known = bool(((columns >= 0) & (columns < len(CHANNELS))).all())
    return frozenset(columns.tolist()) if known else None


def between_rows(
    rows: NDArray[np.float64], offsets_ns: NDArray[np.int64], period_ns: int
) -> NDArray[np.float64]:
    """The (N, K) values some offsets (N,) after the first of (T, K) rows: linear, held at the ends.

    Integer time, so that the same instant gives the same bits however many rows came before.
    """
    low, rest_ns = np.divmod(offsets_ns, period_ns)
    below = rows.take(low, axis=0, mode="clip")
    low += 1
    values: NDArray[np.float64] = rows.take(low, axis=0, mode="clip")
    values -= below
    values *= (rest_ns / period_ns)[:, None]
    values += below
    return values


def make_track(
    t_ns: int,
    rate_hz: float,
    names: Sequence[str],
    values: ArrayLike,
    *,
    weight: float = 1.0,
    priority: int = 0,
) -> Track:
    """A track of the channels `names`; `values` are (T, K) and copied.

    Raises:
        TrackError: unknown channel, wrong shape, NaN, a weight outside 0..1.
    """
    rows = np.array(values, dtype=np.float64)
    return Track(t_ns, rate_hz, columns(names), rows, weight, priority)
