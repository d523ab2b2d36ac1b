"""`measured`: how often a robot hears others, itself and its servos, and how soon."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kinesics.audio.hearing import RATE_HZ, Judge
from kinesics_training.hearing.phrases import phrases
from kinesics_training.hearing.scenes import Scene, Way, listen
from kinesics_training.hearing.servos import servos
from kinesics_training.hearing.truth import spans, spoken

__all__ = ["Score", "measure", "score", "trials"]

F32 = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

SPEAKS = 0.5
_FORGIVEN = 40
"""Hops after a voice in which it may still be told, and is no false alarm."""
_SECONDS = 20.0


class Score(NamedTuple):
    """Of one scene or many of a kind."""

    hits: float
    """Share of the hops in which a partner speaks that are told as that."""
    alarms: float
    """Of those in which none does, nor did for 0.4 s."""
    onsets_s: tuple[float, ...]
    """From the begin of each time that somebody speaks; inf: not at all."""
    offsets_s: tuple[float, ...]


def score(scene: Scene, judge: Judge | None = None) -> Score:
    """What is told of a scene, against what is true."""
    told = np.array([one.speaks >= SPEAKS for one in listen(scene, judge)])
    true = np.zeros(len(told), np.bool_)
    if scene.partner is not None:
        found = spoken(scene.partner)[: len(told)]
        true[: len(found)] = found
    silent = ~true
    for _, end in spans(true):
        silent[end : end + _FORGIVEN] = False
    times = spans(true)
    onsets = tuple(_delay(told[a:b]) for a, b in times if b - a >= _FORGIVEN)
    after = [begin for begin, _ in times[1:]] + [len(told)]
    offsets = tuple(
        _delay(~told[end:until])
        for (_, end), until in zip(times, after[: len(times)], strict=True)
        if until - end > _FORGIVEN and told[end - 1]
    )
    return Score(_share(told, true), _share(told, silent), onsets, offsets)


def trials(voices: Sequence[F32], own: Sequence[F32], seed: int) -> Iterator[tuple[str, Scene]]:
    """Scenes of each kind, by name; each voice once in each."""
    rng = np.random.default_rng(seed)
    for number, voice in enumerate(voices):
        partner = phrases(voice, rng, _SECONDS)
        said = phrases(own[number % len(own)], rng, _SECONDS)
        way = Way(
            rng.uniform(-20.0, 10.0), rng.uniform(0.2, 0.6), rng.uniform(-0.03, 0.03),
            rng.uniform(-200.0, 200.0), 0.0, rng.choice([0.0, 0.4]), 0.002,
        )  # fmt: skip
        base = Scene(way=way, seed=seed * 1000 + number)
        moves = servos(rng, len(partner) / RATE_HZ)
        yield "own voice alone", replace(base, own=said)
        for snr_db in (30, 20, 10, 5):
            noise_db = -30.0 - snr_db
            yield (
                f"partner, noise {snr_db} dB below",
                replace(base, partner=partner, noise_db=noise_db),
            )
        yield "both at once", replace(base, partner=partner, own=said, noise_db=-55.0)
        yield "servos, told of", replace(base, servos=moves, servos_db=-40.0)
        yield "servos, not told of", replace(base, servos=moves, servos_db=-40.0, told_motion=False)
        yield "partner and servos", replace(base, partner=partner, servos=moves, servos_db=-45.0)
        yield (
            "noise alone",
            replace(base, partner=None, own=np.zeros(len(partner), np.float32), noise_db=-40.0),
        )


def measure(many: Iterator[tuple[str, Scene]], judge: type | None = None) -> dict[str, Score]:
    """Mean shares, and all delays, of each kind of scene."""
    found: dict[str, list[Score]] = {}
    for name, scene in many:
        found.setdefault(name, []).append(score(scene, judge() if judge else None))
    return {
        name: Score(
            float(np.nanmean([one.hits for one in scores]))
            if name.startswith(("partner", "both"))
            else float("nan"),
            float(np.mean([one.alarms for one in scores])),
            tuple(sum((one.onsets_s for one in scores), ())),
            tuple(sum((one.offsets_s for one in scores), ())),
        )
        for name, scores in found.items()
    }


def _share(told: Bools, where: Bools) -> float:
    return float(told[where].mean()) if where.any() else float("nan")


def _delay(so: Bools) -> float:
    return float(np.argmax(so)) * 0.01 if so.any() else float("inf")
