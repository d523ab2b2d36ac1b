"""`talk`: what all contestants hear, and the hobby frames that two of them write."""

import json
import sys

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.speech_file import load_speech, resample
from kinesics_app.demo import HELLO

__all__ = ["FRAME_BYTES", "HOP", "JOINTS", "RATE_HZ", "TICK_S", "report", "talk"]

F32 = NDArray[np.float32]

RATE_HZ, TICK_S = 16_000, 0.01
HOP = round(RATE_HZ * TICK_S)
JOINTS = 8
FRAME_BYTES = 2 + 2 * JOINTS
"""Two header bytes and an int16 a joint, as `BinarySketch` of the bridge's rivals has them."""


def talk(ticks: int) -> F32:
    """(ticks, HOP) of the shipped sentence, again and again."""
    samples, rate_hz = load_speech(HELLO)
    sound = resample(samples, rate_hz, RATE_HZ)
    return np.resize(sound, ticks * HOP).reshape(ticks, HOP)


def report(begin_s: float, late_s: list[float], cpu_s: float) -> None:
    """Tell the bench when the first tick was due, how late all were, and what they cost."""
    json.dump({"begin_s": begin_s, "late_s": late_s, "cpu_s": cpu_s}, sys.stdout)
