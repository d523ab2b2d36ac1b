"""`gru_step`: a cell written out, so that it is quantised as the plain layers that it is."""

import torch
from torch import Tensor, nn

__all__ = ["gru_step"]


def gru_step(gru: nn.GRU, drive: Tensor, memory: Tensor) -> Tensor:
    """What a `gru` of one layer remembers after one row: (B, I) and (B, H) -> (B, H)."""
    driven = nn.functional.linear(drive, gru.weight_ih_l0, gru.bias_ih_l0).chunk(3, dim=1)
    held = nn.functional.linear(memory, gru.weight_hh_l0, gru.bias_hh_l0).chunk(3, dim=1)
    reset = torch.sigmoid(driven[0] + held[0])
    keep = torch.sigmoid(driven[1] + held[1])
    fresh = torch.tanh(driven[2] + reset * held[2])
    return fresh + keep * (memory - fresh)
