"""`Servos`: what joints sound like that move now and then, and how fast they went."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kinesics_training.hearing.talker import RATE_HZ

__all__ = ["Servos", "servos"]

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]

TICK = RATE_HZ // 100


class Servos(NamedTuple):
    """A few joints for a while."""

    sound: F32
    """(N,) of a level of 1 while one joint goes at full speed."""
    power: F64
    """(T,) as `MotorSound` has it, at 100 Hz: 1e4 of one joint at full speed."""


def servos(rng: np.random.Generator, seconds: float, joints: int = 3) -> Servos:
    """Strokes of .2 to 1.2 s with pauses: motor and gear whine that follow speed, hiss of teeth."""
    ticks = round(seconds * 100)
    sound, power = np.zeros(ticks * TICK), np.zeros(ticks)
    for _ in range(joints):
        speed = _strokes(rng, ticks)
        sound += _joint(rng, np.repeat(speed, TICK))
        power += 1e4 * speed**2
    return Servos(sound.astype(np.float32), power)


def _strokes(rng: np.random.Generator, ticks: int) -> F64:
    """Speeds (ticks,), 0..1: trapezoids with rounded shoulders."""
    speed, at = np.zeros(ticks), rng.integers(20, 200)
    while at < ticks:
        length = rng.integers(20, 120)
        shape = np.minimum(np.hanning(length) * rng.uniform(1.0, 3.0), 1.0)
        end = min(at + length, ticks)
        speed[at:end] = rng.uniform(0.2, 1.0) * shape[: end - at]
        at = end + rng.integers(30, 250)
    return speed


def _joint(rng: np.random.Generator, speed: F64) -> F64:
    """(N,) for speeds (N,): whine of commutation and of each stage of gears, and broad noise."""
    made = np.zeros(len(speed))
    motor_hz = rng.uniform(90.0, 220.0)  # turns of the motor a second, at full speed
    for ratio in (1.0, 3.0, 10.0 * rng.uniform(0.8, 1.2), 17.0):
        phase = 2.0 * np.pi * np.cumsum(ratio * motor_hz * speed) / RATE_HZ
        for harmonic in (1, 2, 3, 4):
            made += rng.uniform(0.2, 1.0) / harmonic * np.sin(harmonic * phase + rng.uniform(0, 6))
    hiss = np.diff(rng.standard_normal(len(speed)), prepend=0.0)
    return speed * (0.25 * made + 0.7 * hiss)
