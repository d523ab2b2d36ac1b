"""HELLO alone, asked of anything."""

import pytest

from kinesics.errors import BridgeError
from kinesics_bridge.link.greeting import greet
from kinesics_bridge.twin import LinkFaults, Twin, TwinPort
from kinesics_bridge.wire.protocol import MAJOR, MINOR


class Deaf:
    """A port that nobody is behind."""

    def __init__(self):
        self.t_ns = 0

    def now_ns(self):
        return self.t_ns

    def write(self, data):
        pass

    def read(self):
        return [(self.t_ns, b"ATE0\r\n\0")]

    def wait(self, duration_ns):
        self.t_ns += duration_ns

    def close(self):
        pass


def test_a_firmware_answers_whatever_robot_it_is():
    caps = greet(TwinPort(Twin(3)))
    assert (caps.major, caps.minor, caps.joints) == (MAJOR, MINOR, 0)


def test_it_asks_again_when_bytes_are_lost():
    port = TwinPort(Twin(3), faults=LinkFaults(seed=3, drop=0.02))
    assert greet(port).major == MAJOR


def test_nobody_is_said_within_two_seconds():
    port = Deaf()
    with pytest.raises(BridgeError, match=r"no firmware answers: .* bytes came that are not"):
        greet(port)
    assert port.t_ns == pytest.approx(2e9, rel=0.01)
