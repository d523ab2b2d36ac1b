"""Which of the feelings that are told is the robot's at a time."""

import pytest

from kinesics.affect.feeling import read_feeling
from kinesics.affect.told_feelings import ToldFeelings
from kinesics.signals import Feeling, LetGo

S = 1_000_000_000


def told(*feelings):
    one = ToldFeelings()
    for feeling in feelings:
        one.hear(feeling)
    return one


def test_each_is_felt_from_its_date_on_until_another():
    happy, sad = read_feeling("happy", 2 * S), read_feeling("sad:0.5", 4 * S)
    felt = told(sad, happy, LetGo(3 * S))
    assert felt.at(2 * S - 1) is None
    assert [felt.at(t_ns) for t_ns in (2 * S, 4 * S - 1, 4 * S, 99 * S)] == [happy, happy, sad, sad]


def test_of_one_date_the_one_that_came_last_is_felt():
    mild, command = read_feeling("happy:0.1", 2 * S), read_feeling("angry", 2 * S)
    assert told(mild, command).at(2 * S) is command


@pytest.mark.parametrize(
    "wrong",
    [
        Feeling(2 * S, (0.0, 0.0, 0.0), {"hapy": 1.0}, 1.0),
        Feeling(2 * S, (0.0, 0.0, 0.0), {"happy": 0.4}, 1.0),
        Feeling(2 * S, (0.0, 0.0, 2.0), {"happy": 1.0}, 1.0),
    ],
)
def test_what_nobody_can_show_is_not_felt(wrong):
    happy = read_feeling("happy", S)
    assert told(happy, wrong).at(3 * S) is happy


def test_of_hours_little_is_kept_also_where_nobody_asks():
    felt = told(*(read_feeling("happy", n * S) for n in range(10_000)))
    assert len(felt._told) < 100
    assert felt.at(10_000 * S).t_ns == 9_999 * S
    assert len(felt._told) == 1
