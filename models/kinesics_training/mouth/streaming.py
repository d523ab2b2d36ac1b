"""`Streaming`: one step of a trained network with explicit states, as it ships."""

import torch
from torch import Tensor, nn

from kinesics_training.export import precise
from kinesics_training.export.precise import Layer
from kinesics_training.lips.channels import expansion
from kinesics_training.mouth.lookaheads import LOOKAHEADS
from kinesics_training.mouth.net import Gru, Net, States


class Streaming(nn.Module):
    """One step: (logmel (1, mels), *states) -> (channels (1, 5, 23), visemes (1, 5, 15), *states).

    The heads share a few wide layers: on a CPU the cost of a step is the number of its layers. So
    what each look-ahead makes of the trunk at its date is made when the trunk is, and waits.
    """

    def __init__(self, net: Net, layer: Layer = precise.linear) -> None:
        super().__init__()
        self.net = net
        self.front = layer(net.front.weight, net.front.bias, True)
        trunk = net.trunk
        self.trunk = _GruStep(trunk, layer) if isinstance(trunk, Gru) else _RowOf(trunk)
        columns = expansion()
        self.channels = len(columns)
        pairs = list(zip(net.head, net.viseme, strict=True))
        rows = [torch.cat((head.weight[columns], named.weight)) for head, named in pairs]
        self.head = layer(
            torch.block_diag(*rows) if net.plan.dated else torch.cat(rows),
            torch.cat([part for head, named in pairs for part in (head.bias[columns], named.bias)]),
            False,
        )
        if net.plan.dated:
            now, then = [layer.weight for layer in net.now], [layer.weight for layer in net.then]
            now[0] = now[0] + then.pop(0)  # no look-ahead: now and then are one
            biases = [layer.bias for layer in net.now]
            self.dated = layer(
                torch.cat(now + then), torch.cat([*biases, torch.zeros(self.waiting)]), False
            )
            self.register_buffer("due", self._due(net.plan.dated))
            self.register_buffer("nothing", torch.zeros(1, 1))

    def _due(self, wide: int) -> Tensor:
        """Where in the line what each head reads today is: rows oldest first, then nothing."""
        many = max(LOOKAHEADS)
        places = [torch.full((wide,), (many + 1) * self.waiting)]
        for head, lookahead in enumerate(LOOKAHEADS[1:]):
            start = (many - lookahead) * self.waiting + head * wide
            places.append(torch.arange(start, start + wide))
        return torch.cat(places).to(torch.int32)

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
        first = torch.relu(self.front(frames))
        features, held = self.trunk(first, list(states[2:]))
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
        line = torch.cat((past, then, self.nothing), dim=1)
        seen = torch.relu(now + torch.index_select(line, 1, self.due))
        return seen, line[:, self.waiting : -1]

    def zero_states(self) -> States:
        """All states at the start of a stream; rows held are flat, oldest first."""
        held, _, *trunk = self.net.zero_states(1)
        return [held.reshape(1, -1), torch.zeros(1, max(LOOKAHEADS) * self.waiting), *trunk]


class _GruStep(nn.Module):
    """One row through stacked cells, written out so that they quantise as plain layers.

    The first cell hears what is loudest, so its input is a fine layer.
    """

    def __init__(self, trunk: Gru, layer: Layer) -> None:
        super().__init__()
        cells = list(trunk.layers)
        self.drive = nn.ModuleList(
            layer(cell.weight_ih_l0, cell.bias_ih_l0, k == 0) for k, cell in enumerate(cells)
        )
        self.memory = nn.ModuleList(
            layer(cell.weight_hh_l0, cell.bias_hh_l0, False) for cell in cells
        )

    def forward(self, x: Tensor, states: States) -> tuple[Tensor, States]:
        """(1, front) -> (1, hidden)."""
        held = []
        for drives, remembers, state in zip(self.drive, self.memory, states, strict=True):
            width = state.shape[1]
            gates, driven = drives(x).split((2 * width, width), dim=1)
            held_gates, remembered = remembers(state).split((2 * width, width), dim=1)
            reset, keep = torch.sigmoid(gates + held_gates).chunk(2, dim=1)
            fresh = torch.tanh(driven + reset * remembered)
            x = fresh + keep * (state - fresh)
            held.append(x)
        return x, held


class _RowOf(nn.Module):
    """One row through a trunk that takes many."""

    def __init__(self, trunk: nn.Module) -> None:
        super().__init__()
        self.trunk = trunk

    def forward(self, x: Tensor, states: States) -> tuple[Tensor, States]:
        """(1, front) -> (1, width)."""
        out, held = self.trunk(x[:, None], states)
        return out[:, 0], held
