"""Strokes: out, back, summed, and at rest."""

import numpy as np
import pytest

from kinesics.motion.strokes import Strokes


def test_a_stroke_is_out_in_time_and_ends_at_rest():
    strokes = Strokes(0.10, 0.30, 100.0)
    assert strokes.resting
    strokes.begin(2.0)
    values = [strokes.next() for _ in range(40)]
    assert int(np.argmax(values)) == 9
    assert max(values) == pytest.approx(2.0)
    assert values[-1] == pytest.approx(0.0)
    assert strokes.resting
    assert strokes.next() == 0.0


def test_overlapping_strokes_add():
    strokes = Strokes(0.10, 0.30, 100.0)
    strokes.begin(1.0)
    alone = [strokes.next() for _ in range(60)]
    strokes.begin(1.0)
    both = [strokes.next() for _ in range(20)]
    strokes.begin(1.0)
    both += [strokes.next() for _ in range(40)]
    np.testing.assert_allclose(both, np.add(alone, [0.0] * 20 + alone[:40]), atol=1e-12)
