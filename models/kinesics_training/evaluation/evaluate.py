"""Judging a runner: lip scores on a voice with known phones, jaw correlation, stillness, noise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from kinesics.audio.logmel import LogMel, log_mel
from kinesics_training.corpora import augment
from kinesics_training.corpora.facegood import Clip
from kinesics_training.corpora.synth import RATE_HZ, Utterance
from kinesics_training.lips import lips, phones
from kinesics_training.lips.channels import CHANNELS, UNITS, expansion, measures
from kinesics_training.mouth import streams
from kinesics_training.mouth.lookaheads import LOOKAHEADS
from kinesics_training.mouth.runners import Runner, dated, named

F32 = npt.NDArray[np.float32]
T = TypeVar("T")
HOP = 160
SETTLE = 100
"""Rows of a steady sound before its motion counts."""


@dataclass(frozen=True, eq=False)
class Hearing:
    """What a runner did with a voice: per utterance its phones and what was made, (T, 5, 38)."""

    spoken: list[list[phones.Segment]]
    made: list[F32]

    def takes(self, head: int) -> list[lips.Take]:
        """The files as the channels of one look-ahead show them."""
        rows = [measures(dated(made, head)) for made in self.made]
        return [lips.Take(s, m) for s, m in zip(self.spoken, rows, strict=True)]

    def named(self, head: int) -> list[lips.Take]:
        """The files as the visemes of one look-ahead name them."""
        pairs = zip(self.takes(head), self.made, strict=True)
        return [replace(take, weights=named(made, head)) for take, made in pairs]


def hear(runner: Runner, utterances: Iterable[Utterance], snr_db: float | None = None) -> Hearing:
    """Run over every utterance from a fresh state; pink noise at `snr_db` on demand."""
    rng = np.random.default_rng(3)
    spoken, made = [], []
    for utterance in utterances:
        sound = utterance.samples
        if snr_db is not None:
            level = float(np.sqrt(np.mean(sound**2)))
            sound = sound + augment.pink(sound.size, rng) * level / augment.db(snr_db)
        padded = np.concatenate((sound, np.zeros(max(LOOKAHEADS) * HOP, np.float32)))
        spoken.append(phones.segments(utterance.phones, utterance.ends_s))
        full = runner(log_mel(padded, LogMel()))
        made.append(full[: sound.size // HOP + max(LOOKAHEADS)])
    return Hearing(spoken, made)


def scores(hearing: Hearing, head: int) -> lips.Scores:
    """All scores of lips and visemes at one look-ahead, with the honest total delay."""
    result = together(lips.score(hearing.takes(head)), lips.score(hearing.named(head)))
    lookahead_ms = 10.0 * LOOKAHEADS[head]
    return {"total_delay_ms": lookahead_ms + max(0.0, result["own_lag_ms"]), **result}


def together(shown: Mapping[str, T], named: Mapping[str, T]) -> dict[str, T]:
    """The scores of the lips as shown, and beside them those of the visemes as named."""
    return {**shown, **{f"viseme_{name}": named[name] for name in NAMED}}


def jaw_r(runner: Runner, clips: list[Clip]) -> list[float]:
    """Correlation of jawOpen with the recorded jaw over all rows, one value per look-ahead."""
    jaw, unit = CHANNELS.index("jawOpen"), UNITS.index("jawOpen")
    ran = [runner(log_mel(clip.samples, LogMel())) for clip in clips]
    result = []
    for head in range(len(LOOKAHEADS)):
        ours = [dated(channels, head)[:, jaw] for channels in ran]
        theirs = [clip.units[: len(o), unit] for clip, o in zip(clips, ours, strict=True)]
        result.append(float(np.corrcoef(np.concatenate(ours), np.concatenate(theirs))[0, 1]))
    return result


def stillness(runner: Runner, hearing: Hearing, seed: int = 11) -> list[lips.Scores]:
    """Motion on sounds that are not speech, relative to motion in speech, per look-ahead."""
    ran = {name: runner(log_mel(sound, LogMel()))[SETTLE:] for name, sound in _sounds(seed).items()}
    result = []
    for head in range(len(LOOKAHEADS)):
        speech = lips.speech_motion(hearing.takes(head))
        moved = {name: lips.motion(measures(dated(made, head))) for name, made in ran.items()}
        result.append({name: motion / speech for name, motion in moved.items()})
    return result


def _sounds(seed: int) -> dict[str, F32]:
    """Ten seconds each."""
    rng = np.random.default_rng(seed)
    count = 10 * RATE_HZ
    return {
        "silence": np.zeros(count, np.float32),
        "white_-50dBFS": augment.white(count, rng) * augment.db(-50),
        "white_-30dBFS": augment.white(count, rng) * augment.db(-30),
        "pink_-30dBFS": augment.pink(count, rng) * augment.db(-30),
        "hum_-30dBFS": augment.hum(count, rng) * augment.db(-30),
        "music_-25dBFS": augment.music(count, rng) * augment.db(-25),
    }


NAMED = ("own_lag_ms", "frame_accuracy", "macro_f1", "coarse_f1", "vowel_accuracy")
"""What is scored of the visemes that are named, beside the same of those read off the lips."""
KEPT = (
    "total_delay_ms", "own_lag_ms", "frame_accuracy", "macro_f1", "coarse_f1", "vowel_accuracy",
    "closure_f1", "closure_recall", "closure_precision", "closure_error_ms", "auc_bilabial_lingual",
    "auc_open_bilabial", "auc_open_silence", "auc_rounding", "r_gap", "pauses",
    *(f"viseme_{name}" for name in NAMED),
)  # fmt: skip
"""The scores of a table, in order."""


def everything(
    runner: Runner, utterances: list[Utterance], clips: list[Clip], seed: int
) -> dict[str, dict[str, list[float]]]:
    """Lists over the look-aheads: lip scores, jaw correlation, stillness, noise at 10 dB."""
    heard = hear(runner, utterances)
    noisy = hear(runner, utterances, snr_db=10.0)
    by_head = [scores(heard, head) for head in range(len(LOOKAHEADS))]
    still = stillness(runner, heard, seed)
    loud = [scores(noisy, head) for head in range(len(LOOKAHEADS))]
    return {
        "lips": {name: [s[name] for s in by_head] for name in KEPT},
        "jaw": {"r": jaw_r(runner, clips)},
        "noise": {
            f"{name}_kept_10dB": [n[name] / s[name] for n, s in zip(loud, by_head, strict=True)]
            for name in ("macro_f1", "viseme_macro_f1")
        },
        "still": {name: [s[name] for s in still] for name in still[0]},
    }


def controls(
    runner: Runner, utterances: list[Utterance]
) -> dict[str, dict[str, float | list[float]]]:
    """At 80 ms: shuffled outputs (chance), the teacher itself (the ceiling), 95 % intervals."""
    heard, head = hear(runner, utterances), LOOKAHEADS.index(8)
    takes, named = heard.takes(head), heard.named(head)
    taught = [streams.plain(utterance).units for utterance in utterances]
    columns = expansion()
    ceiling = [
        lips.Take(take.spoken, measures(units[:, columns]))
        for take, units in zip(takes, taught, strict=True)
    ]
    intervals = together(lips.bootstrap(takes, 40, 5), lips.bootstrap(named, 40, 5))
    chance = together(lips.score(lips.shuffled(takes)), lips.score(lips.shuffled(named)))
    return {
        "shuffled": {n: v for n, v in chance.items() if n in KEPT},
        "teacher": {n: v for n, v in lips.score(ceiling).items() if n in KEPT},
        "interval95_80ms": {n: list(v) for n, v in intervals.items() if n in KEPT},
    }


def recorded(runner: Runner, utterances: list[Utterance]) -> dict[str, list[float]]:
    """Lip scores on recorded speech, lists over the look-aheads; empty where there is none."""
    if not utterances:
        return {}
    heard = hear(runner, utterances)
    by_head = [scores(heard, head) for head in range(len(LOOKAHEADS))]
    return {name: [s[name] for s in by_head] for name in KEPT}
