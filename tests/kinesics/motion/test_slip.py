"""Motion that is re-dated: it never jumps, and is as late as it is to be within a second."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.motion.slip import MOST_PACE, Slip
from kinesics.motion.track import Track

MS, S = 1_000_000, 1_000_000_000
T0_NS = 7 * S
ALL = (T0_NS - S, T0_NS + 1000 * S)
COLUMNS = np.arange(2)
PERIOD_NS = 10 * MS


def motion(t_ns):
    """(N, 2) at any times (N,): straight between its rows, as every track is."""
    rows = (np.asarray(t_ns) - T0_NS) / PERIOD_NS
    whole = np.floor(rows)
    part = (rows - whole)[:, None]
    low, high = (np.stack((np.sin(0.7 * at), np.cos(0.3 * at)), 1) for at in (whole, whole + 1))
    return low + part * (high - low)


def tracks(sizes):
    """Its rows in pieces of so many."""
    first = 0
    for size in sizes:
        t_ns = T0_NS + first * PERIOD_NS
        dates = t_ns + PERIOD_NS * np.arange(size)
        yield Track(t_ns, 100.0, COLUMNS, motion(dates))
        first += size


def slipped(slip, sizes, aims):
    """Dates (N,) and rows (N, 2) as shown; `aims`: how late it is to be [ms], by piece."""
    dates, rows, late_ns = [], [], []
    for n, track in enumerate(tracks(sizes)):
        if n in aims:
            slip.aim(round(aims[n] * MS), ALL)
        shown = slip.take(track)
        if shown is not None:
            dates += [shown.t_ns + row * PERIOD_NS for row in range(len(shown.values))]
            rows += [*shown.values]
        late_ns.append(slip.late_ns)
    return np.array(dates), np.array(rows), late_ns


sizes = st.lists(st.integers(1, 30), min_size=1, max_size=60)
aims = st.dictionaries(st.integers(0, 60), st.floats(-500.0, 500.0), max_size=6)


@settings(deadline=None, max_examples=200)
@given(sizes=sizes, aims=aims)
def test_whatever_it_is_to_be_rows_come_tick_by_tick_and_no_faster_than_may_be(sizes, aims):
    dates, rows, _ = slipped(Slip(), sizes, aims)
    if len(dates) < 2:
        return
    assert (np.diff(dates) == PERIOD_NS).all()
    far = np.abs(np.diff(rows, axis=0)).max(axis=0)
    widest = np.abs(np.diff(motion(T0_NS + PERIOD_NS * np.arange(sum(sizes) + 1)), axis=0)).max(0)
    assert (far <= (1.0 + MOST_PACE) * widest + 1e-9).all()
    asked_ns = [0, *(round(late * MS) for late in aims.values())]
    late_ns = dates[-1] - np.arange(min(asked_ns) - 60 * MS, max(asked_ns) + 61 * MS, MS)
    off = np.abs(motion(late_ns) - rows[-1]).max(axis=1)
    assert off.min() < 0.1  # it is the motion of some moment between those that were asked for


@pytest.mark.parametrize("late_ms", [-120.0, -40.0, 40.0, 120.0])
def test_a_second_later_it_is_as_late_as_it_is_to_be(late_ms):
    dates, rows, late_ns = slipped(Slip(), [1] * 400, {100: late_ms})
    assert not any(late_ns[:100])
    assert late_ns[200] == pytest.approx(late_ms * MS, abs=MS)
    assert late_ns[-1] == round(late_ms * MS)
    settled = dates >= T0_NS + 3 * S
    wanted = motion(dates[settled] - round(late_ms * MS))
    assert np.abs(rows[settled] - wanted).max() < 1e-9


def test_until_it_is_asked_for_every_track_is_handed_on_itself():
    slip = Slip()
    assert all(slip.take(track) is track for track in tracks([3, 1, 1, 20]))


def test_what_is_not_meant_is_shown_as_it_was_dated():
    slip = Slip()
    slip.aim(100 * MS, (T0_NS + 10 * S, T0_NS + 20 * S))
    assert all(slip.take(track) is track for track in tracks([3, 1, 1, 20]))
    later = Track(T0_NS + 11 * S, 100.0, COLUMNS, motion(T0_NS + PERIOD_NS * np.arange(100)))
    slip.take(later)
    assert slip.late_ns > 80 * MS
    after = Track(T0_NS + 30 * S, 100.0, COLUMNS, motion(T0_NS + PERIOD_NS * np.arange(9)))
    assert slip.take(after) is after
