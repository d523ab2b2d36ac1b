"""`Curves`: signals over time, evenly sampled, and their derivatives whatever the frame rate."""

from dataclasses import dataclass
from functools import lru_cache
from math import factorial

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RecordError

__all__ = ["Curves", "integral"]

F64 = NDArray[np.float64]

_DEGREE = 5  # jerk is its third derivative, and a minimum-jerk move is such a polynomial itself
_WINDOW_S = 0.2
_LEAST_ROWS = _DEGREE + 2
_ROUNDING_S = 1e-6  # times are told with six digits


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """K signals at one rate, without gaps."""

    names: tuple[str, ...]
    rate_hz: float
    values: F64
    """(T, K), finite."""
    begin_s: float = 0.0
    """When the first row is, by the clock of what they were recorded with."""

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.values.shape[1] != len(self.names):
            raise RecordError(
                f"values of shape {self.values.shape} do not fit {len(self.names)} names; "
                "wanted (rows, names)"
            )
        if not self.rate_hz > 0.0:
            raise RecordError(f"rate_hz is {self.rate_hz}; wanted a positive rate")
        if not np.isfinite(self.values).all():
            raise RecordError("values hold NaN or infinity; wanted finite numbers")

    @property
    def length_s(self) -> float:
        """From the first row to the last."""
        return max(len(self.values) - 1, 0) / self.rate_hz

    @property
    def t_s(self) -> F64:
        """(T,) when each row is."""
        times_s: F64 = self.begin_s + np.arange(len(self.values)) / self.rate_hz
        return times_s

    def of(self, name: str) -> F64:
        """(T,) one of the signals, which there is."""
        column: F64 = self.values[:, self.names.index(name)]
        return column

    def only(self, names: tuple[str, ...]) -> "Curves":
        """Some of the signals, in this order.

        Raises:
            RecordError: a name that is none of them.
        """
        missing = [name for name in names if name not in self.names]
        if missing:
            raise RecordError(f"no signal {missing[0]!r}; there are {', '.join(self.names)}")
        columns = [self.names.index(name) for name in names]
        return Curves(names, self.rate_hz, self.values[:, columns], self.begin_s)

    def rows(self, first_s: float, last_s: float) -> slice:
        """The rows from `first_s` to `last_s`, both included, by `t_s`.

        Raises:
            RecordError: there is none.
        """
        t_s = self.t_s
        chosen = np.flatnonzero((t_s >= first_s - _ROUNDING_S) & (t_s <= last_s + _ROUNDING_S))
        if not len(chosen):
            raise RecordError(
                f"no row between {first_s:g} and {last_s:g} s; the recording lasts from "
                f"{t_s[0]:.2f} to {t_s[-1]:.2f} s"
            )
        return slice(int(chosen[0]), int(chosen[-1]) + 1)

    def derivative(self, order: int) -> F64:
        """(T, K) the derivative of `order` 1, 2 or 3 [unit/s^order].

        Of a polynomial of degree 5, fitted by least squares around each row (Savitzky & Golay
        1964, Anal. Chem. 36: 1627) over 0.2 s, or 7 rows where these take longer. The window is a
        time and not a number of rows, so noise, too, counts alike at every rate.

        Raises:
            RecordError: fewer rows than a fit needs.
        """
        rows = len(self.values)
        if rows < _LEAST_ROWS:
            raise RecordError(f"{rows} rows; wanted {_LEAST_ROWS} or more")
        size = min(max(_LEAST_ROWS, round(_WINDOW_S * self.rate_hz)), rows)
        size -= 1 - size % 2 if size > _LEAST_ROWS else 0
        weights = _weights(size, order) * self.rate_hz**order  # (size, size)
        middle = size // 2
        views = np.lib.stride_tricks.sliding_window_view(self.values, size, axis=0)  # (N, K, size)
        inner = views @ weights[middle]
        first, last = weights @ self.values[:size], weights @ self.values[-size:]
        behind = size - middle - 1
        return np.concatenate((first[:middle], inner, last[size - behind :]))


@lru_cache(maxsize=32)
def _weights(size: int, order: int) -> F64:
    """(size, size) row r times the values of a window is the derivative at its place r."""
    places = np.arange(size) - (size - 1) / 2
    scale = max(size / 2, 1.0)
    fit = np.linalg.pinv(np.vander(places / scale, _DEGREE + 1, increasing=True))
    powers = np.arange(order, _DEGREE + 1)
    factors = np.array([factorial(n) / factorial(n - order) for n in powers])
    slopes = factors * (places[:, None] / scale) ** (powers - order) / scale**order
    found: F64 = slopes @ fit[order:]
    return found


def integral(values: F64, rate_hz: float) -> F64:
    """(K,) the integral of (T, K) over time, by Simpson's rule, and its 3/8 rule at the end."""
    rows = len(values)
    weights = np.zeros(rows)
    if rows < 4:
        weights += 1.0
        weights[[0, -1]] = 0.5
    else:
        rest = 3 if rows % 2 == 0 else 0  # intervals: Simpson's rule wants an even number of them
        last = rows - 1 - rest
        weights[: last + 1] = np.where(np.arange(last + 1) % 2, 4.0, 2.0) / 3.0
        weights[[0, last]] = 1.0 / 3.0 if last else 0.0
        if rest:
            weights[last:] += np.array([3.0, 9.0, 9.0, 3.0]) / 8.0
    total: F64 = weights @ values / rate_hz
    return total
