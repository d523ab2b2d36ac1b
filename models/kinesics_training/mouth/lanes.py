"""`Lanes`: endless speech for a network that remembers, many streams read side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from kinesics_training.mouth.lookaheads import LOOKAHEADS
from kinesics_training.mouth.losses import Truth
from kinesics_training.mouth.streams import Stream

CHUNK = 64
"""Rows between weight updates."""
_REDRAW = 1 / 24
"""Chance that a lane changes its pace at a chunk of 0.64 s: every 15 s or so."""
_BEGINS = 1 / 24
"""Chance that it begins anew, elsewhere and knowing nothing: as at every utterance of a robot."""


class Lanes:
    """`shares[material]` lanes go round and round the streams of each material.

    Every lane begins elsewhere. Its pace, drawn anew now and then, is a factor of up to
    exp(+-`tempo`): the same speech, said faster or slower.
    """

    def __init__(
        self,
        streams: Mapping[str, Sequence[Stream]],
        shares: Mapping[str, int],
        tempo: float,
        seed: int,
        device: torch.device,
    ) -> None:
        chosen = [stream for material in shares for stream in streams[material]]
        self._logmel = _joined([s.logmel for s in chosen], torch.float16, device)
        self._units = _joined([s.units for s in chosen], torch.float16, device)
        self._viseme = _joined([s.viseme for s in chosen], torch.int64, device)
        self._source = _joined([s.source for s in chosen], torch.int64, device)
        self._tempo = tempo
        self._generator = torch.Generator().manual_seed(seed)
        self.lanes = sum(shares.values())
        first, rows, begin = 0, [], []
        for material, count in shares.items():
            length = sum(len(stream.logmel) for stream in streams[material])
            rows += [(first, length)] * count
            begin += [length * (k + self._random(1).item()) / count for k in range(count)]
            first += length
        self._first = torch.tensor([f for f, _ in rows], dtype=torch.float64, device=device)
        self._length = torch.tensor([n for _, n in rows], dtype=torch.float64, device=device)
        self._at = torch.tensor(begin, dtype=torch.float64, device=device)
        self._pace = torch.ones(self.lanes, dtype=torch.float64, device=device)

    def next(self) -> tuple[Tensor, Truth, Tensor]:
        """The next chunk of every lane: log-mel (B, CHUNK, mels), truth, and who begins (B,)."""
        begins = self._begin()
        self._change_pace()
        back = max(LOOKAHEADS)
        steps = torch.arange(-back, CHUNK, dtype=torch.float64, device=self._at.device)
        at = self._at[:, None] + steps * self._pace[:, None]
        at = self._first[:, None] + torch.remainder(at, self._length[:, None] - 1)
        row = at.floor().long()
        part = (at - row).float()[..., None]
        self._at = torch.remainder(self._at + CHUNK * self._pace, self._length - 1)
        units = _between(self._units, row, part)
        truth = Truth(_at_heads(units), _at_heads(self._viseme[row]), _at_heads(self._source[row]))
        return _between(self._logmel, row[:, back:], part[:, back:]), truth, begins

    def state_dict(self) -> dict[str, Any]:
        """Where the lanes are."""
        return {"at": self._at, "pace": self._pace, "generator": self._generator.get_state()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on where the lanes were."""
        self._at, self._pace = (state[k].to(self._at.device) for k in ("at", "pace"))
        self._generator.set_state(state["generator"].cpu())

    def _begin(self) -> Tensor:
        """Lanes that jump, (B,)."""
        device = self._at.device
        begins = (self._random(self.lanes) < _BEGINS).to(device)
        elsewhere = self._random(self.lanes).double().to(device) * self._length
        self._at = torch.where(begins, elsewhere, self._at)
        return begins

    def _change_pace(self) -> None:
        changes = self._random(self.lanes) < _REDRAW
        drawn = torch.exp((2.0 * self._random(self.lanes).double() - 1.0) * self._tempo)
        device = self._at.device
        self._pace = torch.where(changes.to(device), drawn.to(device), self._pace)

    def _random(self, count: int) -> Tensor:
        return torch.rand(count, generator=self._generator)


def _joined(parts: Sequence[Any], dtype: torch.dtype, device: torch.device) -> Tensor:
    return torch.cat([torch.from_numpy(part).to(dtype) for part in parts]).to(device)


def _between(values: Tensor, row: Tensor, part: Tensor) -> Tensor:
    """Values between a row and the next, (B, T, ...)."""
    return torch.lerp(values[row].float(), values[row + 1].float(), part)


def _at_heads(values: Tensor) -> Tensor:
    """(B, back + CHUNK, ...) -> (B, CHUNK, 5, ...): each head's rows are those of its date."""
    back = max(LOOKAHEADS)
    return torch.stack([values[:, back - rows :][:, :CHUNK] for rows in LOOKAHEADS], dim=2)
