"""What never came is counted, and what only looks so is not."""

from hypothesis import given
from hypothesis import strategies as st

from kinesics_ros.bag.gaps import Gaps


@given(st.sets(st.integers(1, 200), min_size=1), st.integers(0, 1000))
def test_what_is_missing_between_the_first_and_the_last_is_lost(numbers, before):
    gaps = Gaps(lambda topic: ["one"])
    for number in sorted(numbers):
        gaps.came("/a", before + number)
    assert gaps.lost == max(numbers) - min(numbers) + 1 - len(numbers)


@given(st.lists(st.booleans(), min_size=2))
def test_of_two_publishers_none_is_taken_for_lost(turns):
    gaps, numbers = Gaps(lambda topic: ["one", "two"]), {True: 0, False: 500}
    for who in turns:
        numbers[who] += 1
        gaps.came("/a", numbers[who])
    assert gaps.lost == 0


def test_a_publisher_that_came_after_another_has_lost_nothing():
    publishers = ["one"]
    gaps = Gaps(lambda topic: [*publishers])
    for number in (7, 8):
        gaps.came("/a", number)
    publishers[:] = ["two"]
    for number in (90, 91, 93):
        gaps.came("/a", number)
    assert gaps.lost == 1


def test_topics_are_told_apart_and_a_middleware_may_not_number():
    gaps = Gaps(lambda topic: [topic])
    for topic, number in (("/a", 1), ("/b", 8), ("/a", 2), ("/b", 9), ("/a", None), ("/b", 12)):
        gaps.came(topic, number)
    assert gaps.lost == 2
