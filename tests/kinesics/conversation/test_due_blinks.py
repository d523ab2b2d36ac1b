"""Blinks by a hazard keep its law, and come with pauses where they are due."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.conversation.due_blinks import DueBlinks

STEP_NS = 40_000_000
SECOND = 1_000_000_000
SOON_S = 0.48


def blinked_s(chance, pauses, seed=0):
    """Dates [s] of those of a life in steps: `chance(since_s)`, in which steps a pause begins."""
    due, onsets_s = DueBlinks(), []
    for n, die in enumerate(np.random.default_rng(seed).random(len(pauses)).tolist()):
        t_ns = n * STEP_NS
        since_s = 5.0 if due.due_ns is None else max(t_ns - due.due_ns, 0) / SECOND
        if due.step(t_ns, chance(since_s), die, pauses=bool(pauses[n])):
            onsets_s.append(t_ns / SECOND)
    return np.array(onsets_s)


def test_without_pauses_it_is_the_process_of_its_hazard():
    intervals_s = np.diff(blinked_s(lambda since_s: 0.02, np.zeros(90_000, bool)))  # an hour
    steps = np.sort(np.round((intervals_s - 0.4) / 0.04).astype(int))
    assert steps[0] >= 0
    law = 1.0 - 0.98 ** (steps + 1.0)
    found = np.searchsorted(steps, steps, "right") / len(steps)
    assert np.abs(found - law).max() < 1.63 / np.sqrt(len(steps))


def test_it_comes_with_pauses_and_is_no_more_often_for_that():
    def chance(since_s):
        return 0.03 if since_s >= 1.0 else 0.0

    paused = np.arange(90_000) % 100 == 50
    with_them, without = (blinked_s(chance, one) for one in (paused, np.zeros_like(paused)))
    pauses_s = np.flatnonzero(paused) * STEP_NS / SECOND

    def share(onsets_s):
        first, last = np.searchsorted(onsets_s, (pauses_s - 1e-6, pauses_s + 0.02))
        return np.mean(last > first)

    least = (1.0 - np.exp(-SOON_S * 0.03 / 0.04)) * 1.3 / 2.3  # who has just blinked is not due
    assert share(with_them) == pytest.approx(least, rel=0.2)
    assert share(without) < 0.05
    more = [len(blinked_s(chance, paused, n)) for n in range(1, 5)]
    usual = [len(blinked_s(chance, np.zeros_like(paused), n)) for n in range(1, 5)]
    assert sum(more) == pytest.approx(sum(usual), rel=0.03)


@given(
    st.lists(st.tuples(st.floats(0.0, 0.999), st.floats(0.0, 0.999), st.booleans()), max_size=200)
)
def test_none_is_near_another_whatever_it_is_told(steps):
    due, onsets_ns = DueBlinks(), []
    for n, (chance, die, pausing) in enumerate(steps):
        if due.step(n * STEP_NS, chance, die, pauses=pausing):
            onsets_ns.append(n * STEP_NS)
            assert 0 <= due.due_ns - n * STEP_NS <= 480_000_000
    assert all(b - a >= 400_000_000 for a, b in pairwise(onsets_ns))


def test_whom_nothing_urges_does_not_blink_in_pauses_either():
    assert not len(blinked_s(lambda since_s: 0.0, np.ones(1000, bool)))
