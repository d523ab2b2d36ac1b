"""A life that goes on needs no more memory: what it keeps is of the last seconds."""

import tracemalloc

import numpy as np
import pytest

from kinesics.motion.stream import Stream
from kinesics.motion.track import Track
from kinesics_app.robot import Robot

SECOND = 1_000_000_000
MB = 1e6


@pytest.fixture
def traced():
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[0] / MB
    tracemalloc.stop()


def spoken(stream, begin_s, count):
    """`count` pieces of motion, 2 s apart, each of rows that came one by one."""
    for n in range(count):
        t_ns = (begin_s + 2 * n) * SECOND
        for row in range(50):
            at_ns = t_ns + row * 10_000_000
            stream.accept(Track(at_ns, 100.0, np.arange(40), np.full((1, 40), 0.1)))


def test_motion_that_was_replaced_long_ago_is_forgotten(traced):
    stream = Stream(0.1, 0.3)
    spoken(stream, 0, 5)
    before_mb = traced()
    spoken(stream, 10, 20)
    assert traced() - before_mb < 0.2  # a piece is 0.4 MB


def test_motion_that_was_just_replaced_is_still_there():
    stream = Stream(0.1, 0.3)
    spoken(stream, 0, 5)
    parts = stream.once(8 * SECOND - 10_000_000)  # before the newest begins
    assert not parts
    (part,) = stream.once(6 * SECOND + 300_000_000)
    assert part.weighted[0, 3] == pytest.approx(0.1)


def test_a_life_keeps_ten_seconds():
    with Robot.twin() as robot:
        robot.wait(14.0)
        rows = robot.link.life.loop.rows
        assert rows[-1].t_ns - rows[0].t_ns == 999 * 10_000_000
        newest_ns = rows[-1].t_ns
        robot.wait(1.0)
        assert rows[-1].t_ns - newest_ns == SECOND
