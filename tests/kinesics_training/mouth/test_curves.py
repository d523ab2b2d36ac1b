import numpy as np
import pytest

from kinesics_training.lips.channels import CHANNELS, UNITS, expansion, measures, units
from kinesics_training.lips.phones import VISEMES, segments, table, visemes
from kinesics_training.mouth.curves import ARTICULATORS, articulators

GAP = ARTICULATORS.index("gap")


def spoken(*phones, each_s=0.09):
    """A silence, the phones, a silence, each as long."""
    names = ["pau", *phones, "pau"]
    return segments(names, [each_s * (i + 1) for i in range(len(names))])


def middle_rows(said):
    times_s = (np.arange(round(said[-1].end_s * 100)) + 1) / 100
    curves = articulators(said, times_s)
    return {i: curves[round(50 * (s.start_s + s.end_s)) - 1] for i, s in enumerate(said)}


@pytest.mark.parametrize("phone", ["p", "b", "m"])
@pytest.mark.parametrize("vowel", ["aa", "iy", "uw", "ae"])
def test_lips_close_at_bilabials_between_any_vowels(phone, vowel):
    rows = middle_rows(spoken(vowel, phone, vowel))
    assert rows[2][GAP] < -0.15
    assert rows[1][GAP] > rows[2][GAP] + 0.2


def test_lips_close_even_in_fast_speech():
    assert middle_rows(spoken("aa", "b", "aa", each_s=0.05))[2][GAP] < 0.0


def test_the_mouth_rests_in_a_pause():
    said = spoken("aa", each_s=0.3)
    assert np.abs(articulators(said, np.array([0.02, 0.85]))).max() < 0.02


def test_rounding_begins_before_the_rounded_vowel():
    said = spoken("s", "uw")
    column = ARTICULATORS.index("round")
    in_s = articulators(said, np.array([0.10, 0.17]))[:, column]
    assert in_s[1] > in_s[0] + 0.02


def test_labiodentals_tuck_the_lip_and_others_do_not():
    column = ARTICULATORS.index("labio")
    rows = middle_rows(spoken("aa", "v", "aa"))
    assert rows[2][column] > 0.8
    assert rows[1][column] < 0.2


def test_units_are_weights_and_give_back_the_measures():
    curves = middle_rows(spoken("aa", "p", "uw", "f", "s", "eh"))
    rows = np.stack(list(curves.values()))
    channels = units(rows)[:, expansion()]
    assert channels.shape == (len(rows), len(CHANNELS))
    assert channels.min() >= 0.0
    assert channels.max() <= 1.0
    gap, rounding, stretch, labio = measures(channels).T
    np.testing.assert_allclose(gap, rows[:, 0], atol=0.02)
    np.testing.assert_allclose(rounding, rows[:, 2], atol=0.02)
    np.testing.assert_allclose(stretch, rows[:, 3], atol=0.02)
    np.testing.assert_allclose(labio, 0.7 * rows[:, 4], atol=0.02)


def test_mouth_close_holds_lips_together_over_an_open_jaw():
    held = units(np.array([[0.0, 0.4, 0.0, 0.0, 0.0, 0.0]], np.float32))[0]
    assert held[UNITS.index("mouthClose")] == pytest.approx(held[UNITS.index("jawOpen")])


def test_every_phone_has_a_known_viseme():
    assert set(visemes()) >= set(table())
    assert set(visemes().values()) <= set(range(len(VISEMES)))
