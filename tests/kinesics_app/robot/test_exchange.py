"""Wishes over a link, and a robot that does not answer them."""

import pytest

from kinesics.errors import IntentError
from kinesics_app.robot import Robot


class Deaf:
    """A link on which nothing ever comes, in a time of its own."""

    def __init__(self):
        self.passed_ns = 0
        self.sent = []

    def now_ns(self):
        return self.passed_ns

    def send(self, message):
        self.sent.append(message)

    def receive(self, timeout_s):
        self.passed_ns += round(timeout_s * 1e9)

    def close(self):
        pass


def test_a_robot_that_does_not_answer_has_acknowledged_nothing():
    link = Deaf()
    with Robot(link) as robot, pytest.raises(IntentError, match=r"no answer to nod '.*-1'; see"):
        robot.nod()
    assert len(link.sent) == 1
    assert link.passed_ns == 10_000_000_000
