"""Rows, orders and words between a mixer and whoever holds the robot, as fields of messages.

| topic | type | |
|---|---|---|
| `rows` | trajectory_msgs/JointTrajectory | positions by name; `frame_id`: `ORIGIN NUMBER` |
| `orders` | std_msgs/String, JSON | `Crossing`, and `orders`: number, kind, `t_ns` |
| `link` | std_msgs/String, JSON | `Crossing`, and `word`, as `kinesics_app.afar.link_word` has it |
"""

import json
from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np

from kinesics.errors import TrackError
from kinesics.motion.frame import Frame
from kinesics_app.afar.link_word import LinkWord, word_map, word_of
from kinesics_app.afar.orders import Order
from kinesics_app.afar.row_desk import Rows
from kinesics_ros.clock.clock_map import ClockMap
from kinesics_ros.messages.crossing import Crossing, read_json

__all__ = [
    "orders_of",
    "rows_of",
    "spell_orders",
    "spell_rows",
    "spell_word",
    "stamp_into",
    "told_by",
]

_NS = 1_000_000_000
_MOST_ORDERS = 16


def stamp_into(stamp: Any, ns: int) -> None:
    """Set a `builtin_interfaces` Time or Duration."""
    stamp.sec, stamp.nanosec = divmod(ns, _NS)


def spell_rows(rows: Rows, clocks: ClockMap) -> tuple[str, int, list[tuple[int, "array[float]"]]]:
    """`frame_id`, the stamp [ns of the ROS clock], and of each point the time from it and (J,)."""
    first_ns = min(frame.t_ns for frame in rows.frames)
    points = [(frame.t_ns - first_ns, array("d", frame.values.tobytes())) for frame in rows.frames]
    return f"{rows.origin} {rows.sequence}", clocks.of_robot(first_ns), points


def rows_of(message: Any, names: Sequence[str], clocks: ClockMap) -> Rows:
    """The rows in a JointTrajectory, for joints in the order of `names`.

    Raises:
        TrackError: not all of these joints and no others, no positions, or of nobody.
    """
    origin, _, number = message.header.frame_id.partition(" ")
    if not number.isdecimal() or len(number) > 15:
        raise TrackError(f"frame_id {message.header.frame_id[:40]!r}; wanted `ORIGIN NUMBER`")
    order = _order(tuple(message.joint_names), names)
    first_ns = clocks.of_ros(_ns(message.header.stamp))
    frames = []
    for point in message.points:
        if len(point.positions) != len(names):
            raise TrackError(f"{len(point.positions)} positions; wanted {len(names)}")
        t_ns = first_ns + _ns(point.time_from_start)
        frames.append(Frame(t_ns, np.array(point.positions, np.float64)[order]))
    return Rows(origin, int(number), frames)


def spell_orders(rows: Rows, clocks: ClockMap) -> str:
    """The text of `orders`."""
    head = Crossing.now(rows.origin, rows.sequence, clocks).as_map()
    return json.dumps({**head, "orders": [[*order] for order in rows.orders]})


def orders_of(text: str, clocks: ClockMap) -> Rows:
    """The orders in a text; TrackError: it holds none."""
    read = read_json(text)
    head = Crossing.of_map(read)
    told = read.get("orders")
    if type(told) is not list or len(told) > _MOST_ORDERS:
        raise TrackError(f"wanted a list of {_MOST_ORDERS} orders at most")
    ahead_ns = head.ahead_ns(clocks)
    orders = [_order_of(one, ahead_ns) for one in told]
    return Rows(head.origin, head.sequence, (), orders, line="orders")


def spell_word(word: LinkWord, origin: str, sequence: int, clocks: ClockMap) -> str:
    """The text of `link`."""
    head = Crossing.now(origin, sequence, clocks).as_map()
    return json.dumps({**head, "word": word_map(word)})


def told_by(text: str, joints: int, clocks: ClockMap) -> tuple[Crossing, LinkWord]:
    """Who says what of a robot of so many joints; KinesicsError: nobody, or nothing."""
    read = read_json(text)
    head = Crossing.of_map(read)
    word = read.get("word")
    if not isinstance(word, dict):
        raise TrackError("wanted the map `word`")
    return head, word_of(word, joints, head.ahead_ns(clocks))


def _order_of(told: Any, ahead_ns: int) -> Order:
    if type(told) is not list or [type(one) for one in told] != [int, str, int]:
        raise TrackError(f"an order is {str(told)[:40]}; wanted its number, kind and t_ns")
    number, kind, t_ns = told
    return Order(number, kind, t_ns + ahead_ns)


def _order(given: tuple[str, ...], names: Sequence[str]) -> Any:
    """Where each of `names` is among those given."""
    if given == tuple(names):
        return slice(None)
    if sorted(given) != sorted(names):
        odd = sorted(set(given) ^ set(names))[:3]
        raise TrackError(f"{len(given)} joints, not those of the robot: {', '.join(odd)}, ...")
    return [given.index(name) for name in names]


def _ns(stamp: Any) -> int:
    return int(stamp.sec) * _NS + int(stamp.nanosec)
