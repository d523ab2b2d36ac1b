"""Whoever asked for a motion is told how much of it was not shown."""

import pytest

from kinesics.conversation.event import Event
from kinesics_app.life.unshown import Unshown


@pytest.fixture
def unshown():
    return Unshown(0.01)


def test_of_what_was_shown_nothing_is_said(unshown):
    for event in (Event("a", "started", 0), Event("a", "finished", 1)):
        assert unshown.tell(event, 120) is event


def test_rows_that_were_lost_meanwhile_are_told_in_seconds_and_earlier_ones_are_not(unshown):
    unshown.tell(Event("a", "started", 0), 500)
    unshown.tell(Event("b", "started", 0), 540)
    assert unshown.tell(Event("b", "finished", 1), 560).reason == ""
    told = unshown.tell(Event("a", "finished", 1), 560)
    assert told.reason == "0.6 s of its motion were not shown: this host was behind"


@pytest.mark.parametrize("state", ["ended", "refused"])
def test_what_did_not_finish_keeps_its_own_reason(unshown, state):
    unshown.tell(Event("a", "started", 0), 0)
    assert unshown.tell(Event("a", state, 1, "cancelled"), 900).reason == "cancelled"


def test_the_next_intent_of_a_name_counts_anew(unshown):
    unshown.tell(Event("a", "started", 0), 0)
    unshown.tell(Event("a", "finished", 1), 90)
    assert unshown.tell(Event("a", "finished", 2), 200).reason == ""
