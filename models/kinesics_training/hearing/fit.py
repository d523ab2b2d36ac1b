"""`fit`: the network that tells a voice from what is beneath it, from scenes of many voices."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kinesics.audio.hearing import RATE_HZ
from kinesics.audio.voice_activity import INPUTS, Beneath, Likeness, VoiceActivity
from kinesics_training.hearing.phrases import phrases
from kinesics_training.hearing.scenes import Scene, Way, listen
from kinesics_training.hearing.servos import servos
from kinesics_training.hearing.truth import spoken

__all__ = ["examples", "fit", "save", "scenes"]

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]

_HIDDEN = 16
_ROUNDS, _BATCH = 24, 512
_RATE, _DECAY = 3e-3, 1e-4
_ALARMS = 2.0
"""How much worse it is to take something for a voice than not to hear one."""
_LATE_HOPS = 2
"""After a voice begins: a hop in which it only just does is no example."""
_SECONDS = 12.0
_SILENCE: F32 = np.zeros(round(_SECONDS * RATE_HZ), np.float32)


_NOBODY = Likeness(np.zeros((INPUTS + 1, 1), np.float32), np.zeros(2, np.float32))


class _Taught(VoiceActivity):
    """Keeps what it is asked about, and answers as is right."""

    def __init__(self, right: npt.NDArray[np.bool_]) -> None:
        super().__init__(RATE_HZ, _NOBODY)
        self.right = right
        self.asked: list[F32] = []

    def push(self, sound: F32, power: F32, beneath: Beneath) -> float:
        self.asked.append(self.features(sound, power, beneath))
        hop = len(self.asked) - 1
        return float(hop < len(self.right) and self.right[hop])


def scenes(voices: Sequence[F32], count: int, seed: int) -> Iterator[Scene]:
    """Partners, the robot's own voice, both, servos, or none, in rooms more and less noisy."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        partner = (
            phrases(voices[int(rng.integers(len(voices)))], rng, _SECONDS)
            if rng.random() < 0.6
            else None
        )
        own = (
            phrases(voices[int(rng.integers(len(voices)))], rng, _SECONDS)
            if rng.random() < 0.5
            else _SILENCE
        )
        moves = servos(rng, _SECONDS, int(rng.integers(1, 6))) if rng.random() < 0.5 else None
        yield Scene(
            partner,
            own,
            noise_db=rng.uniform(-75.0, -36.0),
            servos=moves,
            servos_db=rng.uniform(-58.0, -34.0),
            told_motion=rng.random() < 0.5,
            way=Way(
                echo_db=rng.uniform(-20.0, 12.0),
                rt60_s=rng.uniform(0.15, 0.6),
                late_s=rng.uniform(-0.03, 0.03),
                drift_ppm=rng.uniform(-200.0, 200.0),
                undated_ppm=rng.choice([0.0, 0.0, rng.uniform(-50.0, 50.0)]),
                clips_at=rng.choice([0.0, 0.3, 0.6]),
                jitter_s=rng.choice([0.0, 0.002]),
            ),
            seed=seed * 100_000 + number,
        )


def examples(many: Iterator[Scene]) -> tuple[F32, F32]:
    """Features (N, INPUTS), and whether a partner speaks (N,)."""
    asked: list[F32] = []
    right: list[npt.NDArray[np.bool_]] = []
    for scene in many:
        count = scene.length // (RATE_HZ // 100)
        speaks = np.zeros(count, np.bool_)
        if scene.partner is not None:
            found = spoken(scene.partner)
            speaks[: len(found)] = found
        judge = _Taught(speaks)
        listen(scene, judge)
        used = np.ones(len(judge.asked), np.bool_)
        for begin in np.flatnonzero(np.diff(speaks.astype(np.int8))):
            used[begin : begin + _LATE_HOPS] = False
        asked.append(np.array(judge.asked, np.float32)[used])
        right.append(speaks[: len(judge.asked)][used])
    return np.concatenate(asked), np.concatenate(right).astype(np.float32)


def fit(features: F32, right: F32, seed: int = 0) -> Likeness:
    """By Adam (Kingma & Ba 2015) on the cross entropy; the last weights, the rate falling to 0."""
    rng = np.random.default_rng(seed)
    hidden = rng.normal(0.0, INPUTS**-0.5, (INPUTS + 1, _HIDDEN))
    out = rng.normal(0.0, _HIDDEN**-0.5, _HIDDEN + 1)
    means, squares = ([np.zeros_like(one) for one in (hidden, out)] for _ in range(2))
    steps = _ROUNDS * len(right) // _BATCH
    for step in range(steps):
        rows = rng.integers(0, len(right), _BATCH)
        slopes = _slopes(features[rows], right[rows], hidden, out)
        rate = _RATE * (1.0 - step / steps) * np.sqrt(1.0 - 0.999 ** (step + 1))
        rate /= 1.0 - 0.9 ** (step + 1)
        for n, weights in enumerate((hidden, out)):
            means[n] += 0.1 * (slopes[n] - means[n])
            squares[n] += 0.001 * (slopes[n] ** 2 - squares[n])
            weights -= rate * means[n] / (np.sqrt(squares[n]) + 1e-8)  # noqa: PLW2901  # in place
    return Likeness(hidden.astype(np.float32), out.astype(np.float32))


def _slopes(features: F32, right: F32, hidden: F64, out: F64) -> tuple[F64, F64]:
    """Of the cross entropy, and of a little weight of the weights themselves."""
    x: F64 = np.concatenate((features, np.ones((len(features), 1))), axis=1)
    h = np.tanh(x @ hidden)
    y = 1.0 / (1.0 + np.exp(-(h @ out[:-1] + out[-1])))
    off = np.where(right > 0.0, 1.0, _ALARMS) * (y - right) / len(right)
    of_out = np.concatenate((h.T @ off, [off.sum()])) + _DECAY * out
    of_hidden = x.T @ (off[:, None] * out[:-1] * (1.0 - h**2)) + _DECAY * hidden
    return of_hidden, of_out


def save(net: Likeness, path: Path, says: str) -> None:
    """As the runtime reads it, four digits each."""
    rows = ",\n".join(f"  [{', '.join(f'{one:.4g}' for one in row)}]" for row in net.hidden)
    out = ", ".join(f"{one:.4g}" for one in net.out)
    path.write_text(f"# {says}\nout = [{out}]\nhidden = [\n{rows},\n]\n")
