"""An emulated bus on a serial port, living in a thread."""

import threading
import time
from contextlib import contextmanager

import pytest

from kinesics_bridge.emulators.pty_bus import PtyBus

pytest.importorskip("pty")


@contextmanager
def plugged(bus):
    """The name of its port."""
    port = PtyBus(bus)
    ended = threading.Event()
    life = threading.Thread(target=port.run, args=(ended.is_set,))
    life.start()
    try:
        yield port.device
    finally:
        ended.set()
        life.join()
        port.close()


@pytest.fixture(scope="session", name="plugged")
def plugged_function():
    return plugged


@pytest.fixture
def now_ns():
    return time.monotonic_ns()
