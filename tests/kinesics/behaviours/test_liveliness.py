"""A persona weighs, comes by a ramp, and does not depend on when it was heard."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.behaviours.liveliness import Liveliness
from kinesics.signals import Persona

SECOND = 1_000_000_000
PARTS = ("nods", "shifts", "sway", "lean", "often")


@pytest.mark.parametrize("what", PARTS)
def test_half_of_everything_is_as_authored(what):
    lively = Liveliness()
    assert lively.gain(what, 0) == 1.0
    lively.hear(Persona(0, 0.5, 0.5, 0.5))
    assert lively.gain(what, 5 * SECOND) == pytest.approx(1.0)


@pytest.mark.parametrize("what", PARTS)
def test_each_trait_adds_and_takes_as_much(what):
    for trait in range(3):
        gains = []
        for x in (0.0, 1.0):
            lively = Liveliness()
            lively.hear(Persona(0, *(x if n == trait else 0.5 for n in range(3))))
            gains.append(lively.gain(what, 9 * SECOND))
        assert gains[0] * gains[1] == pytest.approx(1.0)
        assert gains[0] <= 1.0 <= gains[1]


personas = st.lists(
    st.tuples(st.integers(0, 8 * SECOND), *(st.floats(0.0, 1.0) for _ in range(3))), max_size=6
)


@given(told=personas)
def test_gains_never_jump(told):
    lively = Liveliness()
    for t_ns, *traits in sorted(told):
        lively.hear(Persona(t_ns, *traits))
    octaves = np.log2([lively.gain("shifts", t_ns) for t_ns in range(0, 11 * SECOND, 10_000_000)])
    assert np.abs(np.diff(octaves)).max(initial=0.0) < 2.2 * 1.5 * 0.01 / 1.5 + 1e-9


@given(told=personas, seen=st.lists(st.integers(0, 12 * SECOND), max_size=5))
def test_to_be_asked_changes_nothing(told, seen):
    plain, asked = Liveliness(), Liveliness()
    for t_ns, *traits in sorted(told):
        for lively in (plain, asked):
            lively.hear(Persona(t_ns, *traits))
        for other_ns in seen:
            asked.gain("nods", other_ns)
    for t_ns in range(0, 12 * SECOND, SECOND // 3):
        assert plain.gain("nods", t_ns) == asked.gain("nods", t_ns)
