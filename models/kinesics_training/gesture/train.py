"""Training: utterances side by side, each from silence; resumable, and the same each time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor, nn

from kinesics.audio.gesture_cues import CUES
from kinesics_training.gesture.lessons import Lessons
from kinesics_training.gesture.net import Net, Plan, load, raw, zero_memory
from kinesics_training.learning.course import Course
from kinesics_training.learning.weights import save

_SWING = 0.3
"""Of every utterance's pitch, by how much it is wider or narrower from epoch to epoch."""
_COLOUR = 0.15  # of every band, what another room would add
_UNTOLD = 0.5
"""Share of utterances whose words nobody knows."""
_GUIDANCE = 0.05
"""Weight of the voice-activity loss, as MIBURI has it."""
_QUIET = 2.0  # weight of rows without a voice: they are few, and arms must rest in them
_PITCHES = [CUES.index(f"pitch_{k}") for k in range(4)]
_BANDS = [k for k, cue in enumerate(CUES) if cue.startswith("band_")]


@dataclass(frozen=True)
class Recipe:
    """How it is taught."""

    plan: Plan = field(default_factory=Plan)
    epochs: int = 14
    lanes: int = 32
    rate: float = 4e-3
    decay: float = 3e-2
    seed: int = 1


Batch = dict[str, Tensor]


def train(
    recipe: Recipe, folder: Path, taught: Lessons, say: Callable[[str], None], name: str = "gesture"
) -> Path:
    """The path of the trained weights; continues where an interrupted run stopped."""
    done, resume = folder / f"{name}.pt", folder / f"{name}.resume.pt"
    if done.exists():
        return done
    torch.manual_seed(recipe.seed)
    net = Net(recipe.plan)
    updates = recipe.epochs * -(-len(taught.cues) // recipe.lanes)
    course = Course(net, recipe.rate, recipe.decay, updates)

    def teach(epoch: int) -> dict[str, float]:
        torch.manual_seed(1000 * recipe.seed + epoch)  # one that stopped goes on alike
        return _epoch(course, net, recipe, taught)

    course.run(recipe.epochs, teach, say, resume)
    save(net, str(done))
    resume.unlink(missing_ok=True)
    return done


def trained(folder: Path) -> Net:
    """What `train` left."""
    return load(str(folder / "gesture.pt"))


def _epoch(course: Course, net: Net, recipe: Recipe, taught: Lessons) -> dict[str, float]:
    sums, count = dict[str, float](), 0
    net.train()
    for batch in batches(taught, recipe.lanes):
        heads, _ = net.over(batch["cues"], batch["words"], zero_memory(net, len(batch["cues"])))
        terms = loss(heads, batch)
        course.update(torch.stack(list(terms.values())).sum())
        count += 1
        for name, value in terms.items():
            sums[name] = sums.get(name, 0.0) + value.item()
    net.eval()
    return {name: value / count for name, value in sums.items()}


def batches(taught: Lessons, lanes: int) -> Iterator[Batch]:
    """Utterances of about one length side by side, varied, in a random order."""
    lengths = torch.from_numpy(taught.counts).sum(dim=1)
    order = torch.argsort(lengths + 20.0 * torch.randn(len(lengths)))
    groups = order.split(lanes)
    for k in torch.randperm(len(groups)).tolist():
        rows = groups[k]
        longest = int(lengths[rows].max())
        parts = {n: torch.from_numpy(getattr(taught, n))[rows, :longest] for n in _FIELDS}
        yield varied(parts)


def varied(batch: Batch) -> Batch:
    """The same utterances of other speakers, half of them without words."""
    cues, lanes = batch["cues"].clone(), len(batch["cues"])
    cues[..., _PITCHES] *= torch.exp(_SWING * torch.randn(lanes, 1, 1))
    cues[..., _BANDS] += _COLOUR * torch.randn(lanes, 1, len(_BANDS))
    words = batch["words"] * (torch.rand(lanes, 1, 1) >= _UNTOLD)
    return batch | {"cues": cues, "words": words}


def loss(heads: Tensor, batch: Batch) -> dict[str, Tensor]:
    """How wrong it is about strokes, phases, amplitude, and whether the voice speaks."""
    strikes, phases, amplitude, speaks = raw(heads)
    weight = batch["counts"] * torch.where(batch["speaks"] > 0.0, 1.0, _QUIET)
    weight = weight / weight.sum()
    binary = nn.functional.binary_cross_entropy_with_logits
    surprise = nn.functional.cross_entropy(
        phases.flatten(0, 2), batch["phases"].flatten(), reduction="none"
    )
    of_parts = surprise.reshape(batch["phases"].shape).mean(dim=2)
    missed = (torch.sigmoid(amplitude) - batch["amplitude"]) ** 2
    spoke = binary(speaks[..., 0], batch["speaks"], reduction="none")
    return {
        "strikes": 4.0 * (weight[..., None] * _binary(strikes, batch["strikes"])).sum() / 16,
        "phases": 0.3 * (weight * of_parts).sum(),
        "amplitude": (weight[..., None] * missed).sum() / 3,
        "speaks": _GUIDANCE * (weight * spoke).sum(),
    }


def _binary(logits: Tensor, wanted: Tensor) -> Tensor:
    return nn.functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none")


_FIELDS = ("cues", "words", "phases", "amplitude", "strikes", "speaks", "counts")
