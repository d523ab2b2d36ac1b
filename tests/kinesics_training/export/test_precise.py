"""Layers that stay near their weights when those become int8."""

import pytest

torch = pytest.importorskip("torch")

from kinesics_training.export.precise import Rows  # noqa: E402 - only where torch is

LEVELS = 127


def as_int8(rows):
    """The same layer, its weights rounded by one scale for the whole tensor."""
    scale = rows.weight.detach().abs().max() / LEVELS
    rows.weight.data = torch.round(rows.weight.detach() / scale) * scale
    return rows


def worst(parts):
    """Largest error of an int8 layer whose rows differ a thousandfold, per size of the row."""
    torch.manual_seed(0)
    sizes = torch.logspace(-3, 0, 16)
    weight, bias = torch.randn(16, 64) * sizes[:, None], torch.randn(16)
    x = torch.rand(1, 64)
    wanted = x @ weight.T + bias
    return float(
        ((as_int8(Rows(weight, bias, LEVELS, parts))(x) - wanted) / sizes).abs().max().detach()
    )


def test_a_small_row_is_as_exact_as_a_large_one():
    assert 1e-3 < worst(1) < 0.2


def test_two_parts_are_a_hundred_times_as_exact():
    assert worst(2) < 0.01 * worst(1)


def test_a_row_of_zeros_stays_zero():
    rows = Rows(torch.zeros(2, 3), torch.tensor([1.0, 2.0]), LEVELS, 2)
    torch.testing.assert_close(rows(torch.ones(1, 3)), torch.tensor([[1.0, 2.0]]))
