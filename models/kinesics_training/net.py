"""The network: log-mel frames in, five dated sets of channel units out, causal and streaming.

The families share one shape: a window of the last frames, a recurrent or convolutional trunk, one
head per look-ahead. `forward` runs whole chunks for training; `Streaming` runs one step with
explicit states, from the same weights, and is what ships.
"""

from dataclasses import asdict, dataclass

import torch
from torch import Tensor, nn

from kinesics_training.channels import UNITS, expansion
from kinesics_training.phones import VISEMES

LOOKAHEADS = (0, 4, 8, 12, 20)
"""Rows of 10 ms."""
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

    def step(self, x: Tensor, states: States) -> tuple[Tensor, States]:
        """One row (1, width), cells written out so that they quantise as plain layers."""
        held = []
        for layer, state in zip(self.layers, states, strict=True):
            drive = nn.functional.linear(x, layer.weight_ih_l0, layer.bias_ih_l0).chunk(3, dim=1)
            memory = nn.functional.linear(state, layer.weight_hh_l0, layer.bias_hh_l0).chunk(
                3, dim=1
            )
            reset = torch.sigmoid(drive[0] + memory[0])
            keep = torch.sigmoid(drive[1] + memory[1])
            fresh = torch.tanh(drive[2] + reset * memory[2])
            x = fresh + keep * (state - fresh)
            held.append(x)
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

    def step(self, x: Tensor, states: States) -> tuple[Tensor, States]:
        """One row (1, width)."""
        out, held = self.forward(x[:, None], states)
        return out[:, 0], held


class Streaming(nn.Module):
    """One step: (logmel (1, mels), *states) -> (channels (1, 5, 23), visemes (1, 5, 15), *states).

    The heads share a few wide layers: on a CPU the cost of a step is the number of its layers. So
    what each look-ahead makes of the trunk at its date is made when the trunk is, and waits.
    """

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net
        columns = expansion()
        self.channels = len(columns)
        pairs = list(zip(net.head, net.viseme, strict=True))
        rows = [torch.cat((head.weight[columns], named.weight)) for head, named in pairs]
        self.head = _linear(
            torch.block_diag(*rows) if net.plan.dated else torch.cat(rows),
            torch.cat([part for head, named in pairs for part in (head.bias[columns], named.bias)]),
        )
        if net.plan.dated:
            now, then = [layer.weight for layer in net.now], [layer.weight for layer in net.then]
            now[0] = now[0] + then.pop(0)  # no look-ahead: now and then are one
            biases = [layer.bias for layer in net.now]
            self.dated = _linear(
                torch.cat(now + then), torch.cat([*biases, torch.zeros(self.waiting)])
            )

    @property
    def waiting(self) -> int:
        """Width of a row that waits for its dates: the trunk's where no look-ahead has layers."""
        dated = self.net.plan.dated
        return dated * (len(LOOKAHEADS) - 1) if dated else self.net.trunk.width

    def forward(self, logmel: Tensor, *states: Tensor) -> tuple[Tensor, ...]:
        """All tensors float32, states as `zero_states`."""
        net = self.net
        frame = (logmel - net.mean) / net.deviation
        frames = torch.cat((states[0], frame), dim=1)  # (1, context * mels), oldest first
        first = torch.relu(net.front(frames))
        features, held = net.trunk.step(first, list(states[2:]))
        seen, past = self._seen(features, states[1])
        made = self.head(seen).view(1, len(LOOKAHEADS), -1)
        channels = torch.sigmoid(made[:, :, : self.channels])
        visemes = torch.softmax(made[:, :, self.channels :], dim=2)
        return channels, visemes, frames[:, net.plan.mels :], past, *held

    def _seen(self, features: Tensor, past: Tensor) -> tuple[Tensor, Tensor]:
        """What all heads read, side by side, (1, 5 * dated); and the rows that wait now."""
        wide = self.net.plan.dated
        if not wide:
            return features, torch.cat((past, features), dim=1)[:, self.waiting :]
        now, then = self.dated(features).split((wide * len(LOOKAHEADS), self.waiting), dim=1)
        line = torch.cat((past, then), dim=1)  # (1, 21 * waiting), oldest first
        due = [torch.zeros(1, wide)]
        for head, lookahead in enumerate(LOOKAHEADS[1:]):
            start = (max(LOOKAHEADS) - lookahead) * self.waiting + head * wide
            due.append(line[:, start : start + wide])
        return torch.relu(now + torch.cat(due, dim=1)), line[:, self.waiting :]

    def zero_states(self) -> States:
        """All states at the start of a stream; rows held are flat, oldest first."""
        held, _, *trunk = self.net.zero_states(1)
        return [held.reshape(1, -1), torch.zeros(1, max(LOOKAHEADS) * self.waiting), *trunk]


def _linear(weight: Tensor, bias: Tensor) -> nn.Linear:
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    layer.weight.data = weight.detach().clone()
    layer.bias.data = bias.detach().clone()
    return layer


def parameters(net: Net) -> int:
    """Weights that ship; pairs of channels share theirs."""
    return sum(p.numel() for p in net.parameters())


def save(net: Net, path: str) -> None:
    """Plan and weights."""
    torch.save({"plan": asdict(net.plan), "weights": net.state_dict()}, path)


def load(path: str) -> Net:
    """What `save` wrote."""
    stored = torch.load(path, weights_only=True)
    net = Net(Plan(**stored["plan"]))
    net.load_state_dict(stored["weights"])
    net.eval()
    return net
