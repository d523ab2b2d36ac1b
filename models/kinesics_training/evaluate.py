"""Judging a runner: lip scores on a voice with known phones, jaw correlation, stillness, noise."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kinesics.audio.logmel import LogMel, log_mel
from kinesics_training import augment, lips, phones
from kinesics_training.channels import CHANNELS, UNITS, measures
from kinesics_training.facegood import Clip
from kinesics_training.net import LOOKAHEADS
from kinesics_training.runners import Runner, dated
from kinesics_training.synth import RATE_HZ, Utterance

F32 = npt.NDArray[np.float32]
HOP = 160
SETTLE = 100
"""Rows of a steady sound before its motion counts."""


@dataclass(frozen=True, eq=False)
class Hearing:
    """What a runner did with a voice: per utterance its phones and channels (T, 5, 23)."""

    spoken: list[list[phones.Segment]]
    channels: list[F32]

    def takes(self, head: int) -> list[lips.Take]:
        """The files as one look-ahead gives them."""
        rows = [measures(dated(channels, head)) for channels in self.channels]
        return [lips.Take(s, m) for s, m in zip(self.spoken, rows, strict=True)]


def hear(runner: Runner, utterances: Iterable[Utterance], snr_db: float | None = None) -> Hearing:
    """Run over every utterance from a fresh state; pink noise at `snr_db` on demand."""
    rng = np.random.default_rng(3)
    spoken, channels = [], []
    for utterance in utterances:
        sound = utterance.samples
        if snr_db is not None:
            level = float(np.sqrt(np.mean(sound**2)))
            sound = sound + augment.pink(sound.size, rng) * level / augment.db(snr_db)
        padded = np.concatenate((sound, np.zeros(max(LOOKAHEADS) * HOP, np.float32)))
        spoken.append(phones.segments(utterance.phones, utterance.ends_s))
        full = runner(log_mel(padded, LogMel()))
        channels.append(full[: sound.size // HOP + max(LOOKAHEADS)])
    return Hearing(spoken, channels)


def scores(hearing: Hearing, head: int) -> lips.Scores:
    """All lip scores at one look-ahead, with the honest total delay."""
    result = lips.score(hearing.takes(head))
    lookahead_ms = 10.0 * LOOKAHEADS[head]
    return {"total_delay_ms": lookahead_ms + max(0.0, result["own_lag_ms"]), **result}


def jaw_r(runner: Runner, clips: list[Clip]) -> list[float]:
    """Correlation of jawOpen with the recorded jaw, one value per look-ahead, over all clips' rows."""
    jaw, unit = CHANNELS.index("jawOpen"), UNITS.index("jawOpen")
    ran = [runner(log_mel(clip.samples, LogMel())) for clip in clips]
    result = []
    for head in range(len(LOOKAHEADS)):
        ours = [dated(channels, head)[:, jaw] for channels in ran]
        theirs = [clip.units[: len(o), unit] for clip, o in zip(clips, ours, strict=True)]
        result.append(float(np.corrcoef(np.concatenate(ours), np.concatenate(theirs))[0, 1]))
    return result


def stillness(runner: Runner, hearing: Hearing) -> list[lips.Scores]:
    """Motion on sounds that are not speech, relative to motion in speech, per look-ahead."""
    ran = {name: runner(log_mel(sound, LogMel()))[SETTLE:] for name, sound in _sounds().items()}
    result = []
    for head in range(len(LOOKAHEADS)):
        speech = lips.speech_motion(hearing.takes(head))
        result.append({n: lips.motion(measures(rows[:, head])) / speech for n, rows in ran.items()})
    return result


def _sounds() -> dict[str, F32]:
    """Ten seconds each."""
    rng = np.random.default_rng(11)
    count = 10 * RATE_HZ
    return {
        "silence": np.zeros(count, np.float32),
        "white_-50dBFS": augment.white(count, rng) * augment.db(-50),
        "white_-30dBFS": augment.white(count, rng) * augment.db(-30),
        "pink_-30dBFS": augment.pink(count, rng) * augment.db(-30),
        "hum_-30dBFS": augment.hum(count, rng) * augment.db(-30),
        "music_-25dBFS": augment.music(count, rng) * augment.db(-25),
    }
