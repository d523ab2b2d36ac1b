"""`RowClock`: the firmware times at which rows are to be played, on a grid without jitter."""

from kinesics.errors import BridgeError

from .clocksync import ClockSync

__all__ = ["RowClock"]

_DEADBAND_US = 100.0
_SETTLED_US = 10.0
_SLEW = 2e-4  # 2 us per row of 10 ms: far below what a limiter notices
_RATE_STEP = 1e-4
_LOST_US = 20_000.0


class RowClock:
    """Dates rows by counting on from the last one, and follows the clock map only when it must.

    So the dates, and with them every played byte, do not depend on which round trips were
    measured. The grid slews once it is 100 us off, takes over a clock rate once that is certain,
    and jumps (and counts that) only beyond 20 ms.
    """

    def __init__(self) -> None:
        self.jumps = 0
        """Times the grid had to be set anew."""
        self._t_ns: int | None = None
        self._date_us = 0.0
        self._rate = 0.0
        self._slewing = False

    def date_us(self, t_ns: int, sync: ClockSync) -> int:
        """Firmware time for a row that is to be played at host time `t_ns`.

        Raises:
            BridgeError: the firmware's clock had not begun then.
        """
        wanted_us = sync.firmware_us(t_ns)
        if wanted_us < _LOST_US:  # the grid may be as far behind, and no date is negative
            raise BridgeError(f"t_ns {t_ns} lies before the firmware's clock began")
        if self._t_ns is None:
            return self._set(t_ns, wanted_us)
        if abs(sync.rate - self._rate) > max(1.5 * _RATE_STEP, 3 * sync.rate_error):
            self._rate = round(sync.rate / _RATE_STEP) * _RATE_STEP
        elapsed_us = (t_ns - self._t_ns) / 1000
        expected_us = self._date_us + elapsed_us * (1 + self._rate)
        error_us = wanted_us - expected_us
        if abs(error_us) > _LOST_US:
            self.jumps += 1
            return self._set(t_ns, wanted_us)
        self._slewing = abs(error_us) > (_SETTLED_US if self._slewing else _DEADBAND_US)
        if self._slewing and elapsed_us > 0:
            step_us = elapsed_us * _SLEW
            expected_us += max(-step_us, min(step_us, error_us))
        self._t_ns, self._date_us = t_ns, expected_us
        return round(expected_us)

    def _set(self, t_ns: int, date_us: float) -> int:
        self._t_ns, self._date_us = t_ns, float(round(date_us))
        return round(date_us)
