"""What is hinted becomes what is felt: slowly, only while nobody commands, and not for ever."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.affect.feeling import difference, feeling_of, read_feeling
from kinesics.affect.state import DRIFT_PER_S
from kinesics.behaviours.feelings import Feelings
from kinesics.signals import Hint, Horizon

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
