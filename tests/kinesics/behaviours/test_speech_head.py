"""Head and torso in speech: by pitch and stress, not by loudness; smooth, causal, by persona."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.audio.prosody import SpeechProsody
from kinesics.behaviours.head import SpeechHead
from kinesics.behaviours.speech_head_laws import head_laws
from kinesics.motion.channels import NAMES
from kinesics.rig.sight import Reach
from kinesics.signals import Persona, Speech, SpeechEnd
from kinesics_app.life_measures.hum import RATE_HZ, hum

SECOND = 1_000_000_000
ONE, OTHER = "-*--*-,--*-*--.-*-", "*---*-,-*---*-.--*"
CHANNELS = ("head_pitch", "head_yaw", "head_roll", "torso_pitch", "torso_yaw", "torso_roll")


def spoken(samples, cuts=(), begin_ns=0):
    """What the head hears of a sound that comes in pieces cut there."""
    prosody, bounds = SpeechProsody(), [0, *sorted(cuts), len(samples)]
    for first, end in pairwise(bounds):
        if end > first:
            t_ns = begin_ns + first * SECOND // RATE_HZ
            piece = Speech(t_ns, first, RATE_HZ, samples[first:end])
            yield piece
            yield from prosody.feed(piece)
    end = SpeechEnd(begin_ns + len(samples) * SECOND // RATE_HZ)
    yield end
    yield from prosody.feed(end)


def rows(packets, head=None):
    """(T, 6) of the head's motion, which has no gap."""
    head = head or SpeechHead()
    tracks = [track for track in map(head.feed, packets) if track is not None]
    for before, after in pairwise(tracks):
        assert after.t_ns == before.end_ns + before.period_ns
    assert [NAMES[column] for column in tracks[0].columns] == [*CHANNELS]
    return np.concatenate([track.values for track in tracks])


def apexes(pitch):
    """Hops at which nods are deepest."""
    inner = pitch[1:-1]
    found = 1 + np.flatnonzero((inner > pitch[:-2]) & (inner >= pitch[2:]))
    return [n for n in found if pitch[n] - pitch[max(n - 14, 0) : n].min() > 0.01]


def test_equally_loud_sentences_of_other_stress_move_otherwise():
    one, other = (rows(spoken(hum(text).samples))[:, 0] for text in (ONE, OTHER))
    assert np.corrcoef(one, other)[0, 1] < 0.5
    assert abs(one - other).max() > 0.04


@pytest.mark.parametrize("gain", [0.5, 2.0, 4.0])
def test_the_same_words_louder_have_the_same_timing_and_size(gain):
    samples = hum(ONE).samples
    usual, louder = (rows(spoken(sound)) for sound in (samples, (gain * samples)))
    assert apexes(louder[:, 0]) == apexes(usual[:, 0])
    assert abs(louder - usual).max() < 0.002


def test_it_nods_on_every_stressed_syllable():
    hummed, laws = hum(ONE), head_laws()
    still = replace(laws.phrases, wide_rad=(0,) * 3, medium_rad=(0,) * 3, lowers_rad=0.0)
    only_nods = replace(laws, phrases=still, pitch=replace(laws.pitch, rad_per_semitone=0.0))
    pitch = rows(spoken(hummed.samples), SpeechHead(laws=only_nods))[:, 0]
    nods_s = np.array(apexes(pitch)) / 100.0 - 0.05  # the first rows lie before the sound
    for accent_s in hummed.accents_s:
        assert 0.08 < min(nods_s[nods_s > accent_s] - accent_s) < 0.15


@settings(max_examples=12, deadline=None)
@given(cuts=st.lists(st.integers(1, 40_000), max_size=12))
def test_motion_does_not_depend_on_how_the_sound_was_cut(cuts):
    samples = hum("-*-,--*").samples
    whole = rows(spoken(samples, range(160, len(samples), 160)))
    cut = rows(spoken(samples, [one for one in cuts if one < len(samples)]))
    np.testing.assert_array_equal(whole, cut)


@pytest.mark.parametrize("after_s", [0.5, 1.2])
def test_motion_does_not_know_the_future_beyond_the_look_ahead(after_s):
    samples = hum(ONE).samples
    changed = samples.copy()
    changed[round((after_s + 0.08) * RATE_HZ) :] = 0.0
    hops = round((after_s + 0.05) * 100) - 1
    known, unknown = (rows(spoken(sound))[:hops] for sound in (samples, changed))
    np.testing.assert_array_equal(known, unknown)


def test_another_place_at_each_phrase_and_a_torso_that_comes_after():
    motion = rows(spoken(hum("-*--,-*--.-*--.-*--").samples), SpeechHead(3))
    yaw, torso = motion[:, 1], motion[:, 4]
    assert np.ptp(yaw) > 0.05
    speeds = np.diff(yaw), np.diff(torso)
    lags = [np.corrcoef(speeds[0][: -n or None], speeds[1][n:])[0, 1] for n in range(0, 80, 5)]
    assert 0.1 <= np.argmax(lags) * 0.05 <= 0.6
    assert 0.1 < np.ptp(torso) / np.ptp(yaw) < 0.6


def test_it_sets_off_before_the_sound_as_far_as_that_is_known():
    head = SpeechHead(1)
    first = head.feed(Speech(SECOND, 0, RATE_HZ, np.zeros(160, np.float32)))
    assert first.t_ns == SECOND - 50_000_000
    assert first.end_ns == SECOND
    assert SpeechHead(lookahead_ms=0.0).feed(Speech(0, 0, RATE_HZ, np.zeros(9, np.float32))) is None


def test_motion_is_smooth():
    neck = Reach(-0.6, 0.6, 3.85, 36.0)  # of the reference humanoid
    motion = rows(spoken(hum(ONE).samples), SpeechHead(neck=neck))
    acceleration = np.diff(motion, n=2, axis=0) * 1e4
    assert abs(acceleration).max() < 0.85 * neck.acceleration


def test_a_livelier_persona_moves_more_and_by_a_ramp():
    samples, motions = hum(ONE).samples, {}
    for lively in (0.0, 0.5, 1.0):
        packets = [Persona(0, lively, lively, lively), *spoken(samples, begin_ns=3 * SECOND)]
        motions[lively] = rows(packets)
    ranges = [np.ptp(motions[one], axis=0) for one in (0.0, 0.5, 1.0)]
    assert (ranges[0] < 0.7 * ranges[1]).all()
    assert (ranges[1] < 0.7 * ranges[2]).all()
    packets = [*spoken(samples, range(160, len(samples), 160))]
    packets.insert(200, Persona(packets[200].t_ns, 1.0, 1.0, 1.0))
    speeds = np.abs(np.diff(rows(packets), axis=0)).max()
    assert speeds <= np.abs(np.diff(motions[1.0], axis=0)).max() + 1e-9


def test_a_slow_neck_is_asked_for_no_deeper_nod_than_it_does_in_time():
    slow = Reach(-0.5, 0.5, 1.0, 8.0)
    motion = rows(spoken(hum(ONE).samples), SpeechHead(neck=slow))
    assert np.abs(np.diff(motion[:, 0], n=2)).max() * 1e4 < 8.0
