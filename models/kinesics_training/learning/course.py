"""`Course`: a network that learns, epoch by epoch, and goes on where it was stopped."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

__all__ = ["Course"]

_MOST_GRADIENT = 1.0


class Course:
    """AdamW whose rate goes through one cycle in all of its updates."""

    def __init__(self, net: nn.Module, rate: float, decay: float, updates: int) -> None:
        """`rate`: the highest; `decay`: of weights; `updates` in all epochs together."""
        self.net = net
        self._optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=decay)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(
            self._optimiser, rate, total_steps=updates + 1
        )

    def update(self, cost: Tensor) -> None:
        """One step down the gradient of a cost."""
        self._optimiser.zero_grad()
        cost.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), _MOST_GRADIENT)
        self._optimiser.step()
        self._schedule.step()

    def run(
        self,
        epochs: int,
        teach: Callable[[int], dict[str, float]],
        say: Callable[[str], None],
        resume: Path | None = None,
    ) -> None:
        """All epochs: `teach` does one, given its number, and tells the mean of each cost.

        `resume`: where all is kept after each, to go on there if it is stopped; None: nowhere. Take
        it away once the weights are safe.
        """
        for epoch in range(self._restored(resume), epochs):
            begun_s = time.monotonic()
            costs = teach(epoch)
            shown = " ".join(f"{name} {value:.4f}" for name, value in costs.items())
            say(f"epoch {epoch + 1}/{epochs} {time.monotonic() - begun_s:.0f} s {shown}")
            if resume is not None:
                kept = {name: part.state_dict() for name, part in self._parts().items()}
                torch.save(kept | {"epoch": epoch + 1}, resume)

    def _restored(self, resume: Path | None) -> int:
        """The epoch to begin with."""
        if resume is None or not resume.exists():
            return 0
        stored = torch.load(resume, weights_only=True)
        for name, part in self._parts().items():
            part.load_state_dict(stored[name])
        return int(stored["epoch"])

    def _parts(self) -> dict[str, Any]:
        return {"net": self.net, "optimiser": self._optimiser, "schedule": self._schedule}
