"""A firmware that plays its rows late is found out, to a hundredth of a millisecond."""

import numpy as np
import pytest

from kinesics_app.bench.live.rivals.as_played import late_as_played
from kinesics_app.bench.live.rivals.comparison import off_usual
from kinesics_bridge.twin import Trace

MS = 1_000_000
FASTEST = np.array([8.0, 3.0])
HZ = np.array([1.3, 0.7])


def kept(hz):
    """Of a swing: by straight lines between rows, and by averages of 10 and 20 ms at 1 kHz."""
    averages = [np.sin(np.pi * hz * n / 1e3) / (n * np.sin(np.pi * hz / 1e3)) for n in (10, 20)]
    return np.sinc(hz * 0.01) ** 2 * averages[0] * averages[1]


def wave(t_ns):
    t_s = np.asarray(t_ns)[:, None] * 1e-9
    return np.array([0.3, 0.2]) * np.sin(2 * np.pi * HZ * t_s)


def played_late(late_ns):
    """The trace of a firmware that is late by so much, (T,) or one number [ns]."""
    dates_ns = np.arange(500 * MS, 9_000 * MS, MS)
    pico = np.round(kept(HZ) * wave(dates_ns - late_ns) * 1e12).astype(np.int64)
    idle = np.zeros(len(dates_ns), np.int64)
    return Trace(dates_ns, pico, pico, idle, idle)


def late_ms(trace):
    rows_ns = np.arange(0, 9_500 * MS, 10 * MS)
    return late_as_played(rows_ns, wave(rows_ns), trace, FASTEST)


@pytest.mark.parametrize("late_ns", [0, 300_000, -500_000])
def test_a_usual_delay_is_measured(late_ns):
    measured = late_ms(played_late(late_ns))
    assert len(measured) > 1000
    assert np.median(measured) == pytest.approx(late_ns / MS, abs=0.03)
    assert max(off_usual(measured)) < 0.1
    assert np.isnan(off_usual(measured[:0])).all()  # a body at rest tells nothing


def test_jitter_is_off_the_usual_and_the_usual_delay_is_not():
    late_ns = np.where(np.arange(len(played_late(0).t_ns)) % 10 == 0, MS, 300_000)
    middle, ninety_nine, most = off_usual(late_ms(played_late(late_ns)))
    assert middle < 0.05
    assert ninety_nine == pytest.approx(0.7, abs=0.05)
    assert most >= ninety_nine
