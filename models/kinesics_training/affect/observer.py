"""How often a listener who knew every cue exactly would be right: what the spread is set by."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kinesics.affect.vad import BASIC
from kinesics_training.affect import profiles, stories
from kinesics_training.affect.scores import AXES, ccc

F64 = npt.NDArray[np.float64]
SIX = ("angry", "disgusted", "fearful", "happy", "neutral", "sad")
"""Those of CREMA-D."""
_DRAWS = 3000


def ceiling() -> dict[str, float]:
    """Mean recall of eight emotions, of the six that people were asked for; agreement in VAD."""
    return {"recall_of_8": recall(BASIC), "recall_of_6": recall(SIX), **agreement()}


def agreement() -> dict[str, float]:
    """CCC of each axis by quadratic regression on the exact cues, as stories draw them."""
    rng = np.random.default_rng(8)
    steps, vad = _stretches(rng)
    weights = np.linalg.lstsq(steps, vad, rcond=None)[0]
    fresh, wanted = _stretches(rng)
    found = fresh @ weights
    return {f"ccc_{axis}": ccc(found[:, k], wanted[:, k]) for k, axis in enumerate(AXES)}


def _stretches(rng: np.random.Generator) -> tuple[F64, F64]:
    """(N, 21) steps, their squares and 1; (N, 3) the truth."""
    drawn = [
        (profiles.neutral(), profiles.spread(rng, "neutral"))
        if rng.random() < stories.NEUTRAL
        else profiles.draw(rng)
        for _ in range(_DRAWS)
    ]
    steps = np.array([one for _, one in drawn])
    vad = np.array([emotion.vad for emotion, _ in drawn])
    return np.concatenate((steps, steps**2, np.ones((_DRAWS, 1))), axis=1), vad


def recall(among: Sequence[str]) -> float:
    """By the likeliest of Gaussians that are fitted to draws of each emotion."""
    rng = np.random.default_rng(7)
    fitted = [_draw(rng, name) for name in among]
    means = [steps.mean(axis=0) for steps in fitted]
    covers = [np.cov(steps.T) for steps in fitted]
    right = []
    for k, name in enumerate(among):
        steps = _draw(rng, name)
        fits = [_likelihood(steps, *shape) for shape in zip(means, covers, strict=True)]
        right.append(float((np.argmax(fits, axis=0) == k).mean()))
    return float(np.mean(right))


def _draw(rng: np.random.Generator, name: str) -> F64:
    """(N, 10) steps of an emotion at the intensities that are taught."""
    intensity = rng.uniform(*profiles.INTENSITIES, (_DRAWS, 1))
    kind = "neutral" if name == BASIC[0] else "emotional"
    meant = intensity * profiles.profile_steps()[BASIC.index(name)]
    return np.asarray(meant + np.stack([profiles.spread(rng, kind) for _ in range(_DRAWS)]))


def _likelihood(steps: F64, mean: F64, cover: F64) -> F64:
    away = steps - mean
    near = np.einsum("nk,kl,nl->n", away, np.linalg.inv(cover), away)
    return np.asarray(-0.5 * near - 0.5 * np.linalg.slogdet(cover)[1])
