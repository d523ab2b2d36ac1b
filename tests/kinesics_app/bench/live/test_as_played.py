"""A firmware that plays its rows late is found out, to a hundredth of a millisecond."""

import numpy as np
import pytest

from kinesics.motion.frame import Frame
from kinesics_app.bench.live import as_played
from kinesics_app.bench.live.as_played import late_as_played, off_usual, whole_life
from kinesics_app.bench.live.keeping_rows import RowFile, rows_in
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


def test_rows_are_read_as_they_were_sent_and_of_those_made_anew_the_last(tmp_path):
    path, values = tmp_path / "rows", np.array([0.1, -0.2])
    with path.open("wb") as file:
        sends = RowFile(file)
        for t_ms, share in ((0, 1.0), (10, 1.0), (20, 1.0), (10, 2.0), (20, 3.0), (30, 1.0)):
            sends.append(Frame(t_ms * MS, share * values))
    assert len(sends) == 0  # an hour of them takes no memory
    t_ns, sent = rows_in(path, 2)
    assert t_ns.tolist() == [0, 10 * MS, 20 * MS, 30 * MS]
    np.testing.assert_array_equal(sent, np.outer([1.0, 2.0, 3.0, 1.0], values))


class Kept:
    """A robot whose trace is there already."""

    def __init__(self, trace):
        self._trace = trace

    def trace(self, first, most):
        part = slice(first, first + most)
        told = self._trace
        names = ("t_ns", "played_pico", "measured_pico", "state", "torque")
        return Trace(*(getattr(told, name)[part] for name in names))


def test_a_long_life_is_looked_at_piece_by_piece_without_a_gap(monkeypatch):
    rows_ns, trace = np.arange(500 * MS, 9_000 * MS, 10 * MS), played_late(0)
    whole = late_as_played(rows_ns, wave(rows_ns), trace, FASTEST)
    monkeypatch.setattr(as_played, "_PIECE", 4_000)
    pieces = whole_life(Kept(trace), rows_ns, wave(rows_ns), FASTEST)
    assert len(whole) <= len(pieces) < len(whole) + 1_000  # where pieces overlap it is seen twice
    assert max(off_usual(pieces)) < 0.1
    late_ns = np.where(trace.t_ns > 6_000 * MS, 5 * MS, 0)
    pieces = whole_life(Kept(played_late(late_ns)), rows_ns, wave(rows_ns), FASTEST)
    assert off_usual(pieces)[-1] == pytest.approx(5.0, abs=0.2)  # wherever it is
