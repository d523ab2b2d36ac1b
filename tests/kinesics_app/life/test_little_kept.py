"""A life that goes on needs no more memory: what it keeps is of the last seconds."""

import tracemalloc

import numpy as np
import pytest

from kinesics.motion.mixer import Layer, Mixer
from kinesics.motion.track import Track
from kinesics_app.robot import Robot

SECOND = 1_000_000_000
MB = 1e6


def mixer():
    return Mixer([Layer("arms", "over", 0.1, 0.3)])


def spoken(mixer, begin_s, count):
    """`count` pieces of motion, 2 s apart, each of rows that came one by one, and were shown."""
    for n in range(count):
        t_ns = (begin_s + 2 * n) * SECOND
        for row in range(50):
            at_ns = t_ns + row * 10_000_000
            mixer.accept("arms", Track(at_ns, 100.0, np.arange(40), np.full((1, 40), 0.1)))
            mixer.sample(at_ns)


def test_motion_that_was_replaced_long_ago_is_forgotten():
    one = mixer()
    tracemalloc.start()
    spoken(one, 0, 5)
    before = tracemalloc.get_traced_memory()[0], one._blend.room.size
    spoken(one, 10, 20)
    after = tracemalloc.get_traced_memory()[0], one._blend.room.size
    tracemalloc.stop()
    assert np.subtract(after, before).max() < 0.2 * MB  # a piece is 0.4 MB


def test_motion_that_was_just_replaced_is_still_there():
    one = mixer()
    spoken(one, 0, 5)
    assert not one.part("arms", 8 * SECOND - 10_000_000).any()  # before the newest begins
    assert one.part("arms", 6 * SECOND + 300_000_000)[3] == pytest.approx(0.1)


def test_a_life_keeps_ten_seconds():
    with Robot.twin() as robot:
        robot.wait(14.0)
        rows = robot.link.life.loop.rows
        assert rows[-1].t_ns - rows[0].t_ns == 999 * 10_000_000
        newest_ns = rows[-1].t_ns
        robot.wait(1.0)
        assert rows[-1].t_ns - newest_ns == SECOND
