"""The plug is pulled and put back under another name, on real pseudo-terminals."""

import os
import threading
import time

import numpy as np
import pytest

from kinesics.motion.frame import Frame
from kinesics_bridge.bridges.serial_bridge import SerialBridge
from kinesics_bridge.ports.opener import PortOpener
from kinesics_bridge.twin.limit_use import limit_use

MS = 1_000_000
PATIENCE_S = 60.0
NOTICED_S, STREAMING_S = 0.5, 2.0
MOST_ROUNDS = 6


@pytest.fixture
def socket(robot, table, fault_proxy, tmp_path):
    """A robot behind a plug that can be pulled, and a bridge that follows it."""
    proxy = fault_proxy(robot.device, link=tmp_path / "robot")
    with SerialBridge(PortOpener(proxy.port), table, auto_arm=True) as bridge:
        bridge.connect()
        yield proxy, bridge


def stream(bridge, duration_s, until=lambda: False):
    """Rows of a slow wave on the clock; what the longest turn of send and poll took [ms]."""
    begin_ns = due_ns = time.monotonic_ns()
    longest_ns = 0
    while due_ns - begin_ns < duration_s * 1e9 and not until():
        due_ns += 10 * MS
        time.sleep(max(0, due_ns - time.monotonic_ns()) / 1e9)
        turn_ns = time.monotonic_ns()
        while bridge.poll() is not None:
            pass
        t_ns = due_ns + 120 * MS
        wave = 0.3 * np.sin(2.0 * t_ns * 1e-9)
        bridge.send(Frame(t_ns, np.full(bridge.table.count, wave)))
        longest_ns = max(longest_ns, time.monotonic_ns() - turn_ns)
    return longest_ns / MS


def replug(proxy, bridge, away_s):
    """(time until it was noticed, time from plugging in to rows being played) [s]"""
    proxy.unplug()
    pulled_s = time.monotonic()
    stream(bridge, PATIENCE_S, lambda: bridge.link_state == "DISCONNECTED")
    noticed_s = time.monotonic() - pulled_s
    stream(bridge, away_s)
    proxy.plug()
    plugged_s = time.monotonic()
    stream(bridge, PATIENCE_S, lambda: bridge.link_state == "ARMED")
    return noticed_s, time.monotonic() - plugged_s


def test_a_replugged_robot_is_found_and_followed_again(socket, robot, table):
    proxy, bridge = socket
    stream(bridge, PATIENCE_S, lambda: bridge.link_state == "ARMED")
    names, rounds = {proxy.device}, []
    while len(rounds) < 2 or (np.min(rounds, axis=0) > (NOTICED_S, STREAMING_S)).any():
        assert len(rounds) < MOST_ROUNDS, rounds  # what else the machine does adds to some
        rounds.append(replug(proxy, bridge, 0.3))
        assert bridge.link_state == "ARMED"
        names.add(proxy.device)
        stream(bridge, 0.8)
    assert bridge.reconnects == len(rounds)
    assert len(names) > 1
    assert limit_use(table, robot.twin.trace()).kept
    assert bridge.counters["rows_unsent"] > 40


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_hundred_replugs_leak_no_thread_and_no_descriptor(socket, robot, table, record_property):
    proxy, bridge = socket
    stream(bridge, PATIENCE_S, lambda: bridge.link_state == "ARMED")
    replug(proxy, bridge, 0.1)
    threads, descriptors = threading.active_count(), len(os.listdir("/proc/self/fd"))
    times = np.array([replug(proxy, bridge, 0.05) for _ in range(100)])
    stream(bridge, 0.5)
    record_property("worst noticed, streaming [s]", times.max(axis=0).tolist())
    assert threading.active_count() == threads
    assert len(os.listdir("/proc/self/fd")) == descriptors
    assert (times.max(axis=0) <= (NOTICED_S, STREAMING_S)).all()
    assert bridge.reconnects == 101
    assert limit_use(table, robot.twin.trace()).kept
