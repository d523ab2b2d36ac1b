"""What may be read off an outlook, and what is done about it."""

import numpy as np
import pytest

from kinesics.gesture.foreseen import LONGEST_S, SHORTEST_S, STILL_S, SURE, UNSURE, Foreseen
from kinesics.gesture.outlook import PHASES, STRIKE_BINS, STRIKE_FROM, likeliest, within
from kinesics.signals import GestureOutlook

MS = 1_000_000


def strikes(at_s, sure=1.0):
    """One accent, `at_s` after the newest sound."""
    seen = np.zeros(STRIKE_BINS, np.float32)
    seen[int(np.floor(at_s / 0.04)) - STRIKE_FROM] = sure
    return seen


def outlook(seen, newest_ms=1_000, *, phase="hold", amplitude=0.45):
    phases = np.zeros((3, len(PHASES)), np.float32)
    phases[:, PHASES.index(phase)] = 1.0
    t_ns = (newest_ms - 80) * MS
    return GestureOutlook(t_ns, newest_ms * MS, seen, phases, np.full(3, amplitude, np.float32))


def test_an_accent_counts_as_far_as_it_is_within_reach():
    seen = strikes(0.10, 0.8)
    assert within(seen, 0.10, 0.12) == pytest.approx(0.8)
    assert within(seen, 0.40, 0.12) == 0.0
    assert within(seen, 0.24, 0.12) == pytest.approx(0.8 * 0.0, abs=0.4)
    assert within(strikes(0.02) + strikes(0.14), 0.08, 0.12) == 1.0


def test_the_likeliest_moment_is_that_of_the_accent_or_the_one_that_was_asked_about():
    assert likeliest(strikes(0.10), 0.05, 0.12) == pytest.approx(0.10, abs=0.021)
    assert likeliest(np.zeros(STRIKE_BINS, np.float32), 0.05, 0.12) == 0.05


def test_a_stroke_ends_on_the_accent_and_takes_the_time_there_is():
    begin_ns = 930 * MS
    for at_s in (0.06, 0.10, 0.14):
        strike = Foreseen().strike(outlook(strikes(at_s)), begin_ns, 0.0)
        assert strike.end_ns * 1e-9 == pytest.approx(1.0 + at_s, abs=0.021)
        assert SHORTEST_S <= strike.lasts_s <= LONGEST_S
        assert strike.end_ns - round(strike.lasts_s * 1e9) == pytest.approx(begin_ns, abs=2)


def test_what_is_unsure_is_not_struck_until_the_arms_have_long_been_still():
    unsure = outlook(strikes(0.10, 0.5 * (SURE + UNSURE)))
    assert Foreseen().strike(unsure, 930 * MS, 0.0) is None
    assert Foreseen().strike(unsure, 930 * MS, STILL_S) is not None


def test_an_accent_is_answered_once():
    foreseen = Foreseen()
    assert foreseen.strike(outlook(strikes(0.10)), 930 * MS, 0.0) is not None
    assert foreseen.strike(outlook(strikes(0.06), 1_040), 970 * MS, 0.0) is None
    assert foreseen.strike(outlook(strikes(0.10), 1_600), 1_530 * MS, 0.0) is not None


def test_larger_amplitude_makes_a_larger_stroke():
    sizes = [
        Foreseen().strike(outlook(strikes(0.1), amplitude=a), 930 * MS, 0.0).size
        for a in (0.0, 0.3, 0.6, 1.0)
    ]
    assert sizes == sorted(sizes)
    assert 0.5 < sizes[0] < sizes[-1] < 1.4


@pytest.mark.parametrize(
    ("phase", "up", "down"),
    [("rest", False, True), ("retraction", False, True), ("preparation", True, False),
     ("stroke", True, False), ("hold", True, False)],
)  # fmt: skip
def test_phases_raise_and_lower_the_arms(phase, up, down):
    seen = outlook(strikes(0.1), phase=phase)
    assert Foreseen.wants_up(seen) is up
    assert Foreseen.wants_down(seen) is down


def test_outlooks_are_read_when_they_are_due_however_they_came():
    foreseen = Foreseen()
    for newest_ms in (1_000, 1_040, 1_080):
        foreseen.hear(outlook(strikes(0.1), newest_ms))
    assert [one.newest_ns // MS for one in foreseen.due(960 * MS)] == [1_000, 1_040]
    assert [one.newest_ns // MS for one in foreseen.due(1_000 * MS)] == [1_080]
    assert foreseen.speaks(1_150 * MS)
    assert not foreseen.speaks(1_250 * MS)
