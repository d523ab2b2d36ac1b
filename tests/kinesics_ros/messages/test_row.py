"""Rows, orders and words as messages, without ROS."""

import json
from types import SimpleNamespace as Message

import numpy as np
import pytest

from kinesics.errors import KinesicsError
from kinesics.motion.frame import Frame
from kinesics.signals import Telemetry
from kinesics_app.afar.link_word import LinkWord
from kinesics_app.afar.orders import Order
from kinesics_app.afar.row_desk import Rows
from kinesics_bridge.link.link import LinkHealth
from kinesics_ros.clock.clock_map import ClockMap
from kinesics_ros.messages.row import (
    orders_of,
    rows_of,
    spell_orders,
    spell_rows,
    spell_word,
    stamp_into,
    told_by,
)

NAMES = ("neck", "jaw", "grip")
CLOCKS = ClockMap(lambda: __import__("time").monotonic_ns() + 10**18)
T = CLOCKS.now_ns()


def trajectory(rows, names=NAMES):
    frame_id, stamp_ns, points = spell_rows(rows, CLOCKS)
    message = Message(header=Message(frame_id=frame_id, stamp=Message()), joint_names=[*names])
    stamp_into(message.header.stamp, stamp_ns)
    message.points = []
    for after_ns, positions in points:
        point = Message(positions=positions, time_from_start=Message())
        stamp_into(point.time_from_start, after_ns)
        message.points.append(point)
    return message


ROWS = Rows("mixer:a", 41, [Frame(T + k * 10_000_000, np.arange(3.0) / 3 + k) for k in range(3)])


def test_rows_cross_with_their_dates_and_without_losing_a_bit():
    other = rows_of(trajectory(ROWS), NAMES, CLOCKS)
    assert other[:2] == ROWS[:2]
    for one, two in zip(ROWS.frames, other.frames, strict=True):
        assert one.t_ns == two.t_ns
        assert np.array_equal(one.values, two.values)


def test_joints_are_told_by_name():
    (frame, *_) = rows_of(trajectory(ROWS, NAMES[::-1]), NAMES, CLOCKS).frames
    assert np.array_equal(frame.values, ROWS.frames[0].values[::-1])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"joint_names": ["neck", "jaw", "tail"]}, "3 joints, not those of the robot: grip, tail"),
        ({"joint_names": ["neck", "jaw"]}, "2 joints, not those of the robot"),
        ({"header": Message(frame_id="base_link", stamp=Message())}, "wanted `ORIGIN NUMBER`"),
        ({"points": [Message(positions=[0.0])]}, "1 positions; wanted 3"),
    ],
)
def test_what_is_no_row_is_refused_with_what_would_be_right(change, why):
    message = trajectory(ROWS)
    vars(message).update(change)
    with pytest.raises(KinesicsError, match=why):
        rows_of(message, NAMES, CLOCKS)


def test_orders_cross():
    rows = Rows("mixer:a", 3, (), [Order(0, "disarm", T), Order(1, "arm", T + 5)], line="orders")
    other = orders_of(spell_orders(rows, CLOCKS), CLOCKS)
    assert other == rows
    head = json.loads(spell_orders(rows, CLOCKS))
    for bad in (5, [5], [[0, "arm"]], [["0", "arm", T]], [[0, "arm", T]] * 17):
        with pytest.raises(KinesicsError, match="wanted"):
            orders_of(json.dumps({**head, "orders": bad}), CLOCKS)


def test_the_word_of_a_robot_crosses():
    told = Telemetry(T, "HOLD", np.arange(3.0) / 7, np.arange(3.0) / 9)
    health = LinkHealth(100.0, 200.0, float("nan"), 3.0)
    word = LinkWord(
        "twin", 2**31, "HOLD", "it holds", "", ("BROWN_OUT",), {"rows": 4}, health, told
    )
    head, other = told_by(spell_word(word, "sim:b", 8, CLOCKS), 3, CLOCKS)
    assert (head.origin, head.sequence) == ("sim:b", 8)
    for name in ("robot", "table", "state", "trouble", "arm_refusal", "conditions", "counters"):
        assert getattr(other, name) == getattr(word, name)
    assert np.array_equal(other.health, health, equal_nan=True)
    assert np.array_equal(other.telemetry.played, told.played)
    assert other.telemetry.t_ns == T
    with pytest.raises(KinesicsError, match="wanted the map `word`"):
        told_by(json.dumps(head.as_map()), 3, CLOCKS)
