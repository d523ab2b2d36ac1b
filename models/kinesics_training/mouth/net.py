"""The network: log-mel frames in, five dated sets of channel units out, causal and streaming.

The families share one shape: a window of the last frames, a recurrent or convolutional trunk, one
head per look-ahead. `forward` runs whole chunks for training; one step with explicit states, from
the same weights, is what ships (`streaming.py`).
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from kinesics_training.learning import weights
from kinesics_training.lips.channels import UNITS
from kinesics_training.lips.phones import VISEMES
from kinesics_training.mouth.lookaheads import LOOKAHEADS

States = list[Tensor]


@dataclass(frozen=True)
class Plan:
    """Size and family of a network."""

    family: str = "gru"
    """gru | tcn"""
    mels: int = 40
    context: int = 8
    """frames under the first layer"""
    front: int = 160
    """width of the first layer"""
    hidden: int = 192
    layers: int = 2
    dated: int = 96
    """width of each look-ahead's own layer, which sees the trunk now and at its date; 0: none"""


class Net(nn.Module):
    """Trunk and heads. Inputs are normalised by constants inside the graph."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.register_buffer("mean", torch.zeros(plan.mels))
        self.register_buffer("deviation", torch.ones(plan.mels))
        self.front = nn.Linear(plan.mels * plan.context, plan.front)
        self.trunk: Gru | Tcn = Gru(plan) if plan.family == "gru" else Tcn(plan)
        width = self.trunk.width
        dated = LOOKAHEADS if plan.dated else ()
        self.now = nn.ModuleList(nn.Linear(width, plan.dated) for _ in dated)
        self.then = nn.ModuleList(nn.Linear(width, plan.dated, bias=False) for _ in dated)
        self.head = nn.ModuleList(nn.Linear(plan.dated or width, len(UNITS)) for _ in LOOKAHEADS)
        self.viseme = nn.ModuleList(
            nn.Linear(plan.dated or width, len(VISEMES)) for _ in LOOKAHEADS
        )
        for head in self.head:
            nn.init.constant_(head.bias, -1.5)

    def zero_states(self, lanes: int) -> States:
        """States of a stream that starts in silence: the frames held, then the trunk's."""
        held = torch.zeros(lanes, self.plan.context - 1, self.plan.mels)
        past = torch.zeros(lanes, max(LOOKAHEADS), self.trunk.width)
        return [held, past, *self.trunk.zero_states(lanes)]

    def forward(self, logmel: Tensor, states: States) -> tuple[Tensor, Tensor, States]:
        """Units (B, T, 5, 17), viseme scores (B, T, 5, 15), states, of frames (B, T, mels)."""
        lanes, steps, _ = logmel.shape
        longest = max(LOOKAHEADS)
        frames = torch.cat((states[0], (logmel - self.mean) / self.deviation), dim=1)
        windows = frames.unfold(1, self.plan.context, 1).transpose(2, 3)
        first = torch.relu(self.front(windows.reshape(lanes, steps, -1)))
        features, held = self.trunk(first, states[2:])
        line = torch.cat((states[1], features), dim=1)
        seen = [
            self.look(k, features, line[:, longest - rows :][:, :steps])
            for k, rows in enumerate(LOOKAHEADS)
        ]
        units = torch.sigmoid(
            torch.stack([h(x) for h, x in zip(self.head, seen, strict=True)], dim=2)
        )
        visemes = torch.stack([v(x) for v, x in zip(self.viseme, seen, strict=True)], dim=2)
        return units, visemes, [frames[:, steps:], line[:, steps:], *held]

    def look(self, head: int, now: Tensor, then: Tensor) -> Tensor:
        """What a look-ahead's layer makes of the trunk now and at its date."""
        if not self.plan.dated:
            return now
        return torch.relu(self.now[head](now) + self.then[head](then))


class Gru(nn.Module):
    """Stacked gated recurrent units."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.width = plan.hidden
        widths = [plan.front, *[plan.hidden] * (plan.layers - 1)]
        self.layers = nn.ModuleList(nn.GRU(w, plan.hidden, batch_first=True) for w in widths)

    def zero_states(self, lanes: int) -> States:
        """One row of memory per layer."""
        return [torch.zeros(lanes, self.width) for _ in self.layers]

    def forward(self, x: Tensor, states: States) -> tuple[Tensor, States]:
        """Rows (B, T, front) -> (B, T, width)."""
        held = []
        for layer, state in zip(self.layers, states, strict=True):
            x, last = layer(x, state[None])
            held.append(last[0])
        return x, held


class Tcn(nn.Module):
    """Residual causal convolutions of kernel 3 with dilations 1, 2, 4 ..."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.width = plan.front
        self.dilations = [2 ** (k % 5) for k in range(plan.layers)]
        self.taps = nn.ModuleList(nn.Linear(3 * plan.front, plan.hidden) for _ in self.dilations)
        self.mixes = nn.ModuleList(nn.Linear(plan.hidden, plan.front) for _ in self.dilations)

    def zero_states(self, lanes: int) -> States:
        """The rows that each convolution still reaches."""
        return [torch.zeros(lanes, 2 * d, self.width) for d in self.dilations]

    def forward(self, x: Tensor, states: States) -> tuple[Tensor, States]:
        """Rows (B, T, front) -> (B, T, width)."""
        held = []
        steps = x.shape[1]
        blocks = zip(self.dilations, self.taps, self.mixes, states, strict=True)
        for dilation, tap, mix, state in blocks:
            line = torch.cat((state, x), dim=1)
            three = [line[:, k * dilation : k * dilation + steps] for k in range(3)]
            x = x + mix(torch.relu(tap(torch.cat(three, dim=2))))
            held.append(line[:, steps:])
        return x, held


def parameters(net: Net) -> int:
    """Weights that ship; pairs of channels share theirs."""
    return sum(p.numel() for p in net.parameters())


def load(path: str) -> Net:
    """A network that `weights.save` wrote."""
    return weights.load(Net, Plan, path)
