"""Rows may be given anew, from the state that was there, as far back as states are kept."""

from kinesics.behaviours.given_steps import GivenSteps


def given(count, kept=4):
    steps = GivenSteps(kept)
    steps.begin(10, "before 10")
    for step in range(10, 10 + count):
        steps.give(f"before {step + 1}")
    return steps


def test_nothing_is_taken_back_before_the_first_row_or_of_what_is_to_come():
    assert not GivenSteps(4).take_back(3)
    steps = given(2)
    assert not steps.take_back(12)
    assert (steps.next, steps.newest) == (12, "before 12")


def test_steps_are_taken_back_to_the_state_before_the_first_of_them():
    steps = given(3)
    assert steps.take_back(11) == range(11, 13)
    assert (steps.next, steps.newest) == (11, "before 11")


def test_no_step_is_taken_back_whose_state_was_forgotten():
    steps = given(8)
    assert steps.oldest == 15
    assert steps.take_back(0) == range(15, 18)
    assert (steps.next, steps.newest) == (15, "before 15")
