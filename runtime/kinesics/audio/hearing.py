"""`Hearing`: how surely somebody else speaks, beneath the robot's own voice and servos."""

from collections import deque
from math import log10
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.dated_sound import DatedSound
from kinesics.audio.echo_filter import AUDIBLE, BLOCK, EchoFilter, Parted
from kinesics.audio.learnt_share import LearntShare
from kinesics.audio.logmel import LogMel
from kinesics.audio.noise_minimum import NoiseMinimum
from kinesics.audio.turns import Turns
from kinesics.audio.voice_activity import BANDS, Beneath, VoiceActivity

__all__ = ["AHEAD_NS", "BLOCK_NS", "RATE_HZ", "Heard", "Hearing", "Judge"]

F32 = NDArray[np.float32]

RATE_HZ = 16_000
BLOCK_NS = BLOCK * 1_000_000_000 // RATE_HZ
AHEAD_NS = 40_000_000
"""How much earlier than it is dated the robot's own voice may come back."""

_VOICE_FADES = np.float32(0.8)
"""Of the power of an echo, each hop: a room that reverberates for 0.6 s."""
_OWN_HOPS = 40
"""For how long a room has it after its end."""
_UNKNOWN_HOPS, _DOUBTFUL_HOPS = 120, 400
"""Of its own voice, in which it learns what comes back of it, and believes nobody: fewer where it
is taken off well."""
_WELL_DB = 6.0
_MOVES_FROM_NS, _MOVES_TO_NS = 60_000_000, 120_000_000
"""Around its date in which a row of motion is heard: servos lag, and run on."""
_STILL = 1.0
"""Power of motion, as `MotorSound` has it, below which it is none."""
_KEPT_MOVES = 64
_LEVEL_LEAST = 1e-12
_TAKEN_FADES = 0.98
_NOTHING: F32 = np.zeros(BANDS, np.float32)


class Heard(NamedTuple):
    """What is told of a block: no sound."""

    t_ns: int
    """When its first sample was heard."""
    speaks: float
    """0..1: how surely somebody speaks who is not the robot."""
    level_db: float
    """Of the block as it came, relative to full scale, -120..0."""
    taken_db: float
    """How much fainter the robot's own voice has become of late; 0 while it says nothing."""
    own: bool
    """Whether the robot's own voice may be in it."""


class Judge(Protocol):
    """Who says how much a hop is like a voice."""

    def push(self, sound: F32, power: F32, beneath: Beneath) -> float:
        """As `VoiceActivity.push`."""


class Hearing:
    """Told what the robot plays and how it moves, by their dates; asked block by block."""

    def __init__(self, judge: Judge | None = None) -> None:
        self._played: DatedSound | None = None
        self._moves: deque[tuple[int, float]] = deque(maxlen=_KEPT_MOVES)
        self._filter = EchoFilter()
        self._own_bands, self._left_bands = _bands(), _bands()
        self._noise = NoiseMinimum(BANDS)
        self._voice = LearntShare(BANDS, 0.0)
        self._motors = LearntShare(BANDS, -120.0)
        self._activity: Judge = VoiceActivity(RATE_HZ) if judge is None else judge
        self._turns = Turns()
        self._back: F32 = np.zeros(BANDS, np.float32)
        self._since_own = _OWN_HOPS + 1
        self._heard = self._left = _LEVEL_LEAST

    def play(self, t_ns: int, first: int, rate_hz: int, samples: F32) -> None:
        """A block (N,) of its own voice, its first sample, `first` of all, heard at `t_ns`."""
        if self._played is None or self._played.rate_hz != rate_hz:
            self._played = DatedSound(rate_hz)
        self._played.push(t_ns, first, samples)

    def move(self, t_ns: int, power: float) -> None:
        """How loudly its joints move at `t_ns`: as `MotorSound` has it."""
        self._moves.append((t_ns, power))

    def is_told(self, t_ns: int) -> bool:
        """Whether all that it needs of its own voice is known for the block of this date."""
        return self._played is not None and self._played.reaches(t_ns + AHEAD_NS + BLOCK_NS)

    def push(self, t_ns: int, block: F32) -> Heard:
        """A block (BLOCK,) of the microphone, -1..1, heard from `t_ns` on."""
        played = self._voice_at(t_ns)
        parted = self._filter.push(block, played)
        own = self._is_own(played)
        power: F32 = np.exp(self._left_bands.push(parted.left)[0])  # (M,)
        came = np.exp(self._own_bands.push(played)[0])
        self._back = np.maximum(came, _VOICE_FADES * self._back)
        noise = self._noise.push(power)
        moves = self._moves_at(t_ns)
        voice = self._voice.expected(self._back) if own else _NOTHING
        beneath = Beneath(noise, voice, self._motors.expected(np.float32(moves)))
        likeness = self._activity.push(parted.left, power, beneath)
        if own and not self._knows_itself():
            likeness = 0.0
        speaks = self._turns.push(likeness)
        self._learn(power, noise, moves, own=own)
        self._count(block, parted, own=own)
        return Heard(t_ns, speaks, _db(block), self._taken_db(own=own), own)

    def _voice_at(self, t_ns: int) -> F32:
        if self._played is None:
            return np.zeros(BLOCK, np.float32)
        return self._played.read(t_ns + AHEAD_NS, BLOCK, RATE_HZ)

    def _is_own(self, played: F32) -> bool:
        audible = float(played @ played) > AUDIBLE * BLOCK
        self._since_own = 0 if audible else self._since_own + 1
        return self._since_own <= _OWN_HOPS

    def _knows_itself(self) -> bool:
        """Whether it can tell somebody else from what comes back of its own voice."""
        well = self._taken_db(own=True) >= _WELL_DB
        return self._voice.frames >= (_UNKNOWN_HOPS if well else _DOUBTFUL_HOPS)

    def _moves_at(self, t_ns: int) -> float:
        begin_ns, end_ns = t_ns - _MOVES_TO_NS, t_ns + _MOVES_FROM_NS
        near = [power for at_ns, power in self._moves if begin_ns <= at_ns <= end_ns]
        return max(near, default=0.0)

    def _learn(self, power: F32, noise: F32, moves: float, *, own: bool) -> None:
        """What comes back of its voice, and of its servos, where only one of them is heard."""
        doubted = self._turns.speaks
        above = np.maximum(power - noise, 0.0)
        if own and self._since_own < _OWN_HOPS // 2:
            self._voice.learn(above, self._back, doubted=doubted)
        elif not own and moves > _STILL:
            self._motors.learn(above, np.float32(moves), doubted=doubted)

    def _count(self, block: F32, parted: Parted, *, own: bool) -> None:
        if own:
            self._heard = _TAKEN_FADES * self._heard + float(block @ block)
            self._left = _TAKEN_FADES * self._left + float(parted.left @ parted.left)

    def _taken_db(self, *, own: bool) -> float:
        return 10.0 * log10(self._heard / max(self._left, _LEVEL_LEAST)) if own else 0.0


def _bands() -> LogMel:
    return LogMel(
        sample_rate_hz=RATE_HZ, hop=BLOCK, mels=BANDS, low_hz=100.0, high_hz=7000.0, floor=1e-10
    )


def _db(block: F32) -> float:
    return 10.0 * log10(float(block @ block) / len(block) + _LEVEL_LEAST)
