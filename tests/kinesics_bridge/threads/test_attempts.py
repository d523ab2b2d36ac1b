"""What was lost is closed and made anew by a thread that was there before it was lost."""

import threading
from itertools import pairwise

import pytest

from kinesics.errors import BridgeError
from kinesics_bridge.threads.attempts import Attempts

MS = 1_000_000


class Clock:
    """Goes on by a hand."""

    def __init__(self):
        self.t_ns = 0

    def __call__(self):
        return self.t_ns


class Thing:
    """Knows by which thread it was made and closed."""

    def __init__(self):
        self.made_by, self.closed_by = threading.current_thread().name, None

    def close(self):
        self.closed_by = threading.current_thread().name


@pytest.fixture
def clock():
    return Clock()


def test_no_thread_is_begun_once_something_is_lost(clock, wait_until):
    """Who begins one waits until it runs: a second and more, where others go before it."""
    attempts, lost, made = Attempts(Thing, clock), Thing(), []
    before = threading.active_count()
    attempts.dispose(lost)

    def taken():
        assert threading.active_count() == before
        made.extend(filter(None, [attempts.take()]))
        return made

    wait_until(taken)
    assert {made[0].made_by, lost.closed_by} == {"open port"}
    attempts.close()
    attempts.close()
    assert threading.active_count() == before - 1


@pytest.mark.parametrize("error", [BridgeError("not there yet"), ValueError("a driver's")])
def test_whatever_an_attempt_raises_the_next_one_comes_ever_later(clock, wait_until, error):
    tried, there = [], []

    def make():
        tried.append(clock.t_ns)
        if not there:
            raise error
        return Thing()

    attempts = Attempts(make, clock)

    def looked(times):
        if not attempts._worker._busy:  # an attempt takes no time
            clock.t_ns += MS
        return attempts.take() or len(tried) == times

    for times in (1, 2, 3, 4):
        wait_until(lambda times=times: looked(times))
    gaps_ms = [(later - one) / MS for one, later in pairwise(tried)]
    assert gaps_ms[0] >= 49
    assert gaps_ms[1] >= 74
    assert gaps_ms[2] >= 112
    there.append(True)
    wait_until(lambda: isinstance(looked(5), Thing))
    attempts.close()


def test_what_was_made_and_never_taken_is_closed_at_the_end(clock, wait_until):
    made = []

    def make():
        made.append(Thing())
        return made[-1]

    attempts = Attempts(make, clock)
    assert attempts.take() is None
    wait_until(lambda: made)
    attempts.close()
    assert made[0].closed_by is not None
