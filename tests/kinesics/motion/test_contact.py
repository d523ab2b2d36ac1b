"""Lips that touch each other or the teeth do so however wide a dial opens the mouth."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kinesics.audio.mouth import CHANNELS as MOUTH
from kinesics.audio.visemes import VISEMES, faces
from kinesics.motion import channels
from kinesics.motion.lips import closing, gap
from kinesics.motion.mixer import Layer, Mixer
from kinesics.motion.track import Track
from kinesics.rig.load import load_rig

HUMANOID = load_rig("humanoid")
COLUMNS = channels.columns(MOUTH)
ROLL = np.zeros(len(channels.CHANNELS))
ROLL[channels.index("mouthRollLower")], ROLL[channels.index("mouthRollUpper")] = 1.0, -1.0
GAINS = st.floats(0.5, 2.0)
SHARES = st.floats(0.0, 0.3)


def face(viseme):
    row = np.zeros(len(channels.CHANNELS))
    row[COLUMNS] = faces()[VISEMES.index(viseme)]
    return row


def mixed(row, *gains):
    """What a mixer with one owner of the lips shows of a mouth, each gain turned in full."""
    mixer = Mixer([Layer("speech", "over", ramp_s=0.01, owner=True, dials=("lips", "face"))])
    mixer.accept("speech", Track(0, 100.0, COLUMNS, np.tile(row[COLUMNS], (200, 1))))
    for dial, gain in zip(("lips", "face"), gains, strict=False):
        mixer.turn(dial, gain, 0)
    return mixer.sample(1_000_000_000)


def left(row, gain):
    """What is left of a gain, as a mixer tells it."""
    mixer = Mixer([Layer("speech", "over", ramp_s=0.01, owner=True, dials=("lips",))])
    mixer.accept("speech", Track(0, 100.0, COLUMNS, np.tile(row[COLUMNS], (200, 1))))
    mixer.turn("lips", gain, 0)
    name = channels.CHANNELS[int(np.abs(row).argmax())].name
    (reason,) = mixer.why(name, 1_000_000_000)
    return reason.gain


@given(GAINS, SHARES, st.sampled_from(["aa", "E", "ih", "oh", "ou", "DD"]))
def test_a_closure_survives_any_dial_at_the_joint(gain, share, vowel):
    """Of a /p/ and a little of what is around it, as long as the lips are held closed."""
    row = (1.0 - share) * face("PP") + share * face(vowel)
    assume(closing(row) > 0.999)
    shown = mixed(row, gain)
    assert gap(shown) == pytest.approx(gap(row), abs=0.01)
    assert HUMANOID.lips.of(HUMANOID.pose(shown)) <= 1e-6


@given(GAINS, SHARES, st.sampled_from(["aa", "E", "ih", "oh", "ou", "DD"]))
def test_a_touch_survives_any_dial_at_the_joint(gain, share, vowel):
    row = (1.0 - share) * face("FF") + share * face(vowel)
    shown = mixed(row, gain)
    assert ROLL @ row >= 0.3
    np.testing.assert_allclose(HUMANOID.pose(shown), HUMANOID.pose(row), atol=1e-9)


@given(GAINS, st.sampled_from(["aa", "E", "oh"]))
def test_an_open_mouth_is_scaled_whole(gain, vowel):
    row = 0.4 * face(vowel)
    np.testing.assert_allclose(mixed(row, gain), gain * row, atol=1e-9)


@given(st.floats(0.0, 2.0), st.floats(0.0, 2.0), st.integers(0, 2**32 - 1))
def test_what_is_left_of_a_gain_rises_with_it_and_lies_between_it_and_one(one, other, seed):
    low, high = sorted((one, other))
    row = np.zeros(len(channels.CHANNELS))
    row[COLUMNS] = np.random.default_rng(seed).dirichlet(np.ones(15)) @ faces()
    at_low, at_high = (left(row, gain) for gain in (low, high))
    assert at_low <= at_high + 1e-12
    for gain, kept in ((low, at_low), (high, at_high)):
        assert min(gain, 1.0) - 1e-12 <= kept <= max(gain, 1.0) + 1e-12


@pytest.mark.parametrize("viseme", ["PP", "FF", "aa"])
def test_at_nought_nothing_is_left_and_at_one_all(viseme):
    assert not mixed(face(viseme), 0.0).any()
    np.testing.assert_allclose(mixed(face(viseme), 1.0), face(viseme), atol=1e-12)


def test_two_dials_spare_it_as_one_of_their_product():
    np.testing.assert_allclose(mixed(face("FF"), 2.0, 0.5), face("FF"), atol=1e-12)
    assert not mixed(face("FF"), 2.0, 0.0).any()


def test_why_tells_the_gain_that_is_left():
    mixer = Mixer([Layer("speech", "over", ramp_s=0.01, owner=True, dials=("lips",))])
    mixer.accept("speech", Track(0, 100.0, COLUMNS, np.tile(face("FF")[COLUMNS], (200, 1))))
    mixer.turn("lips", 2.0, 0)
    mixer.sample(1_000_000_000)
    (reason,) = mixer.why("mouthRollLower", 1_000_000_000)
    assert reason.gain == pytest.approx(1.0)
    np.testing.assert_allclose(mixer.part("speech", 1_000_000_000), face("FF"), atol=1e-12)
