"""Training material: long streams of log-mel frames with what the mouth should do at each.

A variant is everything once, freshly augmented. Rows are dated by the end of their hop; the shift
by a look-ahead is the trainer's business.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kinesics.audio.logmel import LogMel, log_mel
from kinesics_training.corpora import augment, facegood
from kinesics_training.corpora.corpus import Corpus
from kinesics_training.corpora.synth import RATE_HZ, Utterance
from kinesics_training.lips import phones
from kinesics_training.lips.channels import UNITS, units
from kinesics_training.mouth import curves

F32 = npt.NDArray[np.float32]
HOP = 160
SYNTHETIC, RECORDED = 0, 1


@dataclass(frozen=True, eq=False)
class Stream:
    """T rows at 100 Hz."""

    logmel: F32
    """(T, mels)"""
    units: F32
    """(T, 17) targets"""
    viseme: npt.NDArray[np.int64]
    """(T,) index of the viseme heard, -1 where unknown"""
    source: npt.NDArray[np.int64]
    """(T,) SYNTHETIC or RECORDED"""


def variant(corpus: Corpus, seed: int) -> Stream:
    """The corpus once, shuffled and augmented."""
    rng = np.random.default_rng([seed, 7])
    order = rng.permutation(len(corpus.utterances))
    pieces = [
        _synthetic([corpus.utterances[i] for i in group], rng)
        for group in np.array_split(order, max(1, len(order) // 12))
        if group.size
    ]
    for _ in range(corpus.clip_copies):
        pieces += [_recorded(clip, rng) for clip in corpus.clips]
    pieces = [pieces[i] for i in rng.permutation(len(pieces))]
    return join(pieces)


def rest(seconds: float, seed: int) -> Stream:
    """Sounds that are not speech, one after another, and a mouth that rests."""
    rng = np.random.default_rng([seed, 8])
    pieces: list[F32] = []
    while sum(piece.size for piece in pieces) < seconds * RATE_HZ:
        pieces.append(augment.non_speech(_hops(rng.uniform(2.0, 12.0)) * HOP, rng))
    logmel = log_mel(np.concatenate(pieces), LogMel())
    rows = len(logmel)
    still = np.zeros((rows, len(UNITS)), np.float32)
    return Stream(logmel, still, np.zeros(rows, np.int64), np.full(rows, SYNTHETIC))


def plain(utterance: Utterance) -> Stream:
    """One utterance as it is, without augmentation."""
    logmel = log_mel(utterance.samples, LogMel())
    spoken = phones.segments(utterance.phones, utterance.ends_s)
    targets, viseme = _targets(spoken, len(logmel))
    return Stream(logmel, targets, viseme, np.full(len(logmel), SYNTHETIC))


def join(pieces: list[Stream]) -> Stream:
    """One after the other."""
    return Stream(
        np.concatenate([p.logmel for p in pieces]),
        np.concatenate([p.units for p in pieces]),
        np.concatenate([p.viseme for p in pieces]),
        np.concatenate([p.source for p in pieces]),
    )


def cached(path: Path, make: Callable[[], Stream]) -> Stream:
    """A stream, made once and kept at `path`."""
    if not path.exists():
        made = make()
        partial = path.with_suffix(".part.npz")
        np.savez(
            partial,
            logmel=made.logmel.astype(np.float16),
            units=made.units.astype(np.float16),
            viseme=made.viseme.astype(np.int8),
            source=made.source.astype(np.int8),
        )
        partial.replace(path)
    with np.load(path) as kept:
        return Stream(
            kept["logmel"].astype(np.float32),
            kept["units"].astype(np.float32),
            kept["viseme"].astype(np.int64),
            kept["source"].astype(np.int64),
        )


def _synthetic(utterances: list[Utterance], rng: np.random.Generator) -> Stream:
    """Utterances with pauses, now and then a sound that is not speech, in one acoustic scene."""
    audio: list[F32] = []
    targets: list[F32] = []
    visemes: list[npt.NDArray[np.int64]] = []
    for utterance in utterances:
        pause = _hops(rng.uniform(0.05, 1.2))
        rows = utterance.samples.size // HOP + pause
        padded = np.zeros(rows * HOP, np.float32)
        padded[: utterance.samples.size] = utterance.samples[: padded.size]
        curve, viseme = _targets(phones.segments(utterance.phones, utterance.ends_s), rows)
        audio.append(padded * augment.db(rng.uniform(-6.0, 6.0)))
        targets.append(curve)
        visemes.append(viseme)
        if rng.random() < 0.18:
            rest = _hops(rng.uniform(1.0, 6.0))
            audio.append(augment.non_speech(rest * HOP, rng))
            targets.append(np.zeros((rest, len(UNITS)), np.float32))
            visemes.append(np.zeros(rest, np.int64))
    logmel = log_mel(augment.scene(np.concatenate(audio), rng), LogMel())
    return Stream(
        logmel, np.concatenate(targets), np.concatenate(visemes), np.full(len(logmel), SYNTHETIC)
    )


def _recorded(clip: facegood.Clip, rng: np.random.Generator) -> Stream:
    logmel = log_mel(augment.voice_like(clip.samples, rng), LogMel())
    unknown = np.full(len(logmel), -1)
    return Stream(logmel, clip.units[: len(logmel)], unknown, np.full(len(logmel), RECORDED))


def _targets(spoken: list[phones.Segment], rows: int) -> tuple[F32, npt.NDArray[np.int64]]:
    """Targets (rows, 17) and viseme heard (rows,); after the last phone the mouth rests."""
    end_s = spoken[-1].end_s
    spoken = [*spoken, phones.Segment("pau", end_s, max(end_s + 0.01, rows * HOP / RATE_HZ))]
    times_s = (np.arange(rows) + 1) * HOP / RATE_HZ
    of_phone = np.array([phones.visemes()[segment.name] for segment in spoken])
    return units(curves.articulators(spoken, times_s)), of_phone[phones.labels(spoken, times_s)]


def _hops(seconds: float) -> int:
    return int(seconds * RATE_HZ / HOP)
