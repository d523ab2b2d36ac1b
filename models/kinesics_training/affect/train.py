"""Training: all stories side by side, states carried from chunk to chunk; resumable."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from kinesics_training.affect.net import Net, Plan, features, load, read, set_norms
from kinesics_training.affect.stories import NO_SPEECH, Stories
from kinesics_training.learning.course import Course
from kinesics_training.learning.weights import save

CHUNK = 125
"""Rows, 5 s, between weight updates."""
_SETTLED = 25
"""Rows after a change of manner in which nobody could know yet."""
_EARLY = 0.2  # weight of those
_QUIET = 3.0  # weight of rows in which nobody speaks: they are few
_BEGUN = 0.12
"""Chance that a chunk begins another utterance, after a silence that nobody fed."""
_VARIED = 0.35
"""Of every story's cues, by how much their swing and their mean differ from epoch to epoch:
more speakers than there are."""
_SWING = 1.0
"""How much of the unlikeness of 1 - CCC counts beside squares."""


@dataclass(frozen=True)
class Recipe:
    """How it is taught."""

    plan: Plan = field(default_factory=Plan)
    epochs: int = 22
    lanes: int = 45
    rate: float = 3e-3
    decay: float = 3e-2
    seed: int = 1


@dataclass(frozen=True, eq=False)
class Lessons:
    """Stories with what the norms make of them; the norms learn nothing, so it is done once."""

    features: Tensor
    """(S, T, F)"""
    vad: Tensor
    shares: Tensor
    speech: Tensor
    """(S, T) whether anybody speaks"""
    weight: Tensor
    """(S, T) how much a row counts"""
    begins: Tensor
    """(S, T) where an utterance does"""


def varied(told: Stories, generator: torch.Generator) -> Stories:
    """The same stories of other speakers: each cue swings more or less, around another mean."""
    cues, weights = torch.from_numpy(told.cues), torch.from_numpy(told.weights)
    total = weights.sum(dim=1, keepdim=True).clamp(min=1.0)
    mean = (cues * weights).sum(dim=1, keepdim=True) / total
    deviation = ((weights * (cues - mean) ** 2).sum(dim=1, keepdim=True) / total).sqrt()
    swing = torch.exp(_VARIED * torch.randn(mean.shape, generator=generator))
    shift = _VARIED * deviation * torch.randn(mean.shape, generator=generator)
    other = torch.where(weights > 0.0, mean + shift + (cues - mean) * swing, cues)
    return replace(told, cues=other.numpy())


def lessons(net: Net, told: Stories, begun: float = 0.0, seed: int = 0) -> Lessons:
    """What a network is taught, or judged by; `begun`: chance of a chunk to begin an utterance."""
    generator = torch.Generator().manual_seed(seed)
    begins = torch.zeros(told.stretch.shape, dtype=torch.bool)
    begins[:, ::CHUNK] = torch.rand(begins[:, ::CHUNK].shape, generator=generator) < begun
    cues, weights = torch.from_numpy(told.cues), torch.from_numpy(told.weights)
    with torch.no_grad():
        seen = features(net, cues, weights, begins)
    stretch = torch.from_numpy(told.stretch.astype("int64"))
    changes = nn.functional.pad(stretch[:, 1:] != stretch[:, :-1], (1, 0), value=True) | begins
    rows = torch.arange(stretch.shape[1]).expand_as(stretch)
    since = rows - torch.cummax(torch.where(changes, rows, 0), dim=1).values
    weight = torch.where(since < _SETTLED, _EARLY, 1.0)
    weight = torch.where(stretch == NO_SPEECH, _QUIET * weight, weight)
    return Lessons(
        seen,
        torch.from_numpy(told.vad),
        torch.from_numpy(told.shares),
        stretch != NO_SPEECH,
        weight,
        begins,
    )


def train(recipe: Recipe, folder: Path, told: Stories, say: Callable[[str], None]) -> Path:
    """The path of the trained weights; continues where an interrupted run stopped."""
    done, resume = folder / "affect.pt", folder / "affect.resume.pt"
    if done.exists():
        return done
    torch.manual_seed(recipe.seed)
    net = Net(recipe.plan)
    set_norms(net, torch.from_numpy(told.cues), torch.from_numpy(told.weights))
    say(f"norms of {len(told.cues)} stories")
    updates = recipe.epochs * -(-len(told.cues) // recipe.lanes) * (told.cues.shape[1] // CHUNK)
    course = Course(net, recipe.rate, recipe.decay, updates)

    def teach(epoch: int) -> dict[str, float]:
        generator = torch.manual_seed(1000 * recipe.seed + epoch)  # one that stopped goes on alike
        taught = lessons(net, varied(told, generator), _BEGUN, epoch)
        return _epoch(course, net, recipe, (taught, epoch))

    course.run(recipe.epochs, teach, say, resume)
    save(net, str(done))
    resume.unlink(missing_ok=True)
    return done


def trained(folder: Path) -> Net:
    """What `train` left."""
    return load(str(folder / "affect.pt"))


def _epoch(course: Course, net: Net, recipe: Recipe, told: tuple[Lessons, int]) -> dict[str, float]:
    """`told`: what is taught, and the number of the epoch."""
    (taught, epoch), sums, count = told, dict[str, float](), 0
    memory = torch.zeros(0)
    for first, chunk in _chunks(taught, recipe.lanes, recipe.seed * 1000 + epoch):
        if first:
            memory = torch.zeros(len(chunk.vad), recipe.plan.hidden)
        memory = torch.where(chunk.begins[:, :1], 0.0, memory)
        heads, memory = net.over(chunk.features, memory.detach())
        terms = loss(heads, chunk)
        course.update(torch.stack(list(terms.values())).sum())
        count += 1
        for name, value in terms.items():
            sums[name] = sums.get(name, 0.0) + value.item()
    return {name: value / count for name, value in sums.items()}


def loss(heads: Tensor, of: Lessons) -> dict[str, Tensor]:
    """Squares and agreement of VAD, surprise at the mixture, and how sure one should have been."""
    vad, shares, sure = read(heads, of.features[..., -1:])
    weight = of.weight / of.weight.sum()
    miss = (vad - of.vad) ** 2  # (B, T, 3)
    surprise = -(of.shares * torch.log(shares + 1e-4)).sum(dim=-1)
    return {
        "vad": 5.0 * (weight[..., None] * miss).sum(),
        "ccc": _SWING * (1.0 - concordance(vad, of.vad, weight)).mean(),
        "mixture": 0.5 * (weight * surprise).sum(),
        "sure": (weight * (sure[..., 0] - deserved(vad.detach(), of)) ** 2).sum(),
    }


def deserved(vad: Tensor, of: Lessons) -> Tensor:
    """(B, T) how near the truth, 1 at it, 0 as far off as a guess of the mean is; 0 in silence.

    Of a truth that is neutral it is 0 too: there it says nothing that silence would not say.
    """
    miss = ((vad - of.vad) ** 2).sum(dim=-1)
    size = (of.vad**2).sum(dim=-1)
    return torch.where(size > 0.0, (1.0 - miss / size.clamp(min=1e-3)).clamp(min=0.0), 0.0)


def concordance(one: Tensor, other: Tensor, weight: Tensor) -> Tensor:
    """Lin's concordance (3,) of (B, T, 3) with weights (B, T) that sum to 1."""
    by = weight[..., None]
    means = [(by * x).sum(dim=(0, 1)) for x in (one, other)]
    spreads = [
        (by * (x - m) ** 2).sum(dim=(0, 1)) for x, m in zip((one, other), means, strict=True)
    ]
    shared = (by * (one - means[0]) * (other - means[1])).sum(dim=(0, 1))
    return 2.0 * shared / (spreads[0] + spreads[1] + (means[0] - means[1]) ** 2 + 1e-6)


def _chunks(taught: Lessons, lanes: int, seed: int) -> Iterator[tuple[bool, Lessons]]:
    """Stories in groups, each from its beginning in consecutive chunks."""
    order = torch.randperm(len(taught.vad), generator=torch.Generator().manual_seed(seed))
    for group in order.split(lanes):
        for start in range(0, taught.vad.shape[1] - CHUNK + 1, CHUNK):
            rows = slice(start, start + CHUNK)
            yield start == 0, Lessons(*(getattr(taught, n)[group, rows] for n in _FIELDS))


_FIELDS = ("features", "vad", "shares", "speech", "weight", "begins")
