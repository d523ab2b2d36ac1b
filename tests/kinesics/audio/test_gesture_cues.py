"""Cues for arms: of what was heard alone, however it came, whoever speaks."""

import numpy as np
import pytest

from kinesics.audio.gesture_cues import CUES, ROW_NS, WORD_BINS, WORD_FROM, GestureCues, told
from kinesics.signals import Speech

RATE_HZ = 16_000


def voice(pitch_hz=120.0, seconds=1.5, seed=0):
    """A buzz whose pitch and level sway."""
    rng = np.random.default_rng(seed)
    at_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    hz = pitch_hz * 2.0 ** (0.2 * np.sin(2.0 * np.pi * 2.0 * at_s))
    phase = 2.0 * np.pi * np.cumsum(hz) / RATE_HZ
    sound = sum(np.sin(k * phase) / k for k in range(1, 20))
    loud = 0.15 * (1.2 + np.sin(2.0 * np.pi * 3.0 * at_s))
    return (loud * sound + 1e-4 * rng.standard_normal(len(at_s))).astype(np.float32)


def rows(sound, piece=460, t_ns=0):
    cues, made = GestureCues(), []
    for first in range(0, len(sound), piece):
        start_ns = t_ns + first * 62_500
        made += cues.feed(Speech(start_ns, first, RATE_HZ, sound[first : first + piece]))
    return made


def column(made, name):
    return np.array([row.cues[CUES.index(name)] for row in made])


@pytest.mark.parametrize("piece", [1, 160, 777, 24_000])
def test_the_same_sound_gives_the_same_bits_however_it_was_cut(piece):
    sound = voice(seconds=0.5) if piece == 1 else voice()
    whole = rows(sound, len(sound))
    cut = rows(sound, piece)
    assert [row.t_ns for row in cut] == [(k + 1) * ROW_NS for k in range(len(whole))]
    for one, other in zip(whole, cut, strict=True):
        np.testing.assert_array_equal(one.cues, other.cues)


def test_nothing_later_than_its_end_is_in_a_row():
    sound = voice()
    other = sound.copy()
    other[12 * 640 :] = 0.0
    for one, two in zip(rows(sound)[:12], rows(other)[:12], strict=True):
        np.testing.assert_array_equal(one.cues, two.cues)


def test_whose_voice_it_is_and_how_loud_does_not_matter():
    low, soft = rows(voice(110.0)), rows(0.3 * voice(110.0))
    high = rows(voice(160.0))
    for name in ("pitch_1", "level_1"):
        np.testing.assert_allclose(column(low, name)[6:], column(soft, name)[6:], atol=0.05)
        np.testing.assert_allclose(column(low, name)[6:], column(high, name)[6:], atol=0.4)
    assert np.ptp(column(low, "pitch_1")[6:]) > 0.5


def test_silence_counts_and_a_new_utterance_starts_afresh():
    quiet = np.concatenate((voice(seconds=0.6), np.zeros(RATE_HZ // 2, np.float32)))
    made = rows(quiet)
    assert column(made, "pause")[-1] == pytest.approx(np.log1p(0.5), abs=0.05)
    assert column(made, "begun")[-1] == pytest.approx(np.log1p(len(made) / 25), abs=0.01)
    cues = GestureCues()
    first = cues.feed(Speech(0, 0, RATE_HZ, quiet))
    again = cues.feed(Speech(5_000_000_000, 0, RATE_HZ, quiet))
    np.testing.assert_array_equal([a.cues for a in first], [b.cues for b in again])
    assert again[0].t_ns == 5_000_000_000 + ROW_NS


def test_another_rate_is_not_heard():
    assert not GestureCues().feed(Speech(0, 0, 22_050, voice()))


def test_known_words_lie_where_they_will_be_heard():
    values = told([(1_100_000_000, 1.0), (5_000_000_000, 1.0)], 1_000_000_000)
    assert values[0] == 1.0
    assert values.shape == (1 + WORD_BINS,)
    (at,) = np.flatnonzero(values[1:] > 0.45)[:1]
    assert at + WORD_FROM in (2, 3)
    assert values[1:].sum() == pytest.approx(1.0)
    assert told([], 0).sum() == 1.0
