"""Weights on disk, with the plan that says of which size a network they are."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

import torch
from torch import nn

__all__ = ["load", "save"]

N = TypeVar("N", bound=nn.Module)


def save(net: nn.Module, path: str) -> None:
    """Plan and weights; the network's `plan` is a dataclass of plain values."""
    torch.save({"plan": asdict(net.plan), "weights": net.state_dict()}, path)


def load(network: Callable[[Any], N], plan: Callable[..., Any], path: str) -> N:
    """What `save` wrote: `network` of a `plan` with those weights, which learns no more."""
    stored = torch.load(path, weights_only=True)
    net = network(plan(**stored["plan"]))
    net.load_state_dict(stored["weights"])
    net.eval()
    return net
