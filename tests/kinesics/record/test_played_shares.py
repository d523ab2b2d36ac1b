"""Only what was played uses a limit."""

from dataclasses import replace

import numpy as np
import pytest

from kinesics.record.measures import as_played
from kinesics.record.played_shares import played_shares

KINDS = ("position", "velocity", "acceleration", "jerk")


def without(take, rows):
    """The take, of which these rows of the trace were not played, and say something absurd."""
    played = take.trace_played.copy()
    played[rows] = np.nan
    return replace(take, trace_played=played)


def test_a_take_that_was_played_throughout_is_measured_as_ever(take):
    for kind in KINDS:
        assert (getattr(played_shares(take), kind) == getattr(as_played(take), kind)).all()


def test_a_take_that_was_not_played_has_no_share(take):
    assert played_shares(without(take, slice(None))) is None


def test_what_was_not_played_is_left_out_and_no_difference_spans_it(take):
    gap = slice(400, 900)
    shares = played_shares(without(take, gap))
    assert shares.rate_hz == take.trace_rate_hz
    parts = [
        as_played(
            replace(
                take,
                trace_t_ns=take.trace_t_ns[rows],
                trace_played=take.trace_played[rows],
                trace_measured=take.trace_measured[rows],
            )
        )
        for rows in (slice(None, 400), slice(900, None))
    ]
    for kind in KINDS:
        values = getattr(shares, kind)
        assert np.isfinite(values).all()
        assert values == pytest.approx(np.maximum(*(getattr(part, kind) for part in parts)))


def test_the_first_rows_alone_are_enough(take):
    assert np.isfinite(played_shares(without(take, slice(1, None))).position).all()
