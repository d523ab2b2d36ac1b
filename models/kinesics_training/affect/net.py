"""The network: cues of a voice in; what it expresses, and how surely, out. Causal, streaming, tiny.

First every cue is held against what it was of late (a second) and what is usual of this voice (100
s of it, or as much as there was): running means and spreads that are states of the network, so a
low voice is not a sad voice. Nothing of that is learnt; a GRU and three heads are. What they say is
gated by how much of a voice there was of late: in silence it fades to nothing within seconds.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from kinesics.affect.vad import BASIC
from kinesics.audio.voice_cues import CUES
from kinesics_training.export.gru import gru_step
from kinesics_training.learning import weights

STATES = ("recent", "usual", "memory")
OUTPUTS = ("vad", "shares", "confidence")

KEPT = 0.97
"""Of what was of late, each row: a time constant of 1.3 s."""
USUAL = 2500.0
"""Rows, of what there was to measure, that what is usual spans: 100 s."""
PRESENT = 8.0
"""Rows of voice of late from which what is said is said in full; ordinary speech has 15 or more."""
_PITCH = CUES.index("pitch_st")
_VOICES_OWN = ("pitch_st", "level_db", "band_")
"""Cues whose level says only who speaks where: they have no prior mean."""
_PRIOR_MEAN, _PRIOR_SPREAD = 75.0, 75.0
"""Rows that what is usual of all voices counts for."""
_MOST = 4.0
_LEAST = 0.05  # of the usual variance


@dataclass(frozen=True)
class Plan:
    """Size."""

    front: int = 40
    hidden: int = 40
    spared: float = 0.25
    """share of the first layer that learns nothing at a time"""


class Norms(nn.Module):
    """What is usual of a voice, so far: no weights, only states and the norms of all voices."""

    def __init__(self) -> None:
        super().__init__()
        count = len(CUES)
        own = torch.tensor([cue.startswith(_VOICES_OWN) for cue in CUES])
        self.register_buffer("mean", torch.zeros(count))
        self.register_buffer("variance", torch.ones(count))
        self.register_buffer("prior", torch.where(own, 1e-3, _PRIOR_MEAN))
        self.register_buffer("kept", torch.tensor([[KEPT], [1.0]]))
        self.width = 5 * count + 2

    def forward(
        self, cues: Tensor, weights: Tensor, recent: Tensor, usual: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Features (B, F), `recent` and `usual` (B, 3 C) a row later: weight, mean, variance."""
        count = len(CUES)
        held = torch.stack((recent, usual), dim=1)  # (B, 2, 3 C)
        heard = torch.clamp(held[..., :count] * self.kept + weights[:, None], max=USUAL)
        share = weights[:, None] / torch.clamp(heard, min=1e-3)
        gap = cues[:, None] - held[..., count : 2 * count]
        mean = held[..., count : 2 * count] + share * gap
        variance = (1.0 - share) * (held[..., 2 * count :] + share * gap * gap)
        features = self.features(cues, weights, (heard, mean, variance))
        later = torch.cat((heard, mean, variance), dim=2)
        return features, later[:, 0], later[:, 1]

    def features(self, cues: Tensor, weights: Tensor, of: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        """Now, of late and its swing, each against the usual; the swing against all voices.

        Then what there was to measure, how well the voice is known, and whether one is there.
        """
        heard, mean, variance = of
        known = heard[:, 1]
        usual = (mean[:, 1] * known + self.mean * self.prior) / (known + self.prior)
        spread = (variance[:, 1] * known + self.variance * _PRIOR_SPREAD) / (known + _PRIOR_SPREAD)
        deviation = torch.sqrt(spread)
        now = torch.clamp((cues - usual) / deviation, -_MOST, _MOST) * weights
        there = torch.clamp(heard[:, 0], max=1.0)
        late = torch.clamp((mean[:, 0] - usual) / deviation, -_MOST, _MOST) * there
        swing = variance[:, 0] + _LEAST * self.variance
        lively = 0.5 * torch.log(swing / spread) * there
        plain = 0.5 * torch.log(swing / self.variance) * there
        sure = torch.log1p(known[:, :1]) / 7.0
        present = torch.clamp(heard[:, 0, _PITCH : _PITCH + 1] / PRESENT, max=1.0)
        return torch.cat((now, late, lively, plain, weights, sure, present), dim=1)


class Net(nn.Module):
    """Norms, GRU, heads."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.norms = Norms()
        self.front = nn.Linear(self.norms.width, plan.front)
        self.trunk = nn.GRU(plan.front, plan.hidden, batch_first=True)
        self.head = nn.Linear(plan.hidden, 3 + len(BASIC) + 1)
        self.spare = nn.Dropout(plan.spared)  # while it learns

    def over(self, features: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Raw heads (B, T, 12) and memory (B, H), of features (B, T, F)."""
        first = self.spare(torch.relu(self.front(features)))
        rows, last = self.trunk(first, memory[None])
        return self.head(rows), last[0]

    def step(self, features: Tensor, memory: Tensor) -> tuple[Tensor, Tensor]:
        """The same for a row (1, F), as it ships."""
        first = torch.relu(self.front(features))
        later = gru_step(self.trunk, first, memory)
        return self.head(later), later


class Streaming(nn.Module):
    """One step: cues, weights (1, C) and states -> vad, shares, confidence and states."""

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.net = net

    def forward(
        self, cues: Tensor, weights: Tensor, recent: Tensor, usual: Tensor, memory: Tensor
    ) -> tuple[Tensor, ...]:
        """All tensors float32, states as `zero_states`."""
        features, recent, usual = self.net.norms(cues, weights, recent, usual)
        heads, memory = self.net.step(features, memory)
        return *read(heads, features[:, -1:]), recent, usual, memory

    def zero_states(self) -> list[Tensor]:
        """The states of a stream that begins."""
        return zero_states(self.net, 1)


def read(heads: Tensor, present: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """VAD (..., 3), shares (..., 8), confidence (..., 1) of raw heads (..., 12).

    As far as no voice is `present` (..., 1), neutral and unsure.
    """
    vad, shares, confidence = heads.split((3, len(BASIC), 1), dim=-1)
    felt = present * torch.softmax(shares, dim=-1)
    neutral = felt[..., :1] + 1.0 - present
    mixture = torch.cat((neutral, felt[..., 1:]), dim=-1)
    return present * torch.tanh(vad), mixture, present * torch.sigmoid(confidence)


def zero_states(net: Net, lanes: int) -> list[Tensor]:
    """Nothing heard yet: (B, 3 C) twice and (B, H)."""
    held = torch.zeros(lanes, 3 * len(CUES))
    return [held, held.clone(), torch.zeros(lanes, net.plan.hidden)]


def features(net: Net, cues: Tensor, weights: Tensor, begins: Tensor) -> Tensor:
    """(B, T, F) of whole streams (B, T, C), each from the beginning, of at most `USUAL` rows.

    Where `begins` (B, T) another utterance does, and what was of late is forgotten. What `Norms`
    keeps row by row are weighted sums, which are made here for all rows at once.
    """
    x, w = cues.double(), weights.double()
    of_late = _recent(torch.cat((w, w * x, w * x * x), dim=2), begins)
    always = torch.cumsum(torch.cat((w, w * x, w * x * x), dim=2), dim=1)
    sums = torch.stack((of_late, always), dim=2)  # (B, T, 2, 3 C)
    heard, first, second = sums.chunk(3, dim=3)
    mean = first / heard.clamp(min=1e-30)
    variance = (second / heard.clamp(min=1e-30) - mean * mean).clamp(min=0.0)
    rows = [part.flatten(0, 1).float() for part in (cues, weights, heard, mean, variance)]
    return net.norms.features(rows[0], rows[1], (rows[2], rows[3], rows[4])).unflatten(
        0, cues.shape[:2]
    )


def _recent(values: Tensor, begins: Tensor) -> Tensor:
    """(B, T, N) sums of all before, each row older counting `KEPT` times as much, from `begins`."""
    steps = torch.arange(values.shape[1], dtype=torch.float64)
    age = (KEPT**steps)[None, :, None]
    total = torch.cumsum(values / age, dim=1)
    before = torch.cat((torch.zeros_like(total[:, :1]), total[:, :-1]), dim=1)
    first = torch.cummax(torch.where(begins, torch.arange(values.shape[1]), 0), dim=1).values
    left = torch.gather(before, 1, first[..., None].expand_as(total))
    return (total - left) * age


def set_norms(net: Net, cues: Tensor, weights: Tensor) -> None:
    """Take the mean of all voices, and the variance within one, from streams (S, T, C)."""
    total = weights.sum(dim=1)
    means = (cues * weights).sum(dim=1) / total.clamp(min=1.0)  # (S, C)
    within = (weights * (cues - means[:, None]) ** 2).sum(dim=1) / total.clamp(min=1.0)
    net.norms.mean.copy_(means.mean(dim=0))
    net.norms.variance.copy_(within.mean(dim=0).clamp(min=1e-4))


def parameters(net: Net) -> int:
    """Weights that are learnt."""
    return sum(p.numel() for p in net.parameters())


def load(path: str) -> Net:
    """A network that `weights.save` wrote."""
    return weights.load(Net, Plan, path)
