"""Rows are int16: rounded to codes they still keep the table, down to how gentle a joint may be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from kinesics.motion.limits import LEAST_SHARE, Limiter, LimitTable, allowed
from kinesics_bridge.joints.joint_table import JointTable

RATE_HZ = 100.0
STEPS_2 = 2.0 / 64_000 * RATE_HZ**2
"""What rounding adds to an acceleration at most, in ranges / s^2."""


def sent(acceleration, span, wishes):
    """The rows that go out for a joint with this acceleration [ranges / s^2], (T,), decoded."""
    low, high = np.array([-0.4 * span]), np.array([0.6 * span])
    limits = LimitTable(
        low, high, np.array([5.0 * span]), np.array([acceleration * span]),
        np.array([100.0 * acceleration * span]),
    )  # fmt: skip
    table = JointTable(
        "gentle", ("j",), low, high, np.zeros(1), limits.velocity, limits.acceleration, limits.jerk
    )
    limiter = Limiter(limits, RATE_HZ)
    limiter.start(np.zeros(1))
    rows = [limiter.step(np.array([wish * span])) for wish in wishes]
    return table.decode(table.encode(np.array([np.zeros(1), np.zeros(1), *rows])))[:, 0]


def share(acceleration, span, wishes):
    """Largest acceleration of the rows as sent, of the table's."""
    rows = sent(acceleration, span, wishes)
    return float(np.abs(np.diff(rows, 2)).max()) * RATE_HZ**2 / (acceleration * span)


WISHES = hnp.arrays(np.float64, st.integers(20, 200), elements=st.floats(-1.0, 1.0))
SPANS = st.sampled_from([0.02, 0.35, 1.0, 3.0])


@given(st.floats(0.9, 40.0), SPANS, WISHES)
def test_rows_as_sent_keep_the_table_for_joints_that_are_not_extremely_gentle(
    acceleration, span, wishes
):
    assert share(acceleration, span, wishes) <= 1.0 + 1e-6


@given(st.floats(0.1, 0.9), SPANS, WISHES)
def test_below_that_they_keep_the_bound_that_is_told(acceleration, span, wishes):
    assert share(acceleration, span, wishes) <= LEAST_SHARE + STEPS_2 / acceleration + 1e-6


def test_a_gentle_joint_that_swings_as_fast_as_it_may_keeps_the_table():
    """With 0.95 of the table, as for others, it was 1.09 here."""
    wishes = np.sign(np.sin(np.arange(3000) / 37.0))
    assert 0.8 < share(2.0, 1.0, wishes) <= 1.0


@pytest.mark.parametrize(("gentle", "wanted"), [(1.0, 0.95), (0.3, 0.88), (0.1, 0.65)])
def test_what_it_costs_the_humanoid_made_gentle(humanoid, gentle, wanted):
    """The share of the acceleration that the most affected joint keeps; the humanoid loses none."""
    limits = humanoid.limits
    soft = LimitTable(
        limits.position_min, limits.position_max, limits.velocity,
        gentle * limits.acceleration, limits.jerk,
    )  # fmt: skip
    assert (allowed(soft, 0.01)[1] / soft.acceleration).min() == pytest.approx(wanted, abs=0.01)
