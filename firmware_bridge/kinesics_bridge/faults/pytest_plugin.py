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

from collections.abc import Iterator

import pytest

from .running import StartProxy, running_proxies

__all__ = ["fault_proxy"]


@pytest.fixture
def fault_proxy() -> Iterator[StartProxy]:
    """Starts proxies between this test and serial devices; all end with the test."""
    with running_proxies() as start:
        yield start
