"""Training: lanes of endless speech, states carried from chunk to chunk; resumable."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from kinesics_training.losses import Truth, Weights, loss
from kinesics_training.net import LOOKAHEADS, Net, Plan, load, save
from kinesics_training.spectral import Colours
from kinesics_training.streams import Stream

CHUNK = 64
"""Rows between weight updates."""


@dataclass(frozen=True)
class Recipe:
    """One trial."""

    name: str
    plan: Plan = field(default_factory=Plan)
    weights: Weights = field(default_factory=Weights)
    epochs: int = 12
    lanes: int = 32
    rate: float = 2e-3
    seed: int = 1
    colour: float = 0.0
    """share of the lanes that hear another voice and microphone, `spectral.py`"""
    start: str = ""
    """the trial whose weights this one goes on from"""
    material: str = "all"
    """all | sessions | aligned: what of the corpus it hears, as `Workshop` puts it together"""
    cycle: int = 0
    """epochs of the learning-rate cycle, where it is to stop early and another trial goes on"""


def train(
    recipe: Recipe,
    folder: Path,
    variant: Callable[[int], Stream],
    say: Callable[[str], None],
    start: str = "",
) -> Path:
    """The path of the trained weights; continues where an interrupted run stopped.

    `start` names weights to go on from.
    """
    done, resume = folder / f"{recipe.name}.pt", folder / f"{recipe.name}.resume.pt"
    if done.exists():
        return done
    torch.manual_seed(recipe.seed)
    net = load(start).train() if start else _fresh(recipe.plan, variant(0))
    steps = (recipe.cycle or recipe.epochs) * len(list(_chunks(variant(0), recipe.lanes)))
    optimiser = torch.optim.AdamW(net.parameters(), lr=recipe.rate, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.rate, total_steps=int(steps * 1.1) + 10, pct_start=0.15
    )
    parts = {"net": net, "optimiser": optimiser, "schedule": schedule}
    first = _restore(parts, resume)
    for epoch in range(first, recipe.epochs):
        started = time.monotonic()
        terms = _epoch(parts, recipe, variant(epoch))
        shown = " ".join(f"{name} {value:.4f}" for name, value in terms.items())
        took_s = time.monotonic() - started
        say(f"{recipe.name} epoch {epoch + 1}/{recipe.epochs} {took_s:.0f} s {shown}")
        torch.save(
            {n: part.state_dict() for n, part in parts.items()} | {"epoch": epoch + 1}, resume
        )
    save(net, str(done))
    resume.unlink()
    return done


def _epoch(parts: dict[str, Any], recipe: Recipe, stream: Stream) -> dict[str, float]:
    """One pass over the stream; mean loss terms."""
    net, optimiser = parts["net"], parts["optimiser"]
    net.train()
    states = net.zero_states(recipe.lanes)
    generator = torch.Generator().manual_seed(recipe.seed + parts["schedule"].last_epoch)
    colours = Colours(recipe.lanes, recipe.plan.mels, recipe.colour, generator)
    sums: dict[str, float] = {}
    count = 0
    for logmel, truth in _chunks(stream, recipe.lanes):
        units, scores, states = net(colours(logmel), states)
        states = [state.detach() for state in states]
        terms = loss(units, scores, truth, recipe.weights)
        optimiser.zero_grad()
        torch.stack(list(terms.values())).sum().backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        parts["schedule"].step()
        count += 1
        for name, value in terms.items():
            sums[name] = sums.get(name, 0.0) + value.item()
    return {name: value / count for name, value in sums.items()}


def _chunks(stream: Stream, lanes: int) -> Iterator[tuple[Tensor, Truth]]:
    """Consecutive chunks of the stream cut into parallel lanes."""
    rows = len(stream.logmel) // lanes
    for start in range(max(LOOKAHEADS), rows - CHUNK, CHUNK):
        yield (
            _lane_rows(torch.from_numpy(stream.logmel), lanes, start),
            _truth(stream, lanes, start),
        )


def _truth(stream: Stream, lanes: int, start: int) -> Truth:
    def at_heads(values: Tensor) -> Tensor:
        return torch.stack([_lane_rows(values, lanes, start - rows) for rows in LOOKAHEADS], dim=2)

    return Truth(
        at_heads(torch.from_numpy(stream.units)),
        at_heads(torch.from_numpy(stream.viseme)),
        at_heads(torch.from_numpy(stream.source)),
    )


def _lane_rows(values: Tensor, lanes: int, start: int) -> Tensor:
    rows = len(values) // lanes
    return values[: rows * lanes].view(lanes, rows, *values.shape[1:])[:, start : start + CHUNK]


def _fresh(plan: Plan, stream: Stream) -> Net:
    """An untrained network that expects the levels of the stream."""
    net = Net(plan)
    frames = torch.from_numpy(stream.logmel)
    net.mean.copy_(frames.mean(dim=0))
    net.deviation.copy_(frames.std(dim=0))
    return net


def _restore(parts: dict[str, Any], resume: Path) -> int:
    """The epoch to start with."""
    if not resume.exists():
        return 0
    stored = torch.load(resume, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(stored[name])
    return int(stored["epoch"])
