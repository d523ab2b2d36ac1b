"""The network: a row of cues in, how likely each event is in the step, and how it would be."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from kinesics.conversation.gaze_cues import CUES
from kinesics_training.export.gru import gru_step
from kinesics_training.gaze.generator import EVENTS
from kinesics_training.learning import weights

DIRECTIONS = 8
OUTPUTS = ("hazards", "directions", "manner")
WIDTHS = (len(EVENTS), DIRECTIONS, 3)
_HEADS = (len(EVENTS), 1, DIRECTIONS, 1, 1)
STATES = ("memory",)


@dataclass(frozen=True)
class Plan:
    """Size."""

    front: int = 56
    hidden: int = 40


class Net(nn.Module):
    """A layer, a GRU, heads."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.front = nn.Linear(len(CUES), plan.front)
        self.trunk = nn.GRU(plan.front, plan.hidden, batch_first=True)
        self.head = nn.Linear(plan.hidden + plan.front, sum(_HEADS))

    def over(self, cues: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Raw heads (B, T, 16) and memory (B, H), of cues (B, T, C)."""
        first = torch.relu(self.front(cues))
        rows, last = self.trunk(first, memory[None])
        return self.head(torch.cat((rows, first), dim=-1)), last[0]

    def step(self, cues: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        """The same for a row (1, C), as it ships."""
        first = torch.relu(self.front(cues))
        later = gru_step(self.trunk, first, memory)
        return self.head(torch.cat((later, first), dim=1)), later


class Streaming(nn.Module):
    """One step: cues (1, C) and memory -> the outputs and memory."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net

    def forward(self, cues: Tensor, memory: Tensor) -> tuple[Tensor, ...]:
        """All tensors float32."""
        heads, memory = self.net.step(cues, memory)
        return *read(heads), memory

    def zero_states(self) -> list[Tensor]:
        """The state of a life that begins."""
        return [torch.zeros(1, self.net.plan.hidden)]


def read(heads: Tensor) -> tuple[Tensor, ...]:
    """As `OUTPUTS`, of raw heads (..., 16).

    Logits of events; of directions of a glance; and its mean tens of degrees beyond the least,
    the logit of a full blink, the depth of a nod.
    """
    hazards, glance, directions, full, depth = heads.split(_HEADS, dim=-1)
    manner = torch.cat((nn.functional.softplus(glance), full, torch.sigmoid(depth)), dim=-1)
    return hazards, directions, manner


def parameters(net: Net) -> int:
    """Weights that are learnt."""
    return sum(p.numel() for p in net.parameters())


def load(path: str) -> Net:
    """A network that `weights.save` wrote."""
    return weights.load(Net, Plan, path)
