"""The body by itself: postures, states, sway, shifts; smooth, endless, the same however asked."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.behaviours.stance import Stance
from kinesics.behaviours.stance_laws import BODY, stance_laws
from kinesics.gesture.read import postures
from kinesics.signals import Being, Horizon, Persona, Posture, Prosody, Speech, SpeechEnd

SECOND = 1_000_000_000
STEP_NS = 40_000_000
PITCH, HEAD_PITCH, ROLL = (BODY.index(n) for n in ("torso_pitch", "head_pitch", "torso_roll"))


def stand(told, seconds, stance=None, piece_s=0.2, ahead_s=0.25):
    """(T, 6) at 25 Hz as shown, in a loop that asks ahead in pieces."""
    stance = stance or Stance()
    rows = np.full((round((seconds + 3) * 25), len(BODY)), np.nan)

    def take(track):
        if track is not None:
            first = track.t_ns // STEP_NS
            rows[first : first + len(track.values)] = track.values

    coming, horizon_ns = sorted(told, key=lambda one: one[0]), SECOND // 4
    take(stance.feed(Horizon(horizon_ns)))
    for tick in range(round(seconds * 100)):
        now_ns = tick * SECOND // 100
        while coming and coming[0][0] <= now_ns:
            take(stance.feed(coming.pop(0)[1]))
        if horizon_ns < now_ns + ahead_s * SECOND:
            horizon_ns = now_ns + round((ahead_s + piece_s) * SECOND)
            take(stance.feed(Horizon(horizon_ns)))
    return rows[7 : round(seconds * 25)]


def told(at_s, packet):
    return round((at_s - 0.25) * SECOND), packet(round(at_s * SECOND))


def be(at_s, state):
    return told(at_s, lambda t_ns: Being(t_ns, state))


def settled(rows, at_s, span_s=4.0):
    """The mean around a time."""
    return rows[round((at_s - span_s / 2) * 25) - 7 : round((at_s + span_s / 2) * 25) - 7].mean(0)


@pytest.mark.parametrize("name", sorted(postures()))
def test_a_posture_is_taken_and_kept_and_left(name):
    body = postures()[name].poses[-1].body
    plain = stand([], 20)
    events = [
        told(4.0, lambda t_ns: Posture(t_ns, name)),
        told(12.0, lambda t_ns: Posture(t_ns, "")),
    ]
    moved = stand(events, 20) - plain
    wanted = [body.get(channel, 0.0) for channel in BODY]
    np.testing.assert_allclose(settled(moved, 9.0), wanted, atol=1e-9)
    np.testing.assert_allclose(settled(moved, 17.0), 0.0, atol=1e-9)


@pytest.mark.parametrize("state", ["listening", "thinking", "asleep"])
def test_each_state_holds_the_body_in_its_own_way(state):
    law = stance_laws().states[state]
    rows = stand([be(3.0, state)], 40, Stance(2))
    around = settled(rows, 30.0, 16.0)
    expected = law.body + law.side, law.body - law.side
    nearest = min(np.abs(around - one).max() for one in expected)
    assert nearest < np.radians(3.5)


def test_asleep_the_head_drops_slowly_and_waking_takes_its_time():
    rows = stand([be(3.0, "asleep"), be(15.0, "idle")], 25)
    head = rows[:, HEAD_PITCH]
    assert settled(rows, 12.0)[HEAD_PITCH] > 0.2
    assert abs(settled(rows, 22.0)[HEAD_PITCH]) < 0.05
    assert np.abs(np.diff(head)).max() * 25 < 0.35
    down = np.argmax(head > 0.1)
    up = 15 * 25 + np.argmax(head[15 * 25 - 7 :] < 0.1) - 7
    assert down / 25 + 0.28 - 3.0 > 1.0
    assert up / 25 + 0.28 - 15.0 > 0.6


def test_asleep_it_hardly_sways():
    awake, asleep = (stand([be(1.0, state)], 60)[250:] for state in ("idle", "asleep"))
    assert np.abs(np.diff(asleep, axis=0)).mean() < 0.3 * np.abs(np.diff(awake, axis=0)).mean()


@pytest.mark.usefixtures("untraced")
def test_half_an_hour_neither_drifts_nor_repeats():
    moved = []
    for seed in range(6):  # the torso's shifts alone move ten minutes' mean by 0.7 deg
        rows = stand([], 1800, Stance(seed), piece_s=2.0)
        thirds = np.array_split(rows, 3)
        moved.append(thirds[2].mean(0) - thirds[0].mean(0))
        assert np.abs(moved[-1]).max() < np.radians(2.0)
        assert all(third.std(0).min() > np.radians(0.2) for third in thirds)
    assert np.abs(np.mean(moved, axis=0)).max() < np.radians(1.0)
    speed = np.diff(rows[:, ROLL])
    spectrum = np.abs(np.fft.rfft(speed, 2 * len(speed))) ** 2
    alike = np.fft.irfft(spectrum)[: len(speed) // 2]
    alike /= alike[0]
    assert np.abs(alike[25 * 20 :]).max() < 0.12


def test_weight_is_shifted_now_and_then_and_more_often_by_the_energetic():
    def shifts(x):
        roll = stand([(0, Persona(0, x, 0.5, x))], 600, piece_s=2.0)[:, ROLL]
        smooth = np.convolve(roll, np.ones(50) / 50, "valid")
        return np.abs(np.diff(smooth[::25])).sum()

    assert shifts(0.0) < 0.7 * shifts(0.5) < 0.5 * shifts(1.0)


def test_a_warm_persona_leans_nearer():
    cool, warm = (
        settled(stand([(0, Persona(0, 0.5, x, 0.5)), be(3.0, "listening")], 20), 14.0, 10.0)[PITCH]
        for x in (0.0, 1.0)
    )
    assert warm > 2.0 * cool > 0.0


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.integers(1, 25), st.sampled_from(["listening", "thinking", "asleep", "idle"])),
        st.tuples(st.integers(1, 25), st.sampled_from(["posture akimbo", "posture slumped"])),
        st.tuples(st.integers(1, 25), st.floats(0.0, 1.0)),
    ),
    max_size=6,
)


def packet(what, t_ns):
    if isinstance(what, float):
        return Persona(t_ns, what, what, what)
    if what.startswith("posture"):
        return Posture(t_ns, what.split()[1])
    return Being(t_ns, what)


def speech(begin_s, phrases):
    heard, n = [], 0
    for phrase_s, pause_s in phrases:
        for hop in range(round((phrase_s + pause_s) * 100)):
            t_ns = round(begin_s * SECOND) + n * SECOND // 100
            heard.append((t_ns - SECOND // 4, Speech(t_ns, 160 * n, 16_000, np.zeros(160, "f4"))))
            pause = max(0.01 * (hop + 1) - phrase_s, 0.0)
            hop_told = Prosody(t_ns, 100.0, 120.0, -20.0, 1.0, 4.0, 0.0, 0.0, pause)
            heard.append((t_ns - SECOND // 10, hop_told))
            n += 1
    end_ns = round(begin_s * SECOND) + n * SECOND // 100
    return [*heard, (end_ns - SECOND // 4, SpeechEnd(end_ns))]


@settings(max_examples=10, deadline=None)
@given(events=EVENTS, piece_s=st.sampled_from([0.04, 0.7]), begin_s=st.integers(3, 15))
def test_what_is_shown_does_not_depend_on_when_rows_were_asked_for(events, piece_s, begin_s):
    heard = speech(float(begin_s), [(1.0, 0.8), (1.2, 0.3)])
    heard += [told(at_s, lambda t_ns, what=what: packet(what, t_ns)) for at_s, what in events]
    one, other = (stand(heard, 28, Stance(3), piece_s=piece) for piece in (0.2, piece_s))
    np.testing.assert_allclose(one, other, atol=1e-9)
    assert np.abs(np.diff(one, axis=0)).max() * 25 < 0.8
