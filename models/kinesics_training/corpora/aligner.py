"""When each phone of a known line was said: a listener taught by synthesisers, and Viterbi.

The listener hears both ways (it is no part of the product) and names a phone for every row; the
best path through the phones of the line, with a pause allowed between words, dates them.
"""

from collections.abc import Callable, Sequence
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
_STEPS, _LANES, _ROWS = 400, 32, 200
_DILATIONS = (1, 2, 4, 8, 2, 4)
_HOLD = 2
"""Rows that a phone lasts at least."""


class Listener(nn.Module):
    """Log-mel (B, T, 40), mean taken off by the line, to log probabilities of phones (B, T, P)."""

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
            x = x + torch.relu(block(x))
        scores: Tensor = self.head(x).transpose(1, 2)
        return scores


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
    states, entries = _states(words)
    frames = _heard(samples)
    with torch.no_grad():
        scores = torch.log_softmax(listener(torch.from_numpy(frames)[None])[0], dim=1)
        likely = (scores - 0.7 * listener.prior).numpy().astype(np.float64)
    path, best = viterbi(likely[:, [names().index(s) for s in states]], entries)
    said: list[str] = []
    ends_s: list[float] = []
    for row, (state, place) in enumerate(zip((states[k] for k in path), path, strict=True)):
        if row and place // _HOLD == path[row - 1] // _HOLD:
            ends_s[-1] = (row + 1) * ROW_S
            continue
        said.append(state)
        ends_s.append((row + 1) * ROW_S)
    return said, [*ends_s[:-1], samples.size / 16000], best / len(frames)


def viterbi(likely: F64, entries: list[list[int]]) -> tuple[list[int], float]:
    """The best path (T,) through states whose log likelihoods are (T, S), and its sum.

    `entries[s]` are the states that may come before s, itself included; the path begins in state 0
    or in one that state 0 may be left out for, and ends alike.
    """
    rows, count = likely.shape
    width = max(len(e) for e in entries)
    before = np.array([e + [e[0]] * (width - len(e)) for e in entries])  # (S, W)
    score = np.full(count, -np.inf)
    for start in (0, _HOLD):
        score[start] = likely[0, start]
    came = np.zeros((rows, count), np.int32)
    for row in range(1, rows):
        options = score[before]
        pick = options.argmax(axis=1)
        came[row] = before[np.arange(count), pick]
        score = options[np.arange(count), pick] + likely[row]
    ends = [count - 1, count - 1 - _HOLD]
    place = max(ends, key=lambda k: score[k])
    best = float(score[place])
    path = [place]
    for row in range(rows - 1, 0, -1):
        path.append(int(came[row, path[-1]]))
    return path[::-1], best


def _states(words: Sequence[Sequence[str]]) -> tuple[list[str], list[list[int]]]:
    """Each phone as `_HOLD` states in a row, optional pauses around words; who may precede each."""
    line: list[tuple[str, bool]] = [("pau", True)]
    for word in words:
        line += [(name, False) for name in word] + [("pau", True)]
    states, entries = [], []
    for k, (name, _) in enumerate(line):
        for part in range(_HOLD):
            place = len(states)
            states.append(name)
            if part:
                entries.append([place - 1] + ([place] if part == _HOLD - 1 else []))
                continue
            doors = [place - 1] if k else [0]
            if k >= 2 and line[k - 1][1]:
                doors.append(place - 1 - _HOLD)
            entries.append(doors)
    return states, entries


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
        times_s = (np.arange(len(heard)) + 1) * ROW_S
        frames.append(heard)
        labels.append(of_phone[phones.labels(segments, times_s)])
    x, y = torch.from_numpy(np.concatenate(frames)), torch.from_numpy(np.concatenate(labels))
    share = torch.bincount(y, minlength=len(names())).float() / len(y)
    listener.prior.copy_(torch.log(share + 1e-4))
    optimiser = torch.optim.AdamW(listener.parameters(), 4e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=_STEPS)
    for step in range(_STEPS):
        starts = rng.integers(0, len(x) - _ROWS, _LANES)
        scores = listener(torch.stack([x[s : s + _ROWS] for s in starts]))
        wanted = torch.stack([y[s : s + _ROWS] for s in starts])
        error = nn.functional.cross_entropy(scores.flatten(0, 1), wanted.flatten())
        optimiser.zero_grad()
        error.backward()
        nn.utils.clip_grad_norm_(listener.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 100 == 99:
            say(f"listener {step + 1}/{_STEPS} {error.item():.3f}")
