"""An emulated bus on a serial port, living in a thread."""

import time
from contextlib import contextmanager

import pytest

from kinesics_bridge.emulators.pty_bus import PtyBus

pytest.importorskip("pty")


@pytest.fixture(scope="session")
def plugged(living):
    """Plugs an emulated bus into a serial port: the name of that, while the bus lives."""

    @contextmanager
    def plug(bus):
        with living(PtyBus(bus)) as port:
            yield port.device

    return plug


@pytest.fixture
def now_ns():
    return time.monotonic_ns()
