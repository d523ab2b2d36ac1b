"""How long nothing was heard: in hops, by level."""

import numpy as np

from kinesics.audio.logmel import LogMel
from kinesics.audio.silence import NOTHING, QUIET, Silence


def counted(level, samples):
    silence = Silence(level)
    return [silence.hear(float(frame.max())) for frame in LogMel().push(samples)]


def test_hops_without_any_sound_are_counted_until_the_next():
    tone = (0.1 * np.sin(np.arange(1600) / 5)).astype(np.float32)
    counts = counted(NOTHING, np.concatenate((np.zeros(3200, np.float32), tone, tone[:0])))
    first = counts.index(0)
    assert counts[:first] == [*range(1, first + 1)]
    assert first >= 15
    assert not any(counts[first:])


def test_a_room_is_quiet_and_not_nothing_and_sixteen_bits_of_zeros_are():
    generator = np.random.default_rng(0)
    room = (1e-3 * generator.standard_normal(8000)).astype(np.float32)  # 60 dB below full scale
    rounding = (generator.integers(-1, 2, 8000) / 2**16).astype(np.float32)
    assert counted(QUIET, room)[-1] == len(counted(QUIET, room))
    assert counted(NOTHING, room)[-1] == 0
    assert counted(NOTHING, rounding)[-1] == len(counted(NOTHING, rounding))


def test_reset_forgets():
    silence = Silence(NOTHING)
    silence.hear(-30.0)
    silence.reset()
    assert silence.hops == 0
