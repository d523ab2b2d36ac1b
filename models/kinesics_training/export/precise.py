"""`Rows` and `Twice`: linear layers that lose little when their weights become int8."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

Layer = Callable[[Tensor, Tensor, bool], nn.Module]
"""A layer of weights (out, in) and biases (out,); whether a step's error grows most from it."""
_LEAST = 1e-12
_LOWEST = -1e6


class Rows(nn.Module):
    """Every row of weights fills the range -1..1 and is scaled after the product.

    So one scale a tensor serves each row as if it were its own. With `parts` 2 a second set of rows
    holds what `levels` steps to either side cannot say of the first: weights of nearly twice the
    bits, made of int8 alone.
    """

    def __init__(self, weight: Tensor, bias: Tensor, levels: int, parts: int) -> None:
        super().__init__()
        rows, scales = [], []
        rest = weight.detach()
        for part in range(parts):
            scale = rest.abs().amax(dim=1).clamp(min=_LEAST)
            row = rest / scale[:, None]
            if part < parts - 1:
                row = torch.round(row * levels) / levels
            rows.append(row)
            scales.append(scale)
            rest = rest - row * scale[:, None]
        self.parts = parts
        self.weight = nn.Parameter(torch.cat(rows))
        self.scale = nn.Parameter(torch.cat(scales))
        self.bias = nn.Parameter(bias.detach().clone())

    def forward(self, x: Tensor) -> Tensor:
        """(1, in) -> (1, out)."""
        made = nn.functional.linear(x, self.weight)
        made = (
            torch.clamp(made, min=_LOWEST) * self.scale
        )  # or a converter folds the scale in again
        if self.parts > 1:
            made = made.view(self.parts, -1).sum(dim=0, keepdim=True)
        return made + self.bias


class Twice(nn.Module):
    """One product with the rows as int8 will hold them and, below them, what it will not.

    For a file with a scale for each row: weights of nearly twice the bits.
    """

    def __init__(self, weight: Tensor, bias: Tensor, levels: int) -> None:
        super().__init__()
        whole = weight.detach()
        step = whole.abs().amax(dim=1, keepdim=True).clamp(min=_LEAST) / levels
        held = torch.round(whole / step) * step
        self.both = linear(
            torch.cat((held, whole - held)), torch.cat((bias, torch.zeros_like(bias)))
        )
        self.width = len(bias)

    def forward(self, x: Tensor) -> Tensor:
        """(1, in) -> (1, out)."""
        held, rest = self.both(x).split(self.width, dim=1)
        return held + rest


def linear(weight: Tensor, bias: Tensor, _fine: bool = False) -> nn.Module:
    """As it is, for a file in float or with a scale for each row."""
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    layer.weight.data = weight.detach().clone()
    layer.bias.data = bias.detach().clone()
    return layer


def per_row(levels: int) -> Layer:
    """For a file with a scale for each row, of `levels` steps to either side: fine layers twice."""
    return lambda weight, bias, fine: Twice(weight, bias, levels) if fine else linear(weight, bias)


def per_tensor(levels: int) -> Layer:
    """For a file with one scale a tensor: all layers by rows, fine ones twice."""
    return lambda weight, bias, fine: Rows(weight, bias, levels, 2 if fine else 1)
