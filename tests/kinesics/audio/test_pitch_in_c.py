"""What C finds of a voice is what numpy finds, but for the last bits of sums in another order."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.audio import pitch as law
from kinesics.audio.pitch import Pitch, PitchTracker


class Reference:
    """kernels/pitch.c in numpy."""

    def __init__(self, rate_hz):
        self.hop = round(law.HOP_S * rate_hz)
        self.step = max(s for s in range(1, rate_hz // 8000 + 1) if self.hop % s == 0)
        self.low_pass, self.rate_hz = law._low_pass(rate_hz), rate_hz / self.step
        longest = math.ceil(self.rate_hz / law.LOWEST_HZ)
        self.lags = np.arange(math.floor(self.rate_hz / law.HIGHEST_HZ) - 1, longest + 1)
        self.cost = 0.12 * self.lags / longest
        self.kept = math.ceil(law.COMPARED_S * self.rate_hz)
        self.tail = np.zeros(len(self.low_pass) - self.step)
        self.band, self.before_hz = np.zeros(longest + self.kept + 1), math.nan

    def push(self, hop):
        heard = np.concatenate((self.tail, hop), dtype=np.float64)
        self.tail = heard[len(hop) :]
        fresh = np.correlate(heard, self.low_pass, "valid")[:: self.step]
        self.band = np.concatenate((self.band[len(fresh) :], fresh))
        recent = self.band[-round(0.025 * self.rate_hz) :]
        energy_db = 10.0 * math.log10(recent @ recent / len(recent) + 1e-12)
        like, before_hz = self.likeness(self.band - self.band.mean()), self.before_hz
        self.before_hz = math.nan
        middle = like[1:-1]
        peaks = 1 + np.flatnonzero((middle > like[:-2]) & (middle >= like[2:]) & (middle > 0.0))
        if energy_db <= law.VOICED_FROM_DB or not len(peaks):
            return Pitch(math.nan, 0.0, energy_db)
        worth = like[peaks] - self.cost[peaks]
        if not math.isnan(before_hz):
            worth -= 0.25 * np.abs(np.log2(self.lags[peaks] * (before_hz / self.rate_hz)))
        best = int(peaks[worth.argmax()])
        left, at, right = like[best - 1 : best + 2]
        bend = left - 2.0 * at + right
        shift = float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5)) if bend < 0.0 else 0.0
        clarity = at - 0.25 * (left - right) * shift
        f0_hz = self.rate_hz / (self.lags[best] + shift)
        self.before_hz = f0_hz if clarity >= law.VOICED_CLARITY else math.nan
        return Pitch(f0_hz, min(clarity, 1.0), energy_db)

    def likeness(self, band):
        own, energy = band[-self.kept :], []
        other = [band[len(band) - self.kept - lag : len(band) - lag] for lag in self.lags]
        energy = np.array([one @ one for one in other]) + own @ own
        return 2.0 * np.array([own @ one for one in other]) / (energy + 1e-12 * self.kept)


def voice(seed, rate_hz):
    """A second that glides, with noise and pauses."""
    draw, count = np.random.default_rng(seed), rate_hz
    f0_hz = np.geomspace(*draw.uniform(70.0, 400.0, 2), count)
    phase = 2 * np.pi * np.cumsum(f0_hz) / rate_hz
    sound = sum(np.sin(k * phase) / k for k in range(1, 6)) * draw.uniform(0.01, 0.3)
    sound *= np.repeat(draw.choice([0.0, 1.0, 1.0], 10), count // 10 + 1)[:count]
    return (sound + draw.normal(0.0, draw.choice([1e-6, 0.01]), count)).astype(np.float32)


@given(seed=st.integers(0, 2**32 - 1), rate_hz=st.sampled_from([8000, 16000, 22050, 48000]))
def test_every_hop_is_numpys(seed, rate_hz):
    tracker, reference, sound = PitchTracker(rate_hz), Reference(rate_hz), voice(seed, rate_hz)
    for start in range(0, len(sound) - tracker.hop, tracker.hop):
        hop = sound[start : start + tracker.hop]
        found, wanted = tracker.push(hop), reference.push(hop)
        assert found.energy_db == pytest.approx(wanted.energy_db, abs=1e-9)
        assert found.f0_hz == pytest.approx(wanted.f0_hz, rel=1e-8, nan_ok=True)
        assert found.clarity == pytest.approx(wanted.clarity, abs=1e-9)


def test_it_goes_on_from_a_state_of_another_to_the_bit():
    one, other, sound = PitchTracker(16_000), PitchTracker(16_000), voice(3, 16_000)
    hops = sound.reshape(-1, one.hop)
    for hop in hops[:40]:
        one.push(hop)
    other.push(hops[50])
    state = one.state()
    after = [one.push(hop) for hop in hops[40:]]
    other.restore(state)
    np.testing.assert_array_equal([other.push(hop) for hop in hops[40:]], after)
    one.restore(state)
    np.testing.assert_array_equal([one.push(hop) for hop in hops[40:]], after)
