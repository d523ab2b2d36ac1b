"""Another voice, microphone and room for every lane of training, drawn anew every few seconds.

All in the log-mel domain, so that it costs next to nothing beside the network: a smooth random
equaliser, a vocal tract longer or shorter by up to 12 % (the mel axis stretched), a notch.
"""

from dataclasses import dataclass, field

import torch
from torch import Tensor

_POINTS = 7
"""Of the equaliser, over the mel axis."""
_REDRAW = 1 / 24
"""Chance that a lane changes its colour at a chunk of 0.64 s: every 15 s or so."""


@dataclass
class Colours:
    """The colours of some lanes; `share` of them, on average, is changed at all."""

    lanes: int
    mels: int
    share: float
    generator: torch.Generator
    _map: Tensor = field(init=False)
    _level: Tensor = field(init=False)

    def __post_init__(self) -> None:
        self._map = torch.eye(self.mels).repeat(self.lanes, 1, 1)
        self._level = torch.zeros(self.lanes, 1, self.mels)
        for lane in range(self.lanes):
            self._draw(lane)

    def __call__(self, logmel: Tensor) -> Tensor:
        """The chunk (B, T, mels) as the lanes now colour it."""
        for lane in range(self.lanes):
            if self._random() < _REDRAW:
                self._draw(lane)
        return torch.bmm(logmel, self._map) + self._level

    def _draw(self, lane: int) -> None:
        self._map[lane] = torch.eye(self.mels)
        self._level[lane] = 0.0
        if self._random() > self.share:
            return
        points = torch.randn(1, 1, _POINTS, generator=self.generator) * 0.8
        shape = smooth(points, self.mels)
        centre, width = self.mels * self._random(), 1.0 + 3.0 * self._random()
        mels = torch.arange(self.mels)
        notch = -4.0 * self._random() * torch.exp(-(((mels - centre) / width) ** 2))
        self._level[lane, 0] = shape + (notch if self._random() < 0.4 else 0.0)
        self._map[lane] = stretched(self.mels, 1.0 + 0.24 * (self._random() - 0.5))

    def _random(self) -> float:
        return torch.rand(1, generator=self.generator).item()


def smooth(points: Tensor, size: int) -> Tensor:
    """A smooth line through points (1, 1, P), (size,)."""
    line = torch.nn.functional.interpolate(points, size=size, mode="linear", align_corners=True)
    return line[0, 0]


def stretched(mels: int, factor: float) -> Tensor:
    """The matrix that reads each mel band `factor` as high up the axis, (mels, mels)."""
    places = (torch.arange(mels) * factor).clamp(0, mels - 1)
    low = places.floor().long()
    high = (low + 1).clamp(max=mels - 1)
    share = places - low
    columns = torch.arange(mels)
    matrix = torch.zeros(mels, mels)
    matrix[low, columns] += 1.0 - share
    matrix[high, columns] += share
    return matrix
