"""Derivatives and integrals are exact for polynomials, at every frame rate."""

import numpy as np
import pytest

from kinesics.errors import RecordError
from kinesics.measures.curves import Curves, integral


@pytest.mark.parametrize("rate_hz", [25.0, 60.0, 100.0, 1000.0])
@pytest.mark.parametrize("order", [1, 2, 3])
def test_derivatives_of_a_quintic_are_exact(rate_hz, order):
    quintic = np.polynomial.Polynomial([0.3, -1.0, 2.0, 0.5, -3.0, 1.5])
    t_s = np.arange(round(rate_hz) + 1) / rate_hz
    curves = Curves(("x", "y"), rate_hz, np.stack((quintic(t_s), -quintic(t_s)), axis=1))
    wanted = quintic.deriv(order)(t_s)
    np.testing.assert_allclose(
        curves.derivative(order), np.stack((wanted, -wanted), axis=1), atol=1e-5
    )


@pytest.mark.parametrize("rows", [3, 4, 5, 8, 21, 100])
def test_the_integral_of_a_cubic_is_exact(rows):
    t_s = np.linspace(0.0, 2.0, rows)
    cubic = np.polynomial.Polynomial([1.0, 2.0] if rows < 4 else [1.0, 2.0, -1.0, 0.5])
    wanted = cubic.integ()(2.0)
    assert integral(cubic(t_s)[:, None], (rows - 1) / 2.0) == pytest.approx([wanted], rel=1e-12)


@pytest.mark.parametrize(
    ("values", "rate_hz", "sentence"),
    [
        (np.zeros(3), 10.0, "do not fit 1 names"),
        (np.zeros((3, 2)), 10.0, "do not fit 1 names"),
        (np.full((3, 1), np.nan), 10.0, "NaN"),
        (np.zeros((3, 1)), 0.0, "positive rate"),
    ],
)
def test_what_is_no_signal_is_refused(values, rate_hz, sentence):
    with pytest.raises(RecordError, match=sentence):
        Curves(("x",), rate_hz, values)


def test_an_unknown_name_is_refused_with_those_there_are():
    with pytest.raises(RecordError, match="no signal 'z'; there are x, y"):
        Curves(("x", "y"), 10.0, np.zeros((3, 2))).only(("z",))


def test_too_few_rows_for_a_derivative_are_refused():
    with pytest.raises(RecordError, match="6 rows; wanted 7 or more"):
        Curves(("x",), 10.0, np.zeros((6, 1))).derivative(1)


def test_rows_are_found_by_the_recording_s_own_clock():
    curves = Curves(("x",), 10.0, np.arange(11.0)[:, None], begin_s=-0.5)
    assert curves.values[curves.rows(0.0, 0.2), 0].tolist() == [5.0, 6.0, 7.0]
    assert curves.only(("x",)).t_s[5] == pytest.approx(0.0)
    with pytest.raises(RecordError, match=r"no row between 1 and 2 s; .* from -0.50 to 0.50 s"):
        curves.rows(1.0, 2.0)
