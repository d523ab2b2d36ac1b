"""`Scene`: what a robot's microphone hears of a partner, itself and a room, and `listen`: of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kinesics.audio.hearing import BLOCK_NS, RATE_HZ, Heard, Hearing, Judge
from kinesics_training.corpora.augment import db, pink
from kinesics_training.hearing.servos import Servos

__all__ = ["NEAR_RMS", "Scene", "Way", "listen", "response"]

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]

NEAR_RMS = 0.03
"""Of a partner's voice at 1 m while it speaks: -30 dB."""

_BLOCK = BLOCK_NS * RATE_HZ // 1_000_000_000


@dataclass(frozen=True)
class Way:
    """How the robot's own voice comes back to it."""

    echo_db: float = 0.0
    """Louder than the partner's."""
    rt60_s: float = 0.4
    late_s: float = 0.0
    """How much later than it is dated."""
    drift_ppm: float = 0.0
    """How much slower the microphone's clock goes than the loudspeaker's; both are dated well."""
    undated_ppm: float = 0.0
    """The same, and nobody says so."""
    clips_at: float = 0.0
    """Of the loudest sample: a loudspeaker that is driven too far; 0: it is not."""
    jitter_s: float = 0.0
    """Of the dates that devices tell."""


@dataclass(frozen=True)
class Scene:
    """Sounds are (N,) at 16 kHz, from the same moment on; each may be missing."""

    partner: F32 | None = None
    own: F32 | None = None
    noise_db: float = -75.0
    """Of a room's pink noise, relative to full scale."""
    servos: Servos | None = None
    servos_db: float = -50.0
    """Of one joint at full speed."""
    told_motion: bool = True
    way: Way = field(default_factory=Way)
    seed: int = 0

    @property
    def length(self) -> int:
        """Samples."""
        sounds = (self.partner, self.own, self.servos and self.servos.sound)
        return max(len(one) for one in sounds if one is not None)


def response(rng: np.random.Generator, rt60_s: float, direct: float = 1.0) -> F64:
    """A room's response (N,): the direct sound after 1 ms, then noise that decays, 6 dB fainter."""
    count = round(rt60_s * RATE_HZ)
    tail = rng.standard_normal(count) * np.power(10.0, -3.0 * np.arange(count) / count)
    tail *= 0.5 / np.sqrt(np.sum(tail**2))
    return np.concatenate((np.zeros(16), [direct], np.zeros(40), tail))


def heard_in(scene: Scene) -> F32:
    """What the microphone's samples are, by its own clock, (N,)."""
    rng = np.random.default_rng(scene.seed)
    heard = db(scene.noise_db) * pink(scene.length, rng)
    if scene.partner is not None:
        voice = _through(scene.partner, response(rng, scene.way.rt60_s))
        heard[: len(voice)] += NEAR_RMS * _level(scene.partner) * voice
    if scene.own is not None:
        echo = _echo(scene.own, scene.way, rng)
        heard[: len(echo)] += echo[: len(heard)]
    if scene.servos is not None:
        heard[: len(scene.servos.sound)] += db(scene.servos_db) * scene.servos.sound
    return np.clip(heard, -1.0, 1.0).astype(np.float32)


def listen(scene: Scene, judge: Judge | None = None) -> Sequence[Heard]:
    """What is told of each block of 10 ms."""
    rng = np.random.default_rng(scene.seed + 1)
    hearing, heard = Hearing(judge), heard_in(scene)
    told: list[Heard] = []
    own = scene.own if scene.own is not None else np.zeros(0, np.float32)
    slow = 1.0 + 1e-6 * scene.way.drift_ppm
    for n in range(-_BEFORE, 0):
        _play(hearing, own, n, rng, scene.way.jitter_s)
    for n in range(len(heard) // _BLOCK):
        t_ns = round(n * BLOCK_NS * slow)
        if scene.servos is not None and scene.told_motion and n < len(scene.servos.power):
            hearing.move(t_ns, float(scene.servos.power[n]))
        _play(hearing, own, n, rng, scene.way.jitter_s)
        if n >= _EARLY:
            first = (n - _EARLY) * _BLOCK
            early_ns = round(_EARLY * BLOCK_NS * slow)
            told.append(hearing.push(t_ns - early_ns, heard[first : first + _BLOCK]))
    return told


_EARLY = 10
"""Blocks by which the loudspeaker is told of before the microphone is heard."""
_BEFORE = 500
"""Blocks for which it was there, and silent: robots live before they speak."""


def _play(hearing: Hearing, own: F32, n: int, rng: np.random.Generator, jitter_s: float) -> None:
    piece = own[n * _BLOCK : (n + 1) * _BLOCK] if n >= 0 else np.zeros(_BLOCK, np.float32)
    if len(piece) == _BLOCK and len(own):
        t_ns = n * BLOCK_NS + round(jitter_s * 1e9 * rng.uniform(-1.0, 1.0))
        hearing.play(t_ns, (n + _BEFORE) * _BLOCK, RATE_HZ, piece)


def _echo(own: F32, way: Way, rng: np.random.Generator) -> F64:
    """By the microphone's clock: of a fast one the same sound is more samples."""
    driven = own.astype(np.float64)
    if way.clips_at and driven.any():
        most = way.clips_at * np.abs(driven).max()
        driven = most * np.tanh(driven / most)
    echo = _through(driven, response(rng, way.rt60_s))
    shift = way.late_s * RATE_HZ
    ratio = 1.0 + 1e-6 * (way.drift_ppm + way.undated_ppm)
    echo = _at(echo, np.asarray(np.arange(len(echo)) * ratio - shift, np.float64))
    return NEAR_RMS * db(way.echo_db) * _level(own) * echo


def _at(sound: F64, places: F64) -> F64:
    """Windowed sinc of 16 samples a side: exact enough for what is 60 dB below."""
    whole = np.floor(places).astype(np.int64)
    part = places - whole
    if not part.any():
        known = (whole >= 0) & (whole < len(sound))
        return np.where(known, sound[np.clip(whole, 0, len(sound) - 1)], 0.0)
    made = np.zeros(len(places))
    for step in range(-15, 17):
        index = whole + step
        at = part - step
        taps = np.sinc(at) * np.cos(np.pi * at / 34.0) ** 2
        known = (index >= 0) & (index < len(sound))
        made += np.where(known, sound[np.clip(index, 0, len(sound) - 1)], 0.0) * taps
    return made


def _through(sound: npt.NDArray[np.floating], room: F64) -> F64:
    size = 1 << int(np.ceil(np.log2(len(sound) + len(room))))
    made: F64 = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(room, size), size)
    return made[: len(sound)]


def _level(sound: F32) -> float:
    """What makes the level of its loud parts 1; 0 of silence."""
    if not sound.any():
        return 0.0
    loud = sound[np.abs(sound) > 0.1 * np.abs(sound).max()]
    return 1.0 / float(np.sqrt(np.mean(loud.astype(np.float64) ** 2)))
