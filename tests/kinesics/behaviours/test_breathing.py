"""Breath: as often as people's, in the pauses of speech, smooth, and the same however told."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.behaviours.breath_laws import breath_laws
from kinesics.behaviours.breathing import Breathing
from kinesics.signals import Being, Horizon, Persona, Prosody, Speech, SpeechEnd

SECOND = 1_000_000_000
STEP_NS = 40_000_000
QUIET = np.zeros(160, np.float32)


def hop(t_ns, pause_s=0.0):
    return Prosody(t_ns, 100.0, 120.0, -20.0, 1.0, 4.0, 0.0, 0.0, pause_s)


def speech(begin_s, spans, pauses, ends=True):
    """(arrival, packet) of phrases and pauses of these lengths [s] in turn."""
    t_s, heard = begin_s, []
    for phrase_s, pause_s in zip(spans, pauses, strict=True):
        for n in range(round((phrase_s + pause_s) * 100)):
            t_ns = round((t_s + 0.01 * n) * SECOND)
            first = round((t_s - begin_s) * 16_000) + 160 * n
            heard.append((t_ns - SECOND // 4, Speech(t_ns, first, 16_000, QUIET)))
            paused = max(0.01 * (n + 1) - phrase_s, 0.0)
            heard.append((t_ns - SECOND // 10, hop(t_ns, paused)))
        t_s += phrase_s + pause_s
    if ends:
        heard.append((round((t_s - 0.25) * SECOND), SpeechEnd(round(t_s * SECOND))))
    return sorted(heard, key=lambda one: one[0])


def breathe(told, seconds, breathing=None, piece_s=0.2, ahead_s=0.25):
    """Breath as shown, (T,) at 25 Hz, in a loop that asks ahead in pieces."""
    breathing = breathing or Breathing()
    rows = np.full(round((seconds + 2) * 25), np.nan)

    def take(track):
        if track is not None:
            first = track.t_ns // STEP_NS
            rows[first : first + len(track.values)] = track.values[:, 0]

    coming, horizon_ns = list(told), SECOND // 4
    take(breathing.feed(Horizon(horizon_ns)))
    for tick in range(round(seconds * 100)):
        now_ns = tick * SECOND // 100
        while coming and coming[0][0] <= now_ns:
            take(breathing.feed(coming.pop(0)[1]))
        if horizon_ns < now_ns + ahead_s * SECOND:
            horizon_ns = now_ns + round((ahead_s + piece_s) * SECOND)
            take(breathing.feed(Horizon(horizon_ns)))
    return rows[7 : round(seconds * 25)]


def breaths(rows):
    middle = 0.5 * (rows.min() + rows.max())
    return int(np.count_nonzero((rows[1:] >= middle) & (rows[:-1] < middle)))


@pytest.mark.parametrize("state", ["idle", "listening", "thinking", "asleep"])
def test_as_many_breaths_a_minute_as_the_state_has(state):
    rows = breathe([(0, Being(0, state))], 180)
    assert breaths(rows) / 3 == pytest.approx(breath_laws().per_minute[state], rel=0.15)
    assert rows.min() >= 0.0
    assert 0.6 < rows.max() <= 1.0
    assert np.abs(np.diff(rows)).max() < 0.05


def test_no_two_breaths_are_alike():
    rows = breathe([], 120)
    peaks = rows[1:-1][(rows[1:-1] > rows[:-2]) & (rows[1:-1] >= rows[2:]) & (rows[1:-1] > 0.4)]
    assert len(set(np.round(peaks, 3))) > 0.9 * len(peaks) > 15
    assert np.std(peaks) > 0.03


def test_in_speech_it_inhales_in_pauses_and_exhales_else():
    rows = breathe(speech(5.0, [3.0, 2.5, 3.5], [0.5, 0.6, 0.4]), 20)
    at = {t: rows[round(t * 25) - 7] for t in (8.1, 8.6, 11.0, 11.05, 11.75, 15.0)}
    assert at[8.6] > at[8.1] + 0.3
    assert at[11.75] > at[11.0] + 0.2
    speaking = rows[round(8.9 * 25) - 7 : round(11.0 * 25) - 7]
    assert (np.diff(speaking) <= 1e-9).all()


def test_who_begins_without_breath_takes_a_quick_one():
    trough = 5.0 + np.argmin(breathe([], 20)[(5 * 25) - 7 : (9 * 25) - 7]) / 25
    rows = breathe(speech(trough, [2.0], [0.2]), 20)
    begin = round(trough * 25) - 7
    assert rows[begin + 8] > rows[begin - 4] + 0.3


def test_it_breathes_on_after_speech():
    rows = breathe(speech(3.0, [4.0], [0.0]), 40)
    assert breaths(rows[(9 * 25) :]) >= 6


def test_a_livelier_persona_is_seen_to_breathe():
    calm, lively = (breathe([(0, Persona(0, x, 0.5, x))], 60) for x in (0.0, 0.6))
    assert np.ptp(calm) < 0.85 * np.ptp(lively)


told = st.lists(
    st.one_of(
        st.tuples(st.just("be"), st.integers(1, 25), st.sampled_from(["listening", "asleep"])),
        st.tuples(st.just("persona"), st.integers(1, 25), st.floats(0.0, 1.0)),
    ),
    max_size=4,
)


@settings(max_examples=20, deadline=None)
@given(told=told, piece_s=st.sampled_from([0.04, 0.2, 0.7]), begin_s=st.integers(4, 12))
def test_what_is_shown_does_not_depend_on_when_rows_were_asked_for(told, piece_s, begin_s):
    events = speech(float(begin_s), [2.0, 1.0], [0.4, 0.3])
    for kind, at_s, what in told:
        t_ns = at_s * SECOND
        packet = Being(t_ns, what) if kind == "be" else Persona(t_ns, what, what, what)
        events.append((t_ns - SECOND // 4, packet))
    events.sort(key=lambda one: one[0])
    one, other = (breathe(events, 28, Breathing(3), piece_s=piece) for piece in (0.2, piece_s))
    np.testing.assert_allclose(one, other, atol=1e-9)
    for before, after in pairwise(one):
        assert abs(after - before) < 0.2
