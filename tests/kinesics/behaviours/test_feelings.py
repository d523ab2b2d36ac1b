"""What is hinted becomes what is felt: slowly, only while nobody commands, and not for ever."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.affect.appraisal import appraisal
from kinesics.affect.feeling import difference, feeling_of, read_feeling
from kinesics.affect.mood import Mood, personality_of
from kinesics.affect.state import DRIFT_PER_S, Beneath
from kinesics.behaviours.feelings import Feelings
from kinesics.signals import Appraisal, Feeling, Hint, Horizon, LetGo, Persona

SECOND_NS = 1_000_000_000
STEP_NS = SECOND_NS // 10


def hints(seconds, mixture=None, confidence=0.8, begin_s=1.0):
    mixture = mixture or {"happy": 1.0}
    dates = [int((begin_s + n / 5) * SECOND_NS) for n in range(int(seconds * 5))]
    return [Hint("voice", feeling_of(t_ns, mixture, 0.9), confidence) for t_ns in dates]


def run(analyser, packets, seconds):
    """Horizons every 0.2 s, 0.5 s ahead of the packets: each comes 0.6 s before it acts."""
    waiting, told = list(packets), []
    for n in range(int(seconds * 5)):
        now_ns = n * SECOND_NS // 5
        while waiting and waiting[0].feeling.t_ns - 600_000_000 <= now_ns:
            told += analyser.feed(waiting.pop(0))
        told += analyser.feed(Horizon(now_ns + SECOND_NS // 2))
    return told


def test_without_a_hint_nothing_is_told():
    assert run(Feelings(), [], 5.0) == []


def test_a_hint_moves_what_is_felt_its_way_and_never_fast():
    told = run(Feelings(), hints(8.0), 9.0)
    assert told[-1].vad[0] > 0.3
    assert told[-1].mixture["happy"] > 0.3
    for one, other in pairwise(told):
        assert one.t_ns % (4 * STEP_NS) == 0
        passed_s = (other.t_ns - one.t_ns) * 1e-9
        assert difference(one, other) <= DRIFT_PER_S * passed_s + 0.001


def test_when_the_hints_stop_what_is_felt_goes_back_to_nothing():
    told = run(Feelings(), hints(6.0), 40.0)
    strongest = max(feeling.intensity for feeling in told)
    assert strongest > 0.3
    assert told[-1].intensity < 0.25 * strongest
    assert told[-1].t_ns < 30 * SECOND_NS  # and is told no more


def test_the_less_sure_a_hint_is_the_less_of_it_shows():
    strengths = [
        max(feeling.intensity for feeling in run(Feelings(), hints(12.0, confidence=sure), 13.0))
        for sure in (0.2, 0.4, 0.8)
    ]
    assert strengths == sorted(strengths)
    assert strengths[0] < 0.25


@pytest.mark.parametrize("command", ["angry", "neutral"])
def test_a_command_ends_all_hints(command):
    analyser = Feelings()
    assert run(analyser, hints(3.0), 4.0)
    assert analyser.feed(read_feeling(command, 4 * SECOND_NS)) == []
    assert run(analyser, hints(3.0, begin_s=6.0), 12.0) == []


@settings(max_examples=20)
@given(delays=st.lists(st.integers(0, 2), min_size=15, max_size=15))
def test_when_hints_come_changes_nothing_as_long_as_they_come_before_they_act(delays):
    expected = [(f.t_ns, f.vad, f.intensity) for f in run(Feelings(), hints(3.0), 5.0)]
    analyser, told, waiting = Feelings(), [], hints(3.0)
    come_ns = [
        max(hint.feeling.t_ns - 600_000_000 - delay * 100_000_000, 0)
        for hint, delay in zip(waiting, delays, strict=True)
    ]
    for n in range(25):
        now_ns = n * SECOND_NS // 5
        for hint, at_ns in zip(waiting, come_ns, strict=True):
            if now_ns - SECOND_NS // 5 < at_ns <= now_ns:
                told += analyser.feed(hint)
        told += analyser.feed(Horizon(now_ns + SECOND_NS // 2))
    assert analyser.late == 0
    assert [(f.t_ns, f.vad, f.intensity) for f in told] == expected


def told_of(events, seconds, analyser=None):
    """What is told while `events` come, each half a second before its date."""
    analyser, told, waiting = analyser or Feelings(), [], sorted(events, key=lambda one: one.t_ns)
    for n in range(int(seconds * 5)):
        now_ns = n * SECOND_NS // 5
        while waiting and waiting[0].t_ns - SECOND_NS // 2 <= now_ns:
            told += analyser.feed(waiting.pop(0))
        told += analyser.feed(Horizon(now_ns + 3 * SECOND_NS // 10))
    return told


def felt_at(told, t_s):
    return [one for one in told if one.t_ns <= t_s * SECOND_NS][-1]


def test_an_event_is_felt_ramped_and_wears_off():
    told = told_of([appraisal("gratification", 2 * SECOND_NS)], 120.0)
    strongest = max(told, key=lambda one: one.intensity)
    assert 2 < strongest.t_ns / SECOND_NS < 14
    assert strongest.mixture["happy"] > 0.4
    assert felt_at(told, 119).intensity < 0.15 * strongest.intensity
    for one, other in pairwise(told):
        assert difference(one, other) <= DRIFT_PER_S * (other.t_ns - one.t_ns) * 1e-9 + 0.001


def test_ten_minutes_of_good_events_lift_the_mood_and_an_hour_brings_it_home():
    """The arc of minutes, to the baseline of who it is."""
    warm = Persona(0, 0.5, 0.9, 0.5)
    events = [appraisal("gratification", n * 15 * SECOND_NS) for n in range(1, 41)]
    analyser = Feelings()
    told = told_of([warm, *events], 4200.0, analyser)
    home = personality_of(warm).baseline
    assert felt_at(told, 10).vad[0] >= home[0] - 0.01  # it begins as who it is
    long_after_the_last = felt_at(told, 720).vad[0]
    assert long_after_the_last > home[0] + 0.15
    assert home[0] < felt_at(told, 1500).vad[0] < long_after_the_last
    assert felt_at(told, 4199).vad == pytest.approx(home, abs=0.02)
    assert analyser.late == 0


def test_who_becomes_another_while_it_lives_gets_in_that_mood_in_minutes():
    analyser = Feelings()
    told = told_of([Persona(10 * SECOND_NS, 0.5, 1.0, 0.5)], 2400.0, analyser)
    home = personality_of(Persona(0, 0.5, 1.0, 0.5)).baseline
    assert felt_at(told, 120).vad[0] < 0.3 * home[0]
    assert felt_at(told, 2399).vad == pytest.approx(home, abs=0.03)


def test_a_command_goes_before_events_until_it_is_let_go_and_colours_the_mood():
    joy = read_feeling("happy", 5 * SECOND_NS)
    told = told_of(
        [joy, appraisal("hate", 20 * SECOND_NS), LetGo(200 * SECOND_NS)],
        400.0,
    )
    assert [one for one in told if one.t_ns < 200 * SECOND_NS] == []
    assert felt_at(told, 200.5).vad[0] > 0.7
    assert 0.1 < felt_at(told, 260).vad[0] < 0.6  # three minutes of it have lifted the mood
    for one, other in pairwise(told):
        assert difference(one, other) <= DRIFT_PER_S * (other.t_ns - one.t_ns) * 1e-9 + 0.001


def test_a_command_takes_back_what_was_told_for_later():
    analyser = Feelings()
    told = told_of([appraisal("gratification", SECOND_NS)], 4.0, analyser)
    command = read_feeling("angry", told[-1].t_ns - SECOND_NS // 10)
    (again,) = analyser.feed(command)
    assert (again.t_ns, again.mixture) == (told[-1].t_ns, command.mixture)


def test_a_newer_command_forgets_when_the_older_was_to_be_let_go():
    analyser = Feelings()
    analyser.feed(read_feeling("happy", SECOND_NS))
    analyser.feed(LetGo(9 * SECOND_NS))  # known from the beginning: it was to be felt for so long
    assert told_of([read_feeling("sad", 5 * SECOND_NS)], 30.0, analyser) == []


def test_what_cannot_be_felt_is_counted_and_changes_nothing():
    analyser = Feelings()
    wrong = [
        Appraisal(0, (2.0, 0.0, 0.0)),
        Appraisal(0, (0.0, 0.0, 0.0), 0.0),
        Feeling(0, (0.0, 0.0, 0.0), {"hapy": 1.0}, 1.0),
        Hint("text", feeling_of(0, {"sad": 1.0}, 0.5), 3.0),
    ]
    for packet in wrong:
        assert analyser.feed(packet) == []
    assert analyser.refused == 4
    assert told_of([], 5.0, analyser) == []


def test_what_lies_beneath_is_told_by_what_it_is_of():
    analyser = Feelings()
    assert analyser.beneath == Beneath((0.0, 0.0, 0.0))
    told_of([appraisal("gratification", 2 * SECOND_NS)], 4.0, analyser)
    assert (analyser.beneath.events, analyser.beneath.hints) == (1, ())
    for source in ("voice", "text"):
        analyser.feed(Hint(source, read_feeling("sad", 5 * SECOND_NS), 0.9))
    analyser.feed(Horizon(6 * SECOND_NS))
    assert analyser.beneath.hints == ("text", "voice")
    analyser.feed(Horizon(300 * SECOND_NS))
    assert (analyser.beneath.events, analyser.beneath.hints) == (0, ())


def test_a_command_is_told_of_until_nothing_of_it_is_felt():
    analyser, commanded = Feelings(), {}
    analyser.feed(read_feeling("happy", SECOND_NS))
    for now_s in range(2, 220):
        if now_s == 180:
            analyser.feed(LetGo(now_s * SECOND_NS))
        analyser.feed(Horizon(now_s * SECOND_NS))
        commanded[now_s] = analyser.beneath.commanded
    assert commanded[179]
    assert commanded[182]  # it is felt still, and wears off
    assert not commanded[219]
    assert analyser.beneath.mood[0] > 0.2  # three minutes of it stay in the mood


def test_a_mood_that_it_begins_in_is_told_before_anything_is_felt():
    assert Feelings(Mood(begin=(-0.5, 0.0, 0.1))).beneath.mood == (-0.5, 0.0, 0.1)
