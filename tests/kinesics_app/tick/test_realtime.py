"""Real time is asked for as long as it is wanted, and given back."""

import gc
import os
import platform

import pytest

from kinesics_app.tick import realtime
from kinesics_app.tick.realtime import (
    in_force,
    no_long_collections,
    on_one_core,
    realtime_while,
)
from kinesics_bridge.threads.deadline import SCHED_DEADLINE

FIFO = getattr(os, "SCHED_FIFO", None)


@pytest.mark.skipif(FIFO is None, reason="this system has no SCHED_FIFO")
@pytest.mark.parametrize("release", ["6.11.0-rc1", "not a number"])
def test_what_was_granted_is_given_back(monkeypatch, release):
    monkeypatch.setattr(platform, "release", lambda: release)
    before = os.sched_getscheduler(0)
    with realtime_while(wanted=True) as told:
        granted = os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK == FIFO
        assert granted == told.startswith("SCHED_FIFO, priority")
        assert in_force()["scheduling"] == ("SCHED_FIFO, priority 30" if granted else "ordinary")
        assert granted or "rtprio" in told
    assert os.sched_getscheduler(0) == before == os.SCHED_OTHER


@pytest.mark.skipif(FIFO is None, reason="this system has no SCHED_FIFO")
def test_where_ordinary_programs_would_go_before_it_it_has_a_deadline(monkeypatch):
    monkeypatch.setattr(platform, "release", lambda: "6.12.3-v8+")
    with realtime_while(wanted=True) as told:
        policy = os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK
        granted = policy == SCHED_DEADLINE
        assert granted == told.startswith("SCHED_DEADLINE, 8 of each 10 ms")
        assert granted or "SCHED_FIFO" in told
        assert in_force()["scheduling"] == told.partition(";")[0] or policy == os.SCHED_OTHER
    assert os.sched_getscheduler(0) == os.SCHED_OTHER


@pytest.mark.skipif(FIFO is None, reason="this system has no SCHED_FIFO")
def test_a_deadline_that_is_not_granted_is_told(monkeypatch):
    monkeypatch.setattr(platform, "release", lambda: "6.12.3-v8+")
    monkeypatch.setattr(realtime, "go_by_deadline", lambda _: False)
    with realtime_while(wanted=True) as told:
        granted = in_force()["scheduling"] == "SCHED_FIFO, priority 30"
        assert granted == ("SCHED_DEADLINE not granted: it needs CAP_SYS_NICE" in told)
        assert granted or "rtprio" in told


@pytest.mark.skipif(FIFO is None, reason="this system has no SCHED_FIFO")
def test_who_goes_first_by_a_limit_alone_is_ordinary_again(monkeypatch):
    put = os.sched_setscheduler

    def as_without_cap_sys_nice(pid, policy, parameters):
        if os.sched_getscheduler(pid) & ~policy & os.SCHED_RESET_ON_FORK:
            raise PermissionError(1, "Operation not permitted")
        put(pid, policy, parameters)

    monkeypatch.setattr(platform, "release", lambda: "6.11.0")
    monkeypatch.setattr(os, "sched_setscheduler", as_without_cap_sys_nice)
    try:
        with realtime_while(wanted=True):
            pass
        assert in_force()["scheduling"] == "ordinary"
        assert os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK == os.SCHED_OTHER
    finally:
        put(0, os.SCHED_OTHER, os.sched_param(0))


@pytest.mark.skipif(not realtime._PROCESS.exists(), reason="this system has no /proc")
def test_with_a_cpu_of_its_own_it_has_none(monkeypatch):
    monkeypatch.setattr(platform, "release", lambda: "6.12.3-v8+")
    with realtime_while(wanted=True, cpu=min(os.sched_getaffinity(0))) as told:
        assert told.startswith("SCHED_FIFO")


@pytest.mark.skipif(not realtime._PROCESS.exists(), reason="this system has no /proc")
def test_memory_and_a_cpu_are_granted_or_denied_in_words_and_given_back():
    before, cpus = in_force(), os.sched_getaffinity(0)
    assert not before["memory_locked"]
    with realtime_while(wanted=True, cpu=min(cpus)) as told:
        assert told.endswith(f"; on CPU {min(cpus)} alone")
        assert os.sched_getaffinity(0) == {min(cpus)}
        assert in_force()["cpus"] == str(min(cpus))
        assert in_force()["memory_locked"] == ("memory locked" in told)
        assert ("memory not locked (" in told) != in_force()["memory_locked"]
        assert (in_force()["scheduling"] == "ordinary") == ("rtprio" in told)
    assert in_force() == before
    assert os.sched_getaffinity(0) == cpus


@pytest.mark.parametrize("cpu", [1023, 10**9])
def test_a_cpu_that_is_not_there_is_not_granted(cpu):
    cpus = os.sched_getaffinity(0)
    with realtime_while(wanted=True, cpu=cpu) as told:
        assert f"CPU {cpu} not granted: it may run on {min(cpus)}" in told
        assert os.sched_getaffinity(0) == cpus


@pytest.mark.skipif(not realtime._PROCESS.exists(), reason="this system has no /proc")
def test_a_limit_that_its_memory_would_grow_beyond_is_no_grant(monkeypatch):
    monkeypatch.setattr("resource.getrlimit", lambda _: (8 << 20, 8 << 20))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with realtime_while(wanted=True) as told:
        assert "memory not locked (the limit is 8 MB): this user needs `memlock unlimited`" in told
        assert not in_force()["memory_locked"]


def test_what_nobody_wanted_is_not_asked_for():
    with realtime_while(wanted=False) as told:
        assert told == ""
        assert FIFO is None or os.sched_getscheduler(0) == os.SCHED_OTHER


def test_it_stays_on_one_core_until_it_is_over():
    cpus = os.sched_getaffinity(0)
    with on_one_core() as told:
        (one,) = os.sched_getaffinity(0)
        assert one in cpus
        assert told == f"on CPU {one} alone"
    assert os.sched_getaffinity(0) == cpus


def test_no_collection_begins_by_itself_until_it_is_over():
    with no_long_collections():
        assert not gc.isenabled()
        assert gc.get_freeze_count() > 0
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
