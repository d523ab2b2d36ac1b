"""Training: all lives side by side, memory carried on; the likelihood of what happened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from kinesics_training.gaze.generator import Lessons
from kinesics_training.gaze.net import Net, Plan, load, read
from kinesics_training.learning.course import Course
from kinesics_training.learning.weights import save

CHUNK = 125
"""Rows, 5 s, between weight updates."""
_EXTRA = 0.05
"""Weight of how an event is, beside whether it is."""


@dataclass(frozen=True)
class Recipe:
    """How it is taught."""

    plan: Plan = field(default_factory=Plan)
    epochs: int = 20
    lanes: int = 32
    rate: float = 4e-3
    decay: float = 1e-4
    seed: int = 1


def train(
    recipe: Recipe, path: Path, lessons: Lessons, say: Callable[[str], None], start: str = ""
) -> Path:
    """The trained weights, in `path`; from those of `start`, where that is a file."""
    torch.manual_seed(recipe.seed)
    net = load(start) if start else Net(recipe.plan)
    net.train()
    rows = _tensors(lessons)
    lanes, steps = rows["cues"].shape[:2]
    updates = recipe.epochs * -(-lanes // recipe.lanes) * (steps // CHUNK)
    course = Course(net, recipe.rate, recipe.decay, updates)

    def teach(_: int) -> dict[str, float]:
        costs = []
        for memory, part in _chunks(net, rows, recipe.lanes):
            heads, later = net.over(part["cues"], memory[0].detach())
            memory[0] = later
            cost = loss(heads, part)
            course.update(cost)
            costs.append(cost.item())
        return {"surprise": float(np.mean(costs))}

    course.run(recipe.epochs, teach, say)
    save(net, str(path))
    return path


def _chunks(
    net: Net, rows: dict[str, Tensor], lanes: int
) -> Iterator[tuple[list[Tensor], dict[str, Tensor]]]:
    """Some lives in another order each time, each from its beginning; and what they remember."""
    for group in torch.randperm(len(rows["cues"])).split(lanes):
        memory = [torch.zeros(len(group), net.plan.hidden)]
        for first in range(0, rows["cues"].shape[1] - CHUNK + 1, CHUNK):
            chunk = slice(first, first + CHUNK)
            yield memory, {name: all_of[group, chunk] for name, all_of in rows.items()}


def loss(heads: Tensor, of: dict[str, Tensor]) -> Tensor:
    """Surprise at what happened [nat a step and life], and a little of how it did."""
    hazards, directions, manner = read(heads)
    glance, full, depth = manner.unbind(dim=-1)
    surprise = nn.functional.binary_cross_entropy_with_logits(
        hazards, of["events"], reduction="none"
    )
    total = (surprise * of["open"]).sum(dim=-1).mean()
    known = ~torch.isnan(of["extras"])
    told = torch.nan_to_num(of["extras"])
    terms = (
        nn.functional.binary_cross_entropy_with_logits(full, told[..., 0], reduction="none"),
        torch.log(glance + 1e-2) + 0.1 * told[..., 1] / (glance + 1e-2),
        nn.functional.cross_entropy(
            directions.flatten(0, 1), told[..., 2].long().flatten(), reduction="none"
        ).reshape(told.shape[:2]),
        10.0 * (depth - told[..., 3]) ** 2,
    )
    for k, term in enumerate(terms):
        total = total + _EXTRA * (term * known[..., k]).sum() / known[..., k].sum().clamp(min=1)
    return total


def _tensors(lessons: Lessons) -> dict[str, Tensor]:
    return {
        one.name: torch.from_numpy(getattr(lessons, one.name).astype(np.float32))
        for one in fields(lessons)
        if one.name in ("cues", "events", "open", "extras")
    }
