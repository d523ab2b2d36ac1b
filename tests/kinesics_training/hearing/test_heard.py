"""Who is heard, in virtual time: partners are, the robot itself, its servos and noise are not.

Voices are invented, and the shipped sentence; docs/hearing.md has what real ones give.
"""

from dataclasses import replace

import numpy as np
import pytest
import soundfile
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kinesics_app.demo import HELLO
from kinesics_training.hearing.measured import Score, score
from kinesics_training.hearing.scenes import Scene, Way
from kinesics_training.hearing.servos import servos
from kinesics_training.hearing.talker import RATE_HZ, talk
from kinesics_training.hearing.truth import spans, spoken

SECONDS = 10.0
FEW = settings(max_examples=4, phases=[Phase.generate])  # a second each: none is made smaller

WAYS = st.builds(
    Way,
    echo_db=st.floats(-20.0, 10.0),
    rt60_s=st.floats(0.2, 0.6),
    late_s=st.floats(-0.03, 0.03),
    drift_ppm=st.floats(-200.0, 200.0),
    clips_at=st.sampled_from([0.0, 0.4]),
    jitter_s=st.sampled_from([0.0, 0.002]),
)


def sentence():
    sound, _ = soundfile.read(HELLO, dtype="float32")
    pause = np.zeros(RATE_HZ // 2, np.float32)
    whole = np.concatenate((sound, pause))
    return np.resize(whole, round(SECONDS * RATE_HZ))


def somebody(seed, f0_hz=120.0):
    return talk(np.random.default_rng(seed), SECONDS, f0_hz)


@FEW
@given(way=WAYS, seed=st.integers(0, 1000), demo=st.booleans())
def test_its_own_voice_is_not_somebody_elses(way, seed, demo):
    own = sentence() if demo else somebody(seed)
    assert score(Scene(own=own, way=way, seed=seed)).alarms < 0.03


@FEW
@given(seed=st.integers(0, 1000), f0_hz=st.floats(90.0, 240.0), snr_db=st.sampled_from([20, 10]))
def test_a_partner_is_heard_soon_in_noise_and_the_pauses_too(seed, f0_hz, snr_db):
    found = score(Scene(partner=somebody(seed, f0_hz), noise_db=-30.0 - snr_db, seed=seed))
    assert found.hits > 0.8
    assert found.alarms < 0.1
    assert np.median(found.onsets_s) <= 0.2
    assert np.median(found.offsets_s) <= 0.4


@FEW
@given(seed=st.integers(0, 1000), loud_db=st.floats(-55.0, -38.0), told=st.booleans())
def test_servos_are_nobody(seed, loud_db, told):
    rng = np.random.default_rng(seed)
    scene = Scene(servos=servos(rng, SECONDS), servos_db=loud_db, told_motion=told, seed=seed)
    assert score(scene).alarms < 0.05


@pytest.mark.parametrize("noise_db", [-70.0, -45.0, -30.0])
def test_noise_is_nobody(noise_db):
    silence = np.zeros(round(SECONDS * RATE_HZ), np.float32)
    assert score(Scene(own=silence, noise_db=noise_db)).alarms < 0.01


@FEW
@given(seed=st.integers(0, 1000), echo_db=st.floats(-20.0, 0.0))
def test_who_speaks_into_its_words_is_heard(seed, echo_db):
    own = sentence()
    scene = Scene(partner=somebody(seed, 180.0), own=own, way=Way(echo_db=echo_db), seed=seed)
    found = score(scene)
    assert found.hits > 0.1
    alone = score(replace(scene, partner=None))
    assert alone.alarms < 0.03


def test_truth_is_bridged_within_words_and_not_between_phrases():
    voice = np.zeros(RATE_HZ, np.float32)
    voice[1600:4800] = voice[6400:9600] = 0.3
    voice[200] = 0.3
    assert spans(spoken(voice)) == [(pytest.approx(9, abs=2), pytest.approx(61, abs=2))]
    assert not spoken(np.zeros(RATE_HZ, np.float32)).any()


def test_a_score_counts_what_is_right_and_wrong():
    class Always:
        def push(self, sound, power, beneath):
            return 1.0

    class Never(Always):
        def push(self, sound, power, beneath):
            return 0.0

    scene = Scene(partner=somebody(1))
    heard, deaf = score(scene, Always()), score(scene, Never())
    assert heard.hits > 0.9
    assert heard.alarms > 0.5
    assert isinstance(deaf, Score)
    assert (deaf.hits, deaf.alarms) == (0.0, 0.0)
    assert min(deaf.onsets_s) == float("inf")
