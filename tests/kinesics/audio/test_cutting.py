"""Utterances begin with their first sound and end after a gap, however the sound comes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.audio.cutting import Cutting

RATE_HZ = 16_000


def sound(*spans):
    """`spans`: seconds, positive of a tone, negative of silence."""
    t_s = np.arange(RATE_HZ) / RATE_HZ
    tone = 0.1 * np.sin(2 * np.pi * 200.0 * t_s)
    parts = [np.resize(tone if one > 0 else [0.0], round(abs(one) * RATE_HZ)) for one in spans]
    return np.concatenate(parts).astype(np.float32)


def utterances(samples, pieces_of, **how):
    cutting = Cutting(RATE_HZ, **how)
    pieces = [one for piece in pieces_of(samples) for one in cutting.feed(piece)]
    found = []
    for piece in [*pieces, *cutting.end()]:
        if piece.first:
            found.append([])
        found[-1].append(piece.samples)
    return [np.concatenate(one) for one in found]


def whole(samples):
    return [samples]


def test_two_utterances_with_their_gaps():
    first, second = utterances(sound(-1.0, 0.4, -0.3, 0.2, -2.0, 0.3, -1.0), whole, gap_s=0.5)
    assert len(first) / RATE_HZ == pytest.approx(0.04 + 0.4 + 0.3 + 0.2 + 0.5, abs=0.011)
    assert len(second) / RATE_HZ == pytest.approx(0.04 + 0.3 + 0.5, abs=0.011)


def test_what_is_not_over_ends_with_the_sound():
    (only,) = utterances(sound(-0.2, 0.3), whole)
    assert len(only) / RATE_HZ == pytest.approx(0.04 + 0.3, abs=0.011)


def test_every_sample_of_an_utterance_is_as_it_came():
    samples = np.random.default_rng(1).uniform(-1.0, 1.0, RATE_HZ).astype(np.float32)
    (only,) = utterances(samples, whole)
    assert only.tobytes() == samples.tobytes()


@pytest.mark.parametrize("level", [0.0, 1e-4])
def test_what_is_faint_is_nothing(level):
    assert utterances(np.full(RATE_HZ, level, np.float32), whole, level_db=-70.0) == []


def test_what_is_no_number_is_silence():
    samples = sound(0.3, -1.0)
    samples[-100:] = np.nan
    samples[100] = np.inf
    (only,) = utterances(samples, whole)
    assert np.isfinite(only).all()
    assert only[100] == 0.0


@settings(deadline=None)
@given(
    spans=st.lists(st.floats(-0.9, 0.9), min_size=1, max_size=6),
    cuts=st.lists(st.integers(0, 5 * RATE_HZ), max_size=12),
)
def test_how_it_was_cut_before_is_no_matter(spans, cuts):
    samples = sound(*spans)
    at_once = utterances(samples, whole)
    in_pieces = utterances(
        samples, lambda one: np.split(one, sorted(min(c, len(one)) for c in cuts))
    )
    assert [one.tobytes() for one in in_pieces] == [one.tobytes() for one in at_once]
