"""One question at a time: whose answer is whose, and when no more is to be expected."""

import pytest

from kinesics_bridge.buses.conversation import Conversation
from kinesics_bridge.buses.dynamixel_wire import DynamixelWire

MS = 1_000_000
WIRE = DynamixelWire()


class Port:
    """A line on which the test says what comes."""

    def __init__(self):
        self.t_ns = 0
        self.sent = []
        self.coming = []

    def now_ns(self):
        return self.t_ns

    def write(self, data):
        self.sent.append(data)

    def read(self):
        coming, self.coming = self.coming, []
        return coming

    def wait(self, duration_ns):
        self.t_ns += duration_ns

    def close(self):
        pass

    def says(self, *packets):
        self.coming.append((self.t_ns, b"".join(packets)))


@pytest.fixture
def port():
    return Port()


@pytest.fixture
def line(port):
    line = Conversation(port, WIRE, 1_000_000)
    line.adapt()
    return line


def heard(line, port, wait_ms=0):
    """Those who answered, once it is over; None while it is not."""
    port.wait(wait_ms * MS)
    line.pump()
    if not line.finished(port.now_ns()):
        return None
    return {servo: packet.params for servo, (_, packet) in line.close().items()}


def test_a_question_ends_with_its_last_answer(line, port):
    line.ask(WIRE.sync_read([1, 2], 132, 4), [1, 2], 4, 0, 20 * MS)
    port.wait(MS)
    port.says(WIRE.status(1, 0, b"abcd"))
    assert heard(line, port) is None
    port.says(WIRE.status(2, 0, b"efgh"))
    assert heard(line, port) == {1: b"abcd", 2: b"efgh"}


def test_a_question_ends_when_the_line_could_have_carried_its_answers(line, port):
    line.ask(WIRE.sync_read([1, 2], 132, 4), [1, 2], 4, 0, 20 * MS)
    port.wait(MS)
    port.says(WIRE.status(1, 0, b"abcd"))
    assert heard(line, port, 2) is None
    assert heard(line, port, 3) == {1: b"abcd"}


def test_it_ends_before_the_next_period_whoever_is_mute(line, port):
    line.ask(WIRE.read(1, 132, 4), [1], 4, 0, 2 * MS)
    assert heard(line, port, 2) == {}


def test_what_a_damaged_length_hides_is_found_when_it_is_over(line, port):
    damaged = bytearray(WIRE.status(1, 0, b"abcd"))
    damaged[5] = 200
    line.ask(WIRE.sync_read([1, 2], 132, 4), [1, 2], 4, 0, 20 * MS)
    port.wait(MS)
    port.says(bytes(damaged), WIRE.status(2, 0, b"efgh"))
    assert heard(line, port) is None
    assert heard(line, port, 10) == {2: b"efgh"}
    assert line.bad > 0


def test_a_servo_that_owes_an_answer_is_known_until_it_came_or_is_too_old(line, port):
    first, other = WIRE.read(1, 144, 1), WIRE.read(1, 146, 1)
    line.ask(first, [1], 1, 0, 20 * MS)
    assert heard(line, port, 10) == {}
    assert line.owes(1, other)
    assert not line.owes(1, first)  # the same again may be asked
    assert not line.owes(2, other)
    port.says(WIRE.status(1, 0, b"x"))
    line.pump()
    assert not line.owes(1, other)
    line.ask(first, [1], 1, 0, 40 * MS)
    assert heard(line, port, 10) == {}
    port.wait(100 * MS)
    assert not line.owes(1, other)


def asked(line, port, answer_ms=8, end_ms=20):
    """One question, its answer after `answer_ms`, whether or not it is still waited for."""
    line.ask(WIRE.read(1, 132, 4), [1], 4, 0, port.t_ns + 100 * MS)
    got = None
    for ms in range(end_ms):
        if ms == answer_ms:
            port.says(WIRE.status(1, 0, b"abcd"))
        if line.open:
            got = heard(line, port)
        else:
            line.pump()
        port.wait(MS)
    return got


def test_answers_that_come_late_make_it_wait_longer(line, port):
    assert asked(line, port) == {}
    assert {} in [asked(line, port) for _ in range(3)]
    assert [asked(line, port) for _ in range(3)] == [{1: b"abcd"}] * 3
    for _ in range(200):
        asked(line, port, answer_ms=1, end_ms=2)
    assert asked(line, port) == {}  # and prompt ones, shorter again


def test_strangers_and_answers_of_another_size_are_not_taken(line, port):
    line.ask(WIRE.read(1, 132, 4), [1], 4, 0, 20 * MS)
    port.wait(MS)
    port.says(WIRE.status(2, 0, b"abcd"), WIRE.status(1, 0, b"ab"))
    assert heard(line, port, 10) == {}
