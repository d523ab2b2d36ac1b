"""What C leaves of a frame is what numpy leaves, but for the last bits of single precision."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kinesics.audio.noise_floor import NoiseFloor
from kinesics.motion.ramp import smoothstep

SILENCE = 1e-8
AGO = np.arange(10)[:, None] - np.arange(10)
NEWER = np.where(AGO >= 0, 0.1 * 0.9 ** np.maximum(AGO, 0), 0.0)
OLDER = 0.9 ** np.arange(1, 11)[:, None]


class Reference:
    """kernels/noise.c in numpy, in double precision."""

    def __init__(self, mels):
        self.heard, self.near, self.far = (
            [],
            np.full((8, mels), np.inf),
            np.full((50, mels), np.inf),
        )
        self.smooth, self.highest, self.floor = (np.zeros(mels) for _ in range(3))
        self.blocks, self.wanted, self.share = 0, 0.0, 0.0

    def frame(self, heard):
        self.heard.append(np.exp(heard.astype(np.float64)) - SILENCE)
        if len(self.heard) == 10:
            self.judge(np.array(self.heard))
            self.heard = []
        self.share += 0.2 * (self.wanted - self.share)
        if self.share < 1e-3:
            return heard
        power = np.exp(heard.astype(np.float64)) - SILENCE
        left = np.maximum(power - self.share * self.floor, power * (1.0 - 0.7 * self.share))
        return np.log(left + SILENCE)

    def judge(self, power):
        smooth = NEWER @ power + OLDER * (self.smooth if self.blocks else power[0])
        self.smooth, least = smooth[-1], smooth[0 if self.blocks else 3 :].min(axis=0)
        self.near[self.blocks % 8] = self.far[self.blocks % 50] = least
        self.highest = np.maximum(0.95 * self.highest, smooth.max(axis=0))
        self.blocks += 1
        if self.blocks < 3:
            return
        self.floor = 2.0 * self.near.min(axis=0)
        ratio = (self.highest + SILENCE) / (self.far.min(axis=0) + SILENCE)
        self.wanted = smoothstep((20.0 - 10.0 * np.log10(ratio).mean()) / 4.0)


def sound(seed, count, mels):
    """Log-mel frames of a voice that comes and goes, in a noise or in none."""
    draw = np.random.default_rng(seed)
    voice = np.repeat(draw.choice([0.0, 1e-5, 1e-2], (count // 10, mels)), 10, axis=0)
    power = voice * draw.gamma(4.0, 0.25, (count, mels))
    power += draw.choice([0.0, 1e-4, 1e-2]) * draw.gamma(4.0, 0.25, (count, mels))
    return np.log(power + SILENCE).astype(np.float32)


@given(seed=st.integers(0, 2**32 - 1), mels=st.sampled_from([1, 7, 40]))
def test_every_frame_is_numpys(seed, mels):
    noise, reference = NoiseFloor(mels, SILENCE), Reference(mels)
    for frame in sound(seed, 700, mels):
        np.testing.assert_allclose(noise.frame(frame), reference.frame(frame), rtol=0.0, atol=2e-5)
        assert abs(noise.share - reference.share) < 1e-5


def test_it_goes_on_from_a_state_of_another_to_the_bit():
    one, other, heard = NoiseFloor(12, SILENCE), NoiseFloor(12, SILENCE), sound(4, 300, 12)
    for frame in heard[:155]:
        one.frame(frame)
    for frame in heard[7:90]:
        other.frame(frame)
    state = one.state()
    after = [one.frame(frame) for frame in heard[155:]]
    assert one.share > 0.5
    for again in (other, one):
        again.restore(state)
        np.testing.assert_array_equal([again.frame(frame) for frame in heard[155:]], after)
