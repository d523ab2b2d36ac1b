"""Training: lanes of endless speech, states carried from chunk to chunk; resumable."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from kinesics_training.learning.weights import save
from kinesics_training.mouth.lanes import Lanes
from kinesics_training.mouth.losses import Weights, loss
from kinesics_training.mouth.net import Net, Plan, load
from kinesics_training.mouth.streams import Stream

REPORT = 200
"""Updates between lines of progress."""
KEEP = 1000
"""Updates between checkpoints."""
_WARM_UP = 0.1
"""Share of the updates in which the learning rate rises; then it falls along half a cosine."""


@dataclass(frozen=True)
class Recipe:
    """One trial."""

    name: str
    lanes: Mapping[str, int]
    """How many lanes hear each material, as `Workshop.material` makes it."""
    steps: int
    """Updates, each after `lanes.CHUNK` rows of every lane."""
    plan: Plan = field(default_factory=Plan)
    weights: Weights = field(default_factory=Weights)
    rate: float = 3e-3
    tempo: float = 0.2
    """Logarithm by which a lane is at most said faster or slower."""
    seed: int = 1
    start: str = ""
    """The trial whose weights this one goes on from; none: from nothing."""


def train(
    recipe: Recipe,
    folder: Path,
    streams: Callable[[str], Sequence[Stream]],
    say: Callable[[str], None],
    start: str = "",
) -> Path:
    """The path of the trained weights; continues where an interrupted run stopped.

    `streams` gives a material; `start` names weights to go on from. On a GPU where there is one.
    """
    done, resume = folder / f"{recipe.name}.pt", folder / f"{recipe.name}.resume.pt"
    if done.exists():
        return done
    torch.manual_seed(recipe.seed)
    run = _Run(recipe, {name: streams(name) for name in recipe.lanes}, start)
    first = run.restore(resume)
    sums: dict[str, float] = {}
    began_s = time.monotonic()
    for step in range(first + 1, recipe.steps + 1):
        for name, value in run.update().items():
            sums[name] = sums.get(name, 0.0) + value.item() / REPORT
        if step % REPORT == 0:
            left_s = (time.monotonic() - began_s) / (step - first) * (recipe.steps - step)
            shown = " ".join(f"{name} {value:.4f}" for name, value in sums.items())
            say(f"{recipe.name} {step}/{recipe.steps}, {left_s / 60:.0f} min left: {shown}")
            sums = {}
        if step % KEEP == 0:
            run.keep(resume, step)
    save(run.net.cpu(), str(done))
    resume.unlink(missing_ok=True)
    return done


class _Run:
    """A network being taught: all that an update changes."""

    def __init__(
        self, recipe: Recipe, materials: Mapping[str, Sequence[Stream]], start: str
    ) -> None:
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._weights = recipe.weights
        self._lanes = Lanes(materials, recipe.lanes, recipe.tempo, recipe.seed, device)
        self.net = (load(start).train() if start else _fresh(recipe.plan, materials)).to(device)
        self._states = [state.to(device) for state in self.net.zero_states(self._lanes.lanes)]
        self._optimiser = torch.optim.AdamW(
            self.net.parameters(), lr=recipe.rate, weight_decay=1e-3
        )
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser, lambda step: _share(step / recipe.steps)
        )

    def update(self) -> dict[str, Tensor]:
        """Hear a chunk of every lane and learn from it; the terms of the loss."""
        logmel, truth, begins = self._lanes.next()
        known = [torch.where(begins[:, None], 0.0, s.flatten(1)).view_as(s) for s in self._states]
        units, scores, states = self.net(logmel, known)
        self._states = [state.detach() for state in states]
        terms = loss(units, scores, truth, self._weights)
        self._optimiser.zero_grad()
        torch.stack(list(terms.values())).sum().backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self._optimiser.step()
        self._schedule.step()
        return {name: value.detach() for name, value in terms.items()}

    def keep(self, path: Path, step: int) -> None:
        """Everything, so that `restore` goes on after update `step`."""
        parts = {name: part.state_dict() for name, part in self._parts().items()}
        torch.save(parts | {"states": self._states, "step": step}, path)

    def restore(self, path: Path) -> int:
        """The update that was kept, 0 where there is none."""
        if not path.exists():
            return 0
        stored = torch.load(path, weights_only=True)
        for name, part in self._parts().items():
            part.load_state_dict(stored[name])
        self._states = [
            kept.to(state.device)
            for kept, state in zip(stored["states"], self._states, strict=True)
        ]
        return int(stored["step"])

    def _parts(self) -> dict[str, Any]:
        return {
            "net": self.net,
            "optimiser": self._optimiser,
            "schedule": self._schedule,
            "lanes": self._lanes,
        }


def _share(way: float) -> float:
    """Share of the full learning rate, `way` 0..1 through the training."""
    if way < _WARM_UP:
        return 0.04 + 0.96 * way / _WARM_UP
    return max(0.002, 0.5 + 0.5 * math.cos(math.pi * (way - _WARM_UP) / (1.0 - _WARM_UP)))


def _fresh(plan: Plan, materials: Mapping[str, Sequence[Stream]]) -> Net:
    """An untrained network that expects the levels of the streams."""
    net = Net(plan)
    every = [stream.logmel for streams in materials.values() for stream in streams]
    frames = torch.cat([torch.from_numpy(logmel) for logmel in every])
    net.mean.copy_(frames.mean(dim=0))
    net.deviation.copy_(frames.std(dim=0))
    return net
