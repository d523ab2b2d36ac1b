"""The network: 40 ms of a voice in; when strokes may fall and what each part does, out. Causal.

A layer, a GRU, a layer of heads. What is known of the words comes in beside the sound, or nothing
does. A fourth head says whether the voice speaks: it only guides learning, as the voice-activity
loss of MIBURI does, so that the trunk never loses sight of it and arms neither freeze nor run on.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from kinesics.audio.gesture_cues import CUES, WORD_BINS
from kinesics.gesture.outlook import PARTS, PHASES, STRIKE_BINS
from kinesics_training.export.gru import gru_step
from kinesics_training.learning import weights

STATES = ("memory",)
OUTPUTS = ("strikes", "phases", "amplitude")
WORDS = 1 + WORD_BINS
_PHASES = len(PARTS) * len(PHASES)
_HEADS = (STRIKE_BINS, _PHASES, len(PARTS), 1)


@dataclass(frozen=True)
class Plan:
    """Size."""

    front: int = 64
    hidden: int = 96
    spared: float = 0.2
    """share of the first layer, and of the trunk's word, that learns nothing at a time"""


class Net(nn.Module):
    """Front, GRU, heads."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.front = nn.Linear(len(CUES) + WORDS, plan.front)
        self.trunk = nn.GRU(plan.front, plan.hidden, batch_first=True)
        self.heads = nn.Linear(plan.hidden + plan.front, sum(_HEADS))
        self.spare = nn.Dropout(plan.spared)  # while it learns

    def over(self, cues: Tensor, words: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Raw heads (B, T, H) of whole utterances (B, T, ..), and memory (B, M)."""
        first = self.spare(torch.relu(self.front(torch.cat((cues, words), dim=2))))
        rows, last = self.trunk(first, memory[None])
        return self.heads(torch.cat((self.spare(rows), first), dim=2)), last[0]

    def step(self, cues: Tensor, words: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        """The same for a row (1, ..), as it ships."""
        first = torch.relu(self.front(torch.cat((cues, words), dim=1)))
        later = gru_step(self.trunk, first, memory)
        return self.heads(torch.cat((later, first), dim=1)), later


class Streaming(nn.Module):
    """One step: cues (1, C), words (1, 1 + W), memory (1, M) -> outputs, and memory."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net

    def forward(self, cues: Tensor, words: Tensor, memory: Tensor) -> tuple[Tensor, ...]:
        """All tensors float32."""
        heads, later = self.net.step(cues, words, memory)
        return *read(heads)[:3], later

    def zero_states(self) -> list[Tensor]:
        """The states of an utterance that begins."""
        return [zero_memory(self.net, 1)]


def read(heads: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Strikes (..., S), phases (..., 15), amplitude (..., 3), speaking (..., 1) of raw heads."""
    strikes, phases, amplitude, speaks = heads.split(_HEADS, dim=-1)
    parts = [torch.softmax(part, dim=-1) for part in phases.split(len(PHASES), dim=-1)]
    return (
        torch.sigmoid(strikes),
        torch.cat(parts, dim=-1),
        torch.sigmoid(amplitude),
        torch.sigmoid(speaks),
    )


def raw(heads: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The same before any bending: strikes, phases (..., 3, 5), amplitude, speaking."""
    strikes, phases, amplitude, speaks = heads.split(_HEADS, dim=-1)
    return strikes, phases.unflatten(-1, (len(PARTS), len(PHASES))), amplitude, speaks


def zero_memory(net: Net, lanes: int) -> Tensor:
    """Nothing heard yet, (B, M)."""
    return torch.zeros(lanes, net.plan.hidden)


def parameters(net: Net) -> int:
    """Weights that are learnt."""
    return sum(p.numel() for p in net.parameters())


def load(path: str) -> Net:
    """A network that `weights.save` wrote."""
    return weights.load(Net, Plan, path)
