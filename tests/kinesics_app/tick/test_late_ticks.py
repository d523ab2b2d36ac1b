"""The latest ticks of a life are kept, with what each was late by; others cost next to nothing."""

import mmap
import os
import threading
import time

import numpy as np
import pytest

from kinesics_app.tick.late_ticks import LateTicks
from kinesics_app.tick.own_time import OwnTime, Spent, own_time
from kinesics_app.tick.stages import Stages

MS = 1_000_000
PERIOD_NS = 10 * MS


class Told:
    """What a system would book, as a test says."""

    def __init__(self):
        self.spent, self.known = (0, 0, 0, 0, 0), True

    def look(self):
        return self.spent

    def between(self, before, after):
        return Spent(*np.subtract(after, before).tolist(), ready_known=self.known)

    def book(self, ran_ms, ready_ms=0, waits=1):
        more = (ran_ms * MS, ready_ms * MS, waits, 0, 0)
        self.spent = np.add(self.spent, more)


@pytest.fixture
def own():
    return Told()


@pytest.fixture
def stages():
    return Stages()


@pytest.fixture
def late(stages, own):
    late = LateTicks(stages, PERIOD_NS)
    late.watch(own)
    return late


def run(late, own, ticks):
    """Ticks of (begun late [ms], lasting [ms], waited for a processor before [ms], waits)."""
    for n, (late_ms, lasts_ms, ready_ms, waits) in enumerate(ticks, 1):
        begun_ns = n * PERIOD_NS + round(late_ms * MS)
        own.book(0, ready_ms, waits)
        late.begun(n * PERIOD_NS, begun_ns)
        own.book(lasts_ms, waits=0)
        late.done(begun_ns + round(lasts_ms * MS))


IN_TIME = (0.2, 2.0, 0, 1)


def test_ticks_in_time_are_not_kept(late, own):
    run(late, own, [IN_TIME, (9.9, 9.9, 0, 1), IN_TIME])
    assert late.status() == []


@pytest.mark.parametrize(
    ("ready_ms", "waits", "cause"),
    [(25, 1, "no processor free"), (0, 3, "waited for a lock"), (0, 1, "the machine stood still")],
)
def test_what_a_tick_that_began_late_was_late_for_is_told(late, own, ready_ms, waits, cause):
    run(late, own, [IN_TIME, (26.0, 2.0, ready_ms, waits), IN_TIME])
    (one,) = late.worst()
    assert (one.t_ns, one.late_ns, one.asleep) == (2 * PERIOD_NS, 26 * MS, True)
    assert one.cause == cause
    assert one.spent.ready_ns == ready_ms * MS
    assert one.waited_ns == pytest.approx((26 - ready_ms) * MS, abs=MS)


def test_a_machine_that_stood_still_in_the_midst_of_a_tick_is_told_from_a_lock(late, own):
    late.begun(PERIOD_NS, PERIOD_NS)
    own.book(4, waits=0)
    late.done(PERIOD_NS + 44 * MS)
    late.begun(6 * PERIOD_NS, 6 * PERIOD_NS)
    own.book(4, waits=2)
    late.done(6 * PERIOD_NS + 40 * MS)
    assert [one.cause for one in late.worst()] == ["the machine stood still", "waited for a lock"]


def test_where_the_system_tells_nothing_only_its_own_work_is_a_cause(late, own):
    own.known = False
    run(late, own, [IN_TIME, (26.0, 2.0, 0, 3), IN_TIME, (0.1, 25.0, 0, 1)])
    assert [one.cause for one in late.worst()] == ["not known on this system", "its own work"]


def test_a_tick_that_took_long_is_told_with_its_stages(late, own, stages, monkeypatch):
    clock = iter(range(0, 10**12, 3 * MS))
    monkeypatch.setattr(time, "perf_counter_ns", lambda: next(clock))
    late.begun(PERIOD_NS, PERIOD_NS)
    stages.lap("mix")
    late.done(PERIOD_NS + 3 * MS)
    late.begun(2 * PERIOD_NS, 2 * PERIOD_NS)
    stages.lap("gesture")
    stages.lap("mix")
    stages.lap("gesture")
    own.book(24, waits=0)
    late.done(2 * PERIOD_NS + 24 * MS)
    (one,) = late.status()
    assert one == {
        "t_s": 0.02,
        "late_us": 14_000,
        "ticks": 1,
        "began": "in time",
        "cause": "its own work",
        "ran_us": 24_000,
        "ready_us": 0,
        "waited_us": 0,
        "waits": 0,
        "faults": 0,
        "disk_faults": 0,
        "stages_us": {"other": 15_000, "gesture": 6000, "mix": 3000},
        "before_us": {},
    }


def test_those_after_it_that_are_late_still_are_one_with_it(late, own):
    run(late, own, [IN_TIME, (40.0, 12.0, 38, 1), (42.0, 2.0, 0, 0), (34.0, 2.0, 0, 0), IN_TIME])
    run(late, own, [IN_TIME] * 3)
    (one,) = late.worst()
    assert (one.late_ns, one.ticks) == (42 * MS, 3)
    assert one.t_ns == 2 * PERIOD_NS


def test_the_worst_are_kept_the_worst_first(late, own):
    rest = np.random.default_rng(0).permutation(np.arange(11, 300))
    run(late, own, [tick for ms in rest for tick in (IN_TIME, (float(ms), 2.0, 0, 1), IN_TIME)])
    kept_ms = [one.late_ns // MS for one in late.worst()]
    assert kept_ms == list(range(299, 249, -1))
    told_ms = [one["late_us"] // 1000 for one in late.status()]
    assert told_ms == [299, 298, 297, 296, 295]


def test_nothing_is_kept_of_who_is_not_watched(stages):
    late = LateTicks(stages, PERIOD_NS)
    run(late, Told(), [IN_TIME, (50.0, 2.0, 0, 1)])
    assert late.status() == []


def test_what_the_system_books_of_this_thread_is_its_own():
    def busy():
        while not ended.is_set():
            sum(range(1000))

    ended = threading.Event()
    with own_time() as own:
        before = own.look()
        time.sleep(0.02)
        asleep = own.between(before, own.look())
        before, begun_ns = own.look(), time.thread_time_ns()
        while time.thread_time_ns() - begun_ns < 30 * MS:
            pass
        awake = own.between(before, own.look())
        another = threading.Thread(target=busy)
        another.start()
        before = own.look()
        time.sleep(0.05)
        beside = own.between(before, own.look())
        ended.set()
        another.join()
    assert asleep.ran_ns < 10 * MS
    assert asleep.waits >= 1
    assert awake.ran_ns == pytest.approx(30 * MS, abs=2 * MS)
    assert beside.ran_ns < 20 * MS


def test_pages_that_it_had_to_be_given_are_counted():
    with own_time() as own, mmap.mmap(-1, 64 * mmap.PAGESIZE, mmap.MAP_PRIVATE) as room:
        room.madvise(mmap.MADV_NOHUGEPAGE)
        before = own.look()
        for page in range(64):
            room[page * mmap.PAGESIZE] = 1
        assert own.between(before, own.look()).faults >= 64


def test_a_system_that_tells_nothing_is_asked_for_nothing(monkeypatch):
    def refuse(*asked):
        raise FileNotFoundError(asked[0])

    monkeypatch.setattr(os, "open", refuse)
    with own_time() as own:
        assert isinstance(own, OwnTime)
        spent = own.between(own.look(), own.look())
    assert spent.ready_ns == 0
    assert not spent.ready_known
