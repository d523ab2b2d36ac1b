"""What is felt: commanded at once, everything else slowly, and never a label."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.affect.appraisal import appraisal, check_appraisal
from kinesics.affect.feeling import read_feeling
from kinesics.affect.mood import Mood, Personality
from kinesics.affect.state import DRIFT_PER_S, STEP_NS, AffectState
from kinesics.affect.vad import NAMES
from kinesics.errors import AffectError
from kinesics.signals import Appraisal, Feeling

SECOND = 1_000_000_000
EVENTS = st.lists(
    st.tuples(
        st.integers(0, 8 * SECOND),
        st.sampled_from(["liking", "disappointment", "hate", "gratification", "remorse"]),
        st.floats(0.0, 1.0),
    ),
    max_size=5,
)


def row(feeling):
    shares = [feeling.mixture.get(name, 0.0) for name in NAMES]
    return np.array([*feeling.vad, *shares, feeling.intensity])


def course(state, times_ns):
    return np.array([row(state.at(int(t_ns))) for t_ns in times_ns])


def every(seconds, until_s):
    return np.arange(0, round(until_s * SECOND) + 1, round(seconds * SECOND))


def test_nothing_felt_is_mostly_neutral_and_shows_nothing():
    feeling = AffectState(0).at(SECOND)
    assert feeling.intensity == 0.0
    assert feeling.vad == (0.0, 0.0, 0.0)
    assert feeling.mixture["neutral"] > 0.85


def test_a_command_is_felt_within_half_a_second_of_its_date():
    state = AffectState(0)
    state.command(read_feeling("happy:0.6+surprised:0.3", 2 * SECOND))
    assert state.at(2 * SECOND).intensity == 0.0
    felt = state.at(2 * SECOND + SECOND // 2)
    assert felt.intensity == pytest.approx(0.9, abs=0.02)
    assert felt.mixture["happy"] == pytest.approx(2 / 3, abs=0.02)
    held = state.at(600 * SECOND)
    assert held.mixture == pytest.approx({"happy": 2 / 3, "surprised": 1 / 3}, abs=1e-6)


@settings(max_examples=20)
@given(EVENTS)
def test_what_nobody_commands_never_changes_fast(events):
    state = AffectState(0)
    for t_ns, kind, intensity in events:
        state.appraise(appraisal(kind, t_ns, intensity))
    steps = np.abs(np.diff(course(state, every(0.05, 12)), axis=0))
    assert steps.max() <= DRIFT_PER_S * 0.05 + 1e-9


@pytest.mark.parametrize("held_s", [1, 5])
def test_letting_go_of_a_command_is_no_jump(held_s):
    state = AffectState(0)
    state.command(read_feeling("angry", (5 - held_s) * SECOND))
    state.let_go(5 * SECOND)
    rows = course(state, every(0.05, 30))
    after = every(0.05, 30) >= 5 * SECOND
    assert np.abs(np.diff(rows[after], axis=0)).max() <= DRIFT_PER_S * 0.05 + 1e-9
    assert rows[-1, -1] < 0.3
    assert rows[after][0, -1] == pytest.approx(1.0, abs=1e-3)


@settings(max_examples=20)
@given(EVENTS, st.lists(st.integers(1, 10 * SECOND), max_size=20))
def test_how_often_it_is_asked_changes_nothing(events, asked):
    often, seldom = AffectState(0), AffectState(0)
    for state in (often, seldom):
        for t_ns, kind, intensity in events:
            state.appraise(appraisal(kind, t_ns, intensity))
        state.command(read_feeling("sad:0.4", 2 * SECOND))
        state.let_go(6 * SECOND)
    for t_ns in sorted(asked):
        often.at(t_ns)
    np.testing.assert_array_equal(row(often.at(11 * SECOND)), row(seldom.at(11 * SECOND)))


@settings(max_examples=20)
@given(EVENTS, st.randoms())
def test_events_may_come_in_any_order_if_they_come_in_time(events, random):
    shuffled = list(events)
    random.shuffle(shuffled)
    rows = []
    for order in (events, shuffled):
        state = AffectState(0)
        for t_ns, kind, intensity in order:
            state.appraise(appraisal(kind, t_ns, intensity))
        rows.append(row(state.at(9 * SECOND)))
        assert state.late == 0
    np.testing.assert_allclose(*rows, atol=1e-12)


def test_what_comes_late_is_counted_and_acts_from_then_on():
    state = AffectState(0)
    state.at(10 * SECOND)
    state.command(read_feeling("happy", 3 * SECOND))
    assert state.late == 1
    assert state.at(10 * SECOND).intensity == 0.0
    assert state.at(11 * SECOND).intensity > 0.9


@settings(max_examples=20)
@given(EVENTS, st.sampled_from(NAMES), st.floats(0.0, 1.0))
def test_shares_sum_to_one_and_nothing_leaves_its_range(events, name, intensity):
    state = AffectState(0, Mood(Personality(extraversion=0.5, stability=-0.5)))
    for t_ns, kind, strength in events:
        state.appraise(appraisal(kind, t_ns, strength))
    state.command(read_feeling(f"{name}:{intensity!r}", 4 * SECOND))
    for t_ns in every(0.7, 9):
        felt = state.at(int(t_ns))
        assert sum(felt.mixture.values()) == pytest.approx(1.0, abs=1e-9)
        assert min(felt.mixture.values()) >= 0.0
        assert 0.0 <= felt.intensity <= 1.0
        assert max(np.abs(felt.vad)) <= 1.0


def test_a_command_colours_the_mood_for_minutes():
    state = AffectState(0)
    state.command(read_feeling("happy", 0))
    state.let_go(300 * SECOND)
    valence = {t_s: state.at(t_s * SECOND).vad[0] for t_s in (299, 360, 420, 900, 1800)}
    assert valence[299] == pytest.approx(0.81, abs=0.01)
    assert 0.3 < valence[360] < 0.65
    assert valence[360] > valence[420] > valence[900] > valence[1800]
    assert valence[1800] < 0.06


@pytest.mark.usefixtures("untraced")
def test_events_over_and_over_have_an_arc_and_no_drift():
    """The same ten minutes three times: alike in the second and third; near in time, alike."""
    random = np.random.default_rng(1)
    state = AffectState(0)
    kinds = random.choice(["liking", "disliking", "gratification", "disappointment"], 20)
    for lap in range(3):
        for n, kind in enumerate(kinds):
            state.appraise(appraisal(str(kind), (lap * 600 + n * 30) * SECOND))
    valence = course(state, every(1, 1800))[:, 0]
    laps = valence[:1800].reshape(3, 600)
    assert abs(laps[2].mean() - laps[1].mean()) < 0.05 * np.abs(laps).max()
    away = valence - valence.mean()
    for lag_s in (5, 15):
        assert (away[lag_s:] * away[:-lag_s]).mean() > 0.0
    assert np.abs(valence).max() < 1.0


def test_a_conflict_keeps_both_sides():
    """Two feelings at once are two modes, not the neutral middle between them."""
    state = AffectState(0)
    state.command(read_feeling("happy:0.5+sad:0.5", 0))
    felt = state.at(2 * SECOND)
    assert felt.mixture == pytest.approx({"happy": 0.5, "sad": 0.5}, abs=1e-3)
    assert abs(felt.vad[0]) < 0.1


def test_hints_of_sources_are_felt_slowly_and_fade_when_they_fall_silent():
    state = AffectState(0)
    for t_s in range(20):
        state.hint("voice", read_feeling("sad:0.6", t_s * SECOND), 0.9)
        if t_s < 12:
            state.hint("text", read_feeling("sad:0.4", t_s * SECOND), 0.6)
    times = every(0.05, 60)
    rows = course(state, times)
    assert np.abs(np.diff(rows, axis=0)).max() <= DRIFT_PER_S * 0.05 + 1e-9
    sad = rows[:, 3 + NAMES.index("sad")]
    assert sad[times == 19 * SECOND] > 0.7
    assert sad[-1] < 0.3
    assert rows[times == 19 * SECOND, -1] == pytest.approx(0.5, abs=0.1)


def test_a_command_goes_before_all_hints():
    state = AffectState(0)
    state.hint("voice", read_feeling("sad", 0), 1.0)
    state.command(read_feeling("happy", 0))
    assert state.at(2 * SECOND).mixture["happy"] > 0.99


def test_a_feeling_that_is_no_mixture_is_refused_at_once():
    with pytest.raises(AffectError, match="no emotion 'hapy'"):
        AffectState(0).command(Feeling(0, (0.0, 0.0, 0.0), {"hapy": 1.0}, 1.0))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: appraisal("gratitud", 0), "nearest: gratitude"),
        (lambda: appraisal("liking", 0, 2.0), r"wanted 0\.\.1"),
        (lambda: check_appraisal(Appraisal(0, (0.0, 2.0, 0.0))), r"wanted three numbers, -1\.\.1"),
        (lambda: check_appraisal(Appraisal(0, (0.0, 0.0, 0.0), 0.0)), "positive time"),
    ],
)
def test_appraisals_that_cannot_be_are_refused(make, message):
    with pytest.raises(AffectError, match=message):
        make()


def test_between_steps_it_is_linear():
    state = AffectState(0)
    state.command(read_feeling("happy", 0))
    low, middle, high = course(state, [STEP_NS, STEP_NS * 3 // 2, 2 * STEP_NS])
    np.testing.assert_allclose(middle[:3], 0.5 * (low + high)[:3])
