"""Real time is asked for as long as it is wanted, and given back."""

import gc
import os

import pytest

from kinesics_app.realtime import no_long_collections, realtime_while

FIFO = getattr(os, "SCHED_FIFO", None)


@pytest.mark.skipif(FIFO is None, reason="this system has no SCHED_FIFO")
def test_what_was_granted_is_given_back():
    before = os.sched_getscheduler(0)
    with realtime_while(wanted=True) as told:
        granted = os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK == FIFO
        assert granted == told.startswith("SCHED_FIFO, priority")
        assert granted or "rtprio" in told
    assert os.sched_getscheduler(0) == before == os.SCHED_OTHER


def test_what_nobody_wanted_is_not_asked_for():
    with realtime_while(wanted=False) as told:
        assert told == ""
        assert FIFO is None or os.sched_getscheduler(0) == os.SCHED_OTHER


def test_no_collection_begins_by_itself_until_it_is_over():
    with no_long_collections():
        assert not gc.isenabled()
        assert gc.get_freeze_count() > 0
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
