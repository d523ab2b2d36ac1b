"""Speech said again: what was asked for is what is found in the sound."""

from pathlib import Path

import numpy as np
import pytest

from kinesics_training.affect import respeak
from kinesics_training.affect.profiles import Manner
from kinesics_training.corpora import intonation

SPOKEN = Path(__file__).parents[1] / "intoned"


@pytest.fixture(scope="module")
def spoken():
    return [respeak.analyse(one.samples) for one in intonation.load(SPOKEN)[:4]]


def again(spoken, **manner):
    said = [respeak.respeak(one, Manner(**manner), np.random.default_rng(0)) for one in spoken]
    return [respeak.analyse(one) for one in said]


def pitch_st(analyses):
    return np.concatenate([one.pitch_st[~np.isnan(one.pitch_st)] for one in analyses])


def rms_db(analyses):
    sound = np.concatenate([one.samples for one in analyses])
    return 10.0 * np.log10((sound**2).mean())


def test_in_the_same_manner_it_stays_as_it_was(spoken):
    same = again(spoken)
    for one, other in zip(spoken, same, strict=True):
        assert abs(len(one.samples) - len(other.samples)) < 400
    assert abs(np.median(pitch_st(same)) - np.median(pitch_st(spoken))) < 0.3
    assert abs(rms_db(same) - rms_db(spoken)) < 1.0


@pytest.mark.parametrize("shift_st", [-3.0, 4.0])
def test_pitch_moves_as_asked(spoken, shift_st):
    moved = np.median(pitch_st(again(spoken, pitch_st=shift_st))) - np.median(pitch_st(spoken))
    assert abs(moved - shift_st) < 0.5


def test_range_widens_and_narrows(spoken):
    swings = [
        np.subtract(*np.percentile(pitch_st(again(spoken, range_factor=f)), (90, 10)))
        for f in (0.6, 1.0, 1.6)
    ]
    assert swings[0] < 0.8 * swings[1]
    assert swings[2] > 1.2 * swings[1]


@pytest.mark.parametrize("factor", [0.75, 1.3])
def test_tempo_changes_how_long_it_takes(spoken, factor):
    lengths = [
        sum(len(one.samples) for one in a) for a in (spoken, again(spoken, tempo_factor=factor))
    ]
    assert abs(lengths[0] / lengths[1] - factor) < 0.05


def test_loudness_and_brightness_change_as_asked(spoken):
    assert abs(rms_db(again(spoken, level_db=6.0)) - rms_db(again(spoken)) - 6.0) < 0.5

    def high_share(analyses):
        power = np.abs(np.fft.rfft(np.concatenate([one.samples for one in analyses]))) ** 2
        return power[len(power) // 4 :].sum() / power.sum()  # above 2 kHz

    assert high_share(again(spoken, brightness_db=3.0)) > 1.5 * high_share(again(spoken))


def test_dynamics_widen_the_swing_of_level(spoken):
    def swing(analyses):
        sound = np.concatenate([one.samples for one in analyses])
        hops = (sound[: len(sound) // 1600 * 1600].reshape(-1, 1600) ** 2).mean(axis=1)
        level_db = 10.0 * np.log10(hops + 1e-6)
        return level_db[level_db > level_db.max() - 30.0].std()

    assert swing(again(spoken, dynamics_factor=1.6)) > swing(again(spoken)) + 0.3


def test_roughness_shakes_the_periods(spoken):
    def shake(analyses):
        steps = [np.abs(np.diff(one.pitch_st, 2)) for one in analyses]
        return np.nanmean(np.concatenate(steps))

    assert shake(again(spoken, roughness=0.03)) > 1.1 * shake(again(spoken))


def test_silence_and_noise_can_be_said_again():
    for sound in (np.zeros(8000), 0.1 * np.random.default_rng(0).standard_normal(8000)):
        analysis = respeak.analyse(sound.astype(np.float32))
        said = respeak.respeak(analysis, Manner(pitch_st=3.0), np.random.default_rng(0))
        assert np.isfinite(said).all()
        assert len(said) == 8000
