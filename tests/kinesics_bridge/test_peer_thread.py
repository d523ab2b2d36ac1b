"""Threads that a real-time thread needs are scheduled as it is."""

import os
import threading

import pytest

from kinesics_bridge.peer_thread import PeerThread
from kinesics_bridge.pty_twin import raw_terminal
from kinesics_bridge.serial_port import SerialPort


@pytest.fixture
def first():
    """This thread goes before ordinary ones."""
    if not hasattr(os, "SCHED_FIFO"):
        pytest.skip("this system has no SCHED_FIFO")
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(10))
    except PermissionError:
        pytest.skip("this user may not ask for SCHED_FIFO")
    yield
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def scheduling(thread):
    told = os.sched_getscheduler(thread.native_id) & ~os.SCHED_RESET_ON_FORK
    return told, os.sched_getparam(thread.native_id).sched_priority


def held(make):
    """A thread that waits, what it was scheduled as once it runs, and its end."""
    go, running = threading.Event(), threading.Event()
    thread = make(target=lambda: (running.set(), go.wait()))
    thread.start()
    running.wait()
    try:
        return scheduling(thread)
    finally:
        go.set()
        thread.join()


def test_a_peer_is_as_urgent_as_its_maker_and_any_other_thread_is_not(first):
    assert held(PeerThread) == (os.SCHED_FIFO, 10)
    assert held(threading.Thread) == (os.SCHED_OTHER, 0)


def test_an_ordinary_threads_peer_is_ordinary():
    assert held(PeerThread) == (os.SCHED_OTHER, 0)


def test_what_reads_a_port_is_as_urgent_as_what_writes_to_it(first):
    master, slave = raw_terminal()
    port = SerialPort(os.ttyname(slave))
    try:
        (reader,) = [one for one in threading.enumerate() if one.name.startswith("read ")]
        os.write(master, b"x")
        port.wait(200_000_000)
        assert scheduling(reader) == (os.SCHED_FIFO, 10)
    finally:
        port.close()
        os.close(master)
        os.close(slave)
