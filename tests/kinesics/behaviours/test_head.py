"""The head nods with the voice, causally and smoothly, and rests in silence."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kinesics.behaviours.head import SpeechHead
from kinesics.signals import Horizon, Speech

RATE_HZ = 16_000


def voice():
    time_s = np.arange(2 * RATE_HZ) / RATE_HZ
    loud = (time_s % 0.5 < 0.2) * 0.4 + 0.02
    return (loud * np.sin(2 * np.pi * 200 * time_s)).astype(np.float32)


def nods(sound, cuts=()):
    head, edges, rows = SpeechHead(), [0, *sorted(cuts), len(sound)], []
    for first, last in pairwise(edges):
        piece = Speech(first * 1_000_000_000 // RATE_HZ, first, RATE_HZ, sound[first:last])
        track = head.feed(piece)
        if track is not None:
            assert track.t_ns == (len(rows) + 1) * 10_000_000
            rows.extend(track.values.tolist())
    return np.array(rows)


def test_it_nods_with_the_syllables_and_stays_small():
    pitch = nods(voice())[:, 0]
    assert 0.02 < pitch.max() < 0.2
    turns = np.flatnonzero(np.diff(np.sign(np.diff(pitch))) < 0)
    assert len(turns) in (3, 4)
    assert np.abs(np.diff(pitch)).max() < 0.02


def test_it_rests_in_silence():
    assert np.abs(nods(np.zeros(RATE_HZ, dtype=np.float32))).max() == 0.0


@given(cuts=st.sets(st.integers(1, 2 * RATE_HZ - 1), max_size=10))
def test_nods_do_not_depend_on_how_the_sound_was_cut(cuts):
    np.testing.assert_array_equal(nods(voice()), nods(voice(), cuts))


def test_other_packets_are_no_concern_of_it():
    assert SpeechHead().feed(Horizon(0)) is None
