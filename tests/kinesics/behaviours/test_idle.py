"""Idle life follows its published laws, whatever the horizons that ask for it."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kinesics.behaviours.blink import Blink
from kinesics.behaviours.breathing import Breathing
from kinesics.signals import Horizon

SECOND = 1_000_000_000


def rows(behaviour, horizons_ns):
    tracks = [behaviour.feed(Horizon(int(t_ns))) for t_ns in horizons_ns]
    tracks = [track for track in tracks if track is not None]
    for before, after in pairwise(tracks):
        assert after.t_ns == before.end_ns + before.period_ns
    return np.concatenate([track.values[:, 0] for track in tracks])


@given(cuts=st.lists(st.integers(1, 10 * SECOND), min_size=1, max_size=20, unique=True))
def test_idle_life_does_not_depend_on_how_the_horizon_advances(cuts):
    end = 10 * SECOND
    for make in (lambda: Blink(seed=5), Breathing):
        whole = rows(make(), [0, end])
        pieces = rows(make(), [0, *sorted(cuts), end])
        np.testing.assert_array_equal(whole, pieces)
