"""Who serves a thread that goes before other programs goes right behind it, as long as it does."""

import os
import platform
import subprocess
import sys
import threading
from contextlib import contextmanager
from types import SimpleNamespace

import numpy as np
import pytest

from kinesics.signals import Horizon
from kinesics_app.sound.loudspeaker import Loudspeaker
from kinesics_bridge.ports.serial_port import SerialPort
from kinesics_bridge.threads import urgency as urgencies
from kinesics_bridge.threads.deadline import SCHED_DEADLINE, Share, go_by_deadline
from kinesics_bridge.threads.urgency import Urgency

pytestmark = pytest.mark.skipif(
    not hasattr(os, "sched_setscheduler"), reason="this system knows no urgent threads"
)


@contextmanager
def helping():
    """A thread that waits to be let go."""
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        ended.set()
        thread.join()


@contextmanager
def going_first(priority):
    """Within it this thread goes before ordinary programs."""
    try:
        policy = os.SCHED_FIFO | os.SCHED_RESET_ON_FORK
        os.sched_setscheduler(0, policy, os.sched_param(priority))
    except PermissionError:
        pytest.skip("this user may not go first: it needs `rtprio`")
    try:
        yield
    finally:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


@contextmanager
def having_a_deadline():
    """Within it this thread has so much of each period."""
    if not go_by_deadline(Share(5_000_000, 10_000_000)):
        pytest.skip("this user may have no deadline: it needs CAP_SYS_NICE")
    try:
        yield
    finally:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def urgency_of(thread):
    policy = os.sched_getscheduler(thread.native_id) & ~os.SCHED_RESET_ON_FORK
    return policy, os.sched_getparam(thread.native_id).sched_priority


def test_an_ordinary_master_has_an_ordinary_helper():
    with helping() as helper:
        Urgency(helper).share()
        assert urgency_of(helper) == (os.SCHED_OTHER, 0)


@pytest.mark.parametrize(("priority", "behind"), [(30, 29), (2, 1), (1, 1)])
def test_a_helper_goes_right_behind_its_master_and_back(priority, behind):
    with helping() as helper:
        urgency = Urgency(helper)
        with going_first(priority):
            for _ in range(2):
                urgency.share()
                assert urgency_of(helper) == (os.SCHED_FIFO, behind)
        urgency.share()
        assert urgency_of(helper) == (os.SCHED_OTHER, 0)


def test_a_helper_that_goes_before_others_by_itself_is_left_alone():
    with helping() as helper:
        with going_first(20):
            os.sched_setscheduler(helper.native_id, os.SCHED_FIFO, os.sched_param(50))
            urgency = Urgency(helper)
            urgency.share()
            assert urgency_of(helper) == (os.SCHED_FIFO, 50)
        Urgency(helper).share()
        assert urgency_of(helper) == (os.SCHED_FIFO, 50)


def test_a_helper_of_who_has_a_deadline_has_one_and_gives_it_back():
    with helping() as helper:
        urgency = Urgency(helper)
        with having_a_deadline():
            for _ in range(2):
                urgency.share()
                assert urgency_of(helper) == (SCHED_DEADLINE, 0)
        urgency.share()
        assert urgency_of(helper) == (os.SCHED_OTHER, 0)


def test_a_helper_that_may_have_no_deadline_goes_before_ordinary_ones(monkeypatch):
    monkeypatch.setattr(urgencies, "go_by_deadline", lambda *_: False)
    with helping() as helper, having_a_deadline():
        Urgency(helper).share()
        assert urgency_of(helper) == (os.SCHED_FIFO, 29)


def test_who_has_a_deadline_begins_ordinary_threads_and_programs():
    with having_a_deadline():
        with helping() as begun:
            assert urgency_of(begun) == (os.SCHED_OTHER, 0)
        policy = "import os; print(os.sched_getscheduler(0))"
        told = subprocess.run(
            [sys.executable, "-c", policy], capture_output=True, text=True, check=True
        ).stdout
    assert int(told) == os.SCHED_OTHER


def test_there_is_no_deadline_for_more_than_there_is_nor_on_a_machine_that_is_not_known(
    monkeypatch,
):
    assert not go_by_deadline(Share(11_000_000, 10_000_000))
    monkeypatch.setattr(platform, "machine", lambda: "pdp11")
    assert not go_by_deadline(Share(1_000_000, 10_000_000))
    assert os.sched_getscheduler(0) == os.SCHED_OTHER


def test_what_is_refused_is_not_asked_again(monkeypatch):
    asked = []

    def refuse(*one):
        asked.append(one)
        raise PermissionError

    with helping() as helper:
        urgency = Urgency(helper)
        monkeypatch.setattr(os, "sched_getscheduler", lambda _: os.SCHED_FIFO)
        monkeypatch.setattr(os, "sched_setscheduler", refuse)
        for _ in range(3):
            urgency.share()
        assert [ident for ident, *_ in asked] == [helper.native_id]


def test_a_helper_that_has_ended_is_left_alone(monkeypatch):
    with helping() as helper:
        urgency = Urgency(helper)
    monkeypatch.setattr(os, "sched_getscheduler", lambda _: os.SCHED_FIFO)
    monkeypatch.setattr(os, "sched_setscheduler", lambda *_: pytest.fail("it has ended"))
    urgency.share()


def test_a_port_is_read_as_urgently_as_it_is_asked():
    near, far = os.openpty()
    port = SerialPort(os.ttyname(far))
    try:
        with going_first(20):
            port.read()
            assert urgency_of(port._reader) == (os.SCHED_FIFO, 19)
        port.read()
        assert urgency_of(port._reader) == (os.SCHED_OTHER, 0)
    finally:
        port.close()
        os.close(near)
        os.close(far)


def test_sound_is_played_as_urgently_as_it_is_told_to():
    speaker = Loudspeaker(16_000)
    filled, ended = threading.Event(), threading.Event()

    def play():
        clock = SimpleNamespace(currentTime=0.0, outputBufferDacTime=0.01)
        speaker.fill(np.empty((160, 1), np.float32), 160, clock, None)
        filled.set()
        ended.wait()

    device = threading.Thread(target=play, daemon=True)
    device.start()
    assert filled.wait(60.0)
    with going_first(20):
        speaker.feed(Horizon(0))
        assert urgency_of(device) == (os.SCHED_FIFO, 19)
    ended.set()
    device.join()
