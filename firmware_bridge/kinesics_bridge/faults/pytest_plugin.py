"""The fixture `fault_proxy`, for tests of a robot of your own.

In your topmost conftest.py:

    pytest_plugins = ["kinesics_bridge.faults.pytest_plugin"]

and in a test:

    def test_my_robot_survives_a_bad_wire(fault_proxy):
        proxy = fault_proxy("/dev/ttyACM0", WireFaults(to_device=LineFaults(corrupt=0.02)))
        robot = MyRobot(proxy.port)
        ...
        proxy.unplug()
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from .proxy import FaultProxy
from .wire_faults import WireFaults

__all__ = ["StartProxy", "fault_proxy"]

StartProxy = Callable[..., FaultProxy]
"""(device, faults, link, baud) -> a proxy that lives in a thread until the test ends."""


@pytest.fixture
def fault_proxy() -> Iterator[StartProxy]:
    """Starts proxies between this test and serial devices; all end with the test."""
    with ExitStack() as running:

        def start(
            device: str,
            faults: WireFaults | None = None,
            *,
            link: Path | None = None,
            baud: int = 1_000_000,
        ) -> FaultProxy:
            proxy = FaultProxy(device, faults, link=link, baud=baud)
            ended = threading.Event()
            life = threading.Thread(target=proxy.run, args=(ended.is_set,), name="fault proxy")
            life.start()
            running.callback(proxy.close)
            running.callback(life.join)
            running.callback(ended.set)
            return proxy

        yield start
