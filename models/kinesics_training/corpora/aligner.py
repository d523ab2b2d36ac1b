"""When each phone of a known line was said: a listener taught by synthesisers, and Viterbi.

The listener hears both ways (it is no part of the product) and names a phone for every row; the
best path through the phones of the line, with a pause allowed between words, dates them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from kinesics.audio.logmel import LogMel, log_mel
from kinesics_training.corpora import augment
from kinesics_training.corpora.synth import Utterance
from kinesics_training.lips import phones

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
ROW_S = 0.01
_STEPS, _LANES, _ROWS = 2400, 32, 200
_DROPPED = 0.2
_WARP = 0.12
"""How much longer or shorter vocal tracts are made, as a spread of the mel axis (log)."""
_HIDDEN_BANDS, _HIDDEN_ROWS = 6, 9
"""At most, of each lane, hidden from it (SpecAugment, Park et al. 2019)."""
_DILATIONS = (1, 2, 4, 8, 2, 4)
_ROWS_OF = {
    6: phones.STOPS,
    4: frozenset(["s", "z", "sh", "zh", "f", "v", "m", "n"]),
    2: frozenset(["pau"]),
}
"""Rows that a phone lasts at least, any other three; stops with their closure."""
_HURRIED_ROWS = 2
"""In a line that is too fast for these."""


class Listener(nn.Module):
    """Log-mel (B, T, 40), mean taken off by the line, to scores of phones (B, T, P).

    It is to be right on voices and languages that it never heard, so it is taught with much hidden.
    """

    def __init__(self) -> None:
        super().__init__()
        self.front = nn.Conv1d(40, 96, 5, padding=2)
        self.blocks = nn.ModuleList(
            nn.Conv1d(96, 96, 3, padding=dilation, dilation=dilation) for dilation in _DILATIONS
        )
        self.head = nn.Conv1d(96, len(names()), 1)
        self.register_buffer("prior", torch.zeros(len(names())))

    def forward(self, logmel: Tensor) -> Tensor:
        """Scores before the softmax."""
        x = torch.relu(self.front(logmel.transpose(1, 2)))
        for block in self.blocks:
            heard = torch.relu(block(x))
            x = x + nn.functional.dropout1d(heard, _DROPPED, self.training)
        scores: Tensor = self.head(x).transpose(1, 2)
        return scores


@cache
def least_rows() -> dict[str, int]:
    """Rows that each phone lasts at least."""
    known = {name: rows for rows, those in _ROWS_OF.items() for name in those}
    return {name: known.get(name, 3) for name in names()}


@cache
def names() -> list[str]:
    """The phones it tells apart: all of the table, diphthongs too."""
    return sorted(phones.visemes())


def trained(
    path: Path, spoken: Callable[[], list[Utterance]], say: Callable[[str], None]
) -> Listener:
    """The listener kept at `path`, taught once by `spoken`."""
    listener = Listener()
    if path.exists():
        listener.load_state_dict(torch.load(path, weights_only=True))
        return listener.eval()
    _teach(listener, spoken(), say)
    torch.save(listener.state_dict(), path)
    return listener.eval()


def align(
    listener: Listener, samples: F32, words: Sequence[Sequence[str]]
) -> tuple[list[str], list[float], float]:
    """Phones with pauses, their end times [s], and the mean log likelihood of a row."""
    frames = _heard(samples)
    with torch.no_grad():
        scores = torch.log_softmax(listener(torch.from_numpy(frames)[None])[0], dim=1)
        likely = (scores - 0.7 * listener.prior).numpy().astype(np.float64)
    line = _states(words, least_rows())
    path, best = _followed(line, likely)
    if best == -np.inf:
        line = _states(words, dict.fromkeys(names(), _HURRIED_ROWS))
        path, best = _followed(line, likely)
    said: list[str] = []
    ends_s: list[float] = []
    for row, state in enumerate(path):
        if row and line.place[state] == line.place[path[row - 1]]:
            ends_s[-1] = (row + 1) * ROW_S
            continue
        said.append(line.names[state])
        ends_s.append((row + 1) * ROW_S)
    return said, [*ends_s[:-1], samples.size / 16000], best / len(frames)


@dataclass(frozen=True)
class Line:
    """A line as states in a row, some for each phone and for each pause that may be.

    `names` and `place` (which phone or pause of the line) are of states, `entries[s]` what may come
    before state s, itself included; a path begins in one of `first` and ends in one of `last`.
    """

    names: list[str]
    place: list[int]
    entries: list[list[int]]
    first: tuple[int, int]
    last: tuple[int, int]


def viterbi(
    likely: F64, entries: list[list[int]], first: Sequence[int], last: Sequence[int]
) -> tuple[list[int], float]:
    """The best path (T,) through states whose log likelihoods are (T, S), and its sum.

    -inf where there are too few rows for any path.
    """
    rows, count = likely.shape
    width = max(len(e) for e in entries)
    before = np.array([e + [e[0]] * (width - len(e)) for e in entries])  # (S, W)
    score = np.full(count, -np.inf)
    score[list(first)] = likely[0, list(first)]
    came = np.zeros((rows, count), np.int32)
    for row in range(1, rows):
        options = score[before]
        pick = options.argmax(axis=1)
        came[row] = before[np.arange(count), pick]
        score = options[np.arange(count), pick] + likely[row]
    place = max(last, key=lambda k: score[k])
    best = float(score[place])
    path = [place]
    for row in range(rows - 1, 0, -1):
        path.append(int(came[row, path[-1]]))
    return path[::-1], best


def _followed(line: Line, likely: F64) -> tuple[list[int], float]:
    columns = [names().index(name) for name in line.names]
    return viterbi(likely[:, columns], line.entries, line.first, line.last)


def _states(words: Sequence[Sequence[str]], least_rows: Mapping[str, int]) -> Line:
    """Each phone as the states that it lasts at least, optional pauses around words."""
    spoken: list[tuple[str, bool]] = [("pau", True)]
    for word in words:
        spoken += [(name, False) for name in word] + [("pau", True)]
    states: list[str] = []
    places: list[int] = []
    entries: list[list[int]] = []
    ends: list[int] = []
    for place, (name, _) in enumerate(spoken):
        rows = least_rows[name]
        doors = [ends[place - 1]] if place else [0]
        if place >= 2 and spoken[place - 1][1]:
            doors.append(ends[place - 2])
        start = len(states)
        steps = [doors, *([state] for state in range(start, start + rows - 1))]
        steps[-1] = [*steps[-1], start + rows - 1]
        states += [name] * rows
        places += [place] * rows
        entries += steps
        ends.append(start + rows - 1)
    return Line(states, places, entries, (0, ends[0] + 1), (ends[-1], ends[-2]))


def _heard(samples: F32) -> F32:
    frames = log_mel(samples, LogMel())
    return np.asarray((frames - frames.mean(axis=0)) / 3.0, np.float32)


def _teach(listener: Listener, spoken: list[Utterance], say: Callable[[str], None]) -> None:
    rng = np.random.default_rng(5)
    torch.manual_seed(5)
    frames, labels = [], []
    for utterance in spoken:
        heard = _heard(augment.scene(utterance.samples, rng))
        segments = phones.segments(utterance.phones, utterance.ends_s)
        of_phone = np.array([names().index(s.name) for s in segments])
        times_s = np.asarray((np.arange(len(heard)) + 1) * ROW_S, np.float64)
        frames.append(heard)
        labels.append(of_phone[phones.labels(segments, times_s)])
    x, y = torch.from_numpy(np.concatenate(frames)), torch.from_numpy(np.concatenate(labels))
    share = torch.bincount(y, minlength=len(names())).float() / len(y)
    listener.prior.copy_(torch.log(share + 1e-4))
    optimiser = torch.optim.AdamW(listener.parameters(), 4e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=_STEPS)
    for step in range(_STEPS):
        starts = rng.integers(0, len(x) - _ROWS, _LANES)
        scores = listener(torch.stack([_disguised(x[s : s + _ROWS], rng) for s in starts]))
        wanted = torch.stack([y[s : s + _ROWS] for s in starts])
        error = nn.functional.cross_entropy(scores.flatten(0, 1), wanted.flatten())
        optimiser.zero_grad()
        error.backward()
        nn.utils.clip_grad_norm_(listener.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 100 == 99:
            say(f"listener {step + 1}/{_STEPS} {error.item():.3f}")


def _disguised(heard: Tensor, rng: np.random.Generator) -> Tensor:
    """Rows (T, 40) as of another vocal tract, some bands and rows hidden."""
    bands = heard.shape[1]
    of = np.clip(np.arange(bands) * np.exp(rng.uniform(-_WARP, _WARP)), 0, bands - 1)
    below = of.astype(int)
    above = np.minimum(below + 1, bands - 1)
    share = torch.from_numpy((of - below).astype(np.float32))
    warped = heard[:, below] * (1.0 - share) + heard[:, above] * share
    for axis, most in ((1, _HIDDEN_BANDS), (0, _HIDDEN_ROWS)):
        width = int(rng.integers(0, most + 1))
        start = int(rng.integers(0, warped.shape[axis] - width))
        warped.narrow(axis, start, width).zero_()
    return warped
