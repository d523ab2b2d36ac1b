"""Stories: 100 s of a speaker whose manner changes, as cues of the voice, with what is expressed.

Half of it is neutral, so that there is a voice's own way to be away from; rooms, levels, noise,
silence and sounds that are not speech are as the speech-face network hears them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kinesics.audio.prosody import SpeechProsody
from kinesics.audio.voice_cues import CUE_RATE_HZ, VoiceCues
from kinesics.signals import Speech
from kinesics_training.affect import profiles, respeak
from kinesics_training.affect.profiles import Emotion
from kinesics_training.affect.respeak import RATE_HZ, Analysis
from kinesics_training.affect.speakers import Speaker, spoken
from kinesics_training.corpora import augment

F32 = npt.NDArray[np.float32]
SECONDS = 100.0
ROWS = int(SECONDS * CUE_RATE_HZ)
NO_SPEECH = -1

FIRST_NEUTRAL, NEUTRAL = 0.7, 0.5
"""Chance of a stretch to be neutral: of the first, of any other."""
_INTERLUDE, _SCENE, _TURNED = 0.08, 0.6, 0.3


@dataclass(frozen=True, eq=False)
class Stories:
    """S stories of T rows."""

    cues: F32
    """(S, T, C)"""
    weights: F32
    """(S, T, C)"""
    vad: F32
    """(S, T, 3) what is expressed; 0 where nobody speaks"""
    shares: F32
    """(S, T, 8)"""
    stretch: npt.NDArray[np.int16]
    """(S, T) number of the stretch in one manner, `NO_SPEECH` where nobody speaks"""


@dataclass(eq=False)
class _Draft:
    """A story while it is told."""

    sound: list[F32] = field(default_factory=list)
    truth: list[tuple[int, Emotion, int]] = field(default_factory=list)
    """Samples, what they express, and the stretch."""
    count: int = 0

    def add(self, sound: F32, emotion: Emotion, stretch: int) -> None:
        self.sound.append(sound)
        self.truth.append((len(sound), emotion, stretch))
        self.count += len(sound)


Room = Callable[[F32, np.random.Generator], F32]
"""How a sound reaches whoever listens."""


def tell(analyses: Sequence[Analysis], rng: np.random.Generator) -> _Draft:
    """A story of at least `SECONDS`."""
    draft = _Draft()
    stretch = 0
    while draft.count < SECONDS * RATE_HZ:
        chance = NEUTRAL if stretch else FIRST_NEUTRAL
        emotion, steps = profiles.neutral(), profiles.spread(rng, "neutral")
        if rng.random() > chance:
            emotion, steps = profiles.draw(rng)
        for _ in range(int(rng.integers(1, 5))):
            manner = profiles.manner(steps + profiles.spread(rng, "utterance"))
            said = respeak.respeak(analyses[int(rng.integers(len(analyses)))], manner, rng)
            draft.add(said, emotion, stretch)
            gap_s = min(rng.uniform(0.1, 0.8) * manner.pauses_factor, 2.0)
            draft.add(np.zeros(int(gap_s * RATE_HZ), np.float32), emotion, stretch)
        stretch += 1
        if rng.random() < _INTERLUDE:
            count = int(rng.uniform(2.0, 6.0) * RATE_HZ)
            draft.add(augment.non_speech(count, rng), profiles.neutral(), NO_SPEECH)
    return draft


def any_room(sound: F32, rng: np.random.Generator) -> F32:
    """As a microphone delivers it, or clean; now and then somebody turns the volume."""
    room = augment.scene if rng.random() < _SCENE else augment.voice_like
    sound = room(sound, rng)
    if rng.random() < _TURNED:
        start = int(rng.integers(len(sound)))
        sound[start:] *= augment.db(rng.uniform(-6.0, 6.0))
    return np.clip(sound, -1.0, 1.0)


def _clean(sound: F32, _rng: np.random.Generator) -> F32:
    return sound


def _noisy(snr_db: float) -> Room:
    def room(sound: F32, rng: np.random.Generator) -> F32:
        level = float(np.sqrt((sound**2).mean())) / augment.db(snr_db)
        return sound + augment.pink(len(sound), rng) * level

    return room


def _louder(level_db: float) -> Room:
    return lambda sound, _rng: sound * np.float32(augment.db(level_db))


def _telephone(sound: F32, _rng: np.random.Generator) -> F32:
    """300 to 3400 Hz."""
    spectrum = np.fft.rfft(sound)
    hz = np.fft.rfftfreq(len(sound), 1.0 / RATE_HZ)
    spectrum *= (hz > 300.0) & (hz < 3400.0)
    return np.fft.irfft(spectrum, len(sound)).astype(np.float32)


def _coloured(sound: F32, _rng: np.random.Generator) -> F32:
    """A small loudspeaker: 6 dB an octave down below 500 Hz, a peak of 8 dB at 2 kHz."""
    spectrum = np.fft.rfft(sound)
    hz = np.maximum(np.fft.rfftfreq(len(sound), 1.0 / RATE_HZ), 40.0)
    gain_db = 6.0 * np.minimum(np.log2(hz / 500.0), 0.0) + 8.0 * np.exp(
        -(np.log2(hz / 2000.0) ** 2)
    )
    return np.fft.irfft(spectrum * 10.0 ** (gain_db / 20.0), len(sound)).astype(np.float32)


ROOMS: dict[str, Room] = {
    "any": any_room,
    "clean": _clean,
    "noise10": _noisy(10.0),
    "quiet": _louder(-18.0),
    "coloured": _coloured,
    "phone": _telephone,
}
"""`any` is what is taught; the others judge robustness: pink noise 10 dB below the speech,
18 dB less level, a small loudspeaker, a telephone."""


def listen(sound: F32) -> tuple[F32, F32]:
    """Cues and weights, (T, C) each, as the runtime derives them."""
    prosody, cues = SpeechProsody(), VoiceCues()
    padded = np.concatenate((sound, np.zeros(RATE_HZ // 4, np.float32)))
    packet = Speech(0, 0, RATE_HZ, padded)
    rows = cues.feed(packet)
    for heard in prosody.feed(packet):
        rows += cues.feed(heard)
    count = int(len(sound) / RATE_HZ * CUE_RATE_HZ)
    return np.stack([r.values for r in rows[:count]]), np.stack([r.weights for r in rows[:count]])


def story(analyses: Sequence[Analysis], seed: Sequence[int], room: Room = any_room) -> Stories:
    """One story, as it is heard in a room."""
    rng = np.random.default_rng([*seed, 9])
    draft = tell(analyses, rng)
    sound = np.concatenate(draft.sound)[: int(SECONDS * RATE_HZ)]
    cues, weights = listen(room(sound, rng))
    ends = np.cumsum([count for count, _, _ in draft.truth])
    middles = (np.arange(ROWS) + 0.5) * RATE_HZ / CUE_RATE_HZ
    which = np.minimum(np.searchsorted(ends, middles, "right"), len(ends) - 1)
    emotions = [emotion for _, emotion, _ in draft.truth]
    return Stories(
        cues[None],
        weights[None],
        np.array([emotions[k].vad for k in which], np.float32)[None],
        np.array([emotions[k].shares for k in which], np.float32)[None],
        np.array([draft.truth[k][2] for k in which], np.int16)[None],
    )


COUNT, SEED = 6, 1
"""Stories of each speaker."""


def cached(speaker: Speaker, cache: Path, say: Callable[[str], None], room: str = "any") -> Stories:
    """The stories of a speaker, heard in one of `ROOMS`; told once and kept under `cache`."""
    path = cache / f"stories-{speaker.name}-{COUNT}-{SEED}{'' if room == 'any' else f'-{room}'}.npz"
    if not path.exists():
        analyses = [respeak.analyse(one.samples) for one in spoken(speaker, cache, say)]
        say(f"telling {COUNT} stories of {speaker.name}, {room} room")
        name = list(speaker.name.encode())
        seeds = [[SEED, k, *name] for k in range(COUNT)]
        told = joined([story(analyses, seed, ROOMS[room]) for seed in seeds])
        partial = path.with_suffix(".part.npz")
        np.savez(partial, **{f.name: getattr(told, f.name) for f in fields(Stories)})
        partial.replace(path)
    with np.load(path) as kept:
        return Stories(**{f.name: kept[f.name] for f in fields(Stories)})


def joined(parts: Sequence[Stories]) -> Stories:
    """All of them side by side."""
    return Stories(
        **{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Stories)}
    )
