"""Values that programs hold, as a robot is told them: numpy's as numbers, the rest refused."""

import math
import socket

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import IntentError
from kinesics_app.robot import How, Robot
from kinesics_app.robot.plain import plain
from kinesics_app.robot.socket_link import SocketLink


class Heard:
    """A link that keeps what was sent, and acknowledges it."""

    def __init__(self):
        self.sent = []

    def now_ns(self):
        return 0

    def send(self, message):
        self.sent.append(message)

    def receive(self, timeout_s):
        told = {"intent": self.sent[-1]["intent"]["id"], "reason": "", "t_ns": 0}
        return {**told, "event": "acknowledged"}

    def close(self):
        pass


def test_arrays_and_scalars_of_numpy_are_numbers():
    link = Heard()
    with Robot(link) as robot:
        point_m = np.array([1.0, -0.5, 1.25], np.float32)
        robot.gesture("point", target_m=point_m, size=np.float32(0.5), hold_s=np.int64(1))
        robot.nod(times=np.int32(3))
        robot.target("cup", point_m, confidence=np.float16(0.5))
        robot.call("gesture", {"concept": "point", "target_m": (1, 0, 1)})
    gesture, nod, target, call = link.sent
    assert gesture["intent"]["parameters"] == {
        "concept": "point",
        "target_m": [1.0, -0.5, 1.25],
        "size": 0.5,
        "hold_s": 1,
    }
    assert type(nod["intent"]["parameters"]["times"]) is int
    assert target["target"]["position_m"] == [1.0, -0.5, 1.25]
    assert call["intent"]["parameters"]["target_m"] == [1, 0, 1]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda robot: robot.look_at(10**400, 0, 1), "to look at: int too large"),
        (lambda robot: robot.look_at(None, 0, 1), "to look at: .*NoneType.*; wanted numbers"),
        (lambda robot: robot.gesture("greet", size=10**30), "int '1000.*' cannot be told"),
        (lambda robot: robot.gesture("greet", size={1, 2}), "set .* cannot be told to a robot"),
        (lambda robot: robot.gesture("\ud800"), "is no Unicode"),
        (lambda robot: robot.call("gesture", ["greet"]), "gesture: its input is .*; wanted a map"),
        (lambda robot: robot.target("cup", "abc"), "position_m is 'abc'; wanted a list of 3"),
        (lambda robot: robot.target("cup", None), "position_m is None; wanted a list of 3"),
        (lambda robot: robot.target("cup", np.array([1, 2, math.nan])), "wanted a list of 3 fin"),
        (lambda robot: robot.nod(how=How(start={"after_s": 1})), "start is .*; wanted Start"),
    ],
)
def test_what_is_no_value_is_refused_before_it_is_sent(ask, said):
    link = Heard()
    with Robot(link) as robot, pytest.raises(IntentError, match=said):
        ask(robot)
    assert not link.sent


_SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=9)
_ANY = st.recursive(
    _SCALARS | st.floats(allow_nan=False) | st.binary(max_size=9),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=4), inside),
)


@given(_ANY)
def test_what_a_message_can_hold_is_told_as_it_is(value):
    assert plain(value) == value


def test_a_link_that_was_closed_says_so(tmp_path):
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(tmp_path / "door"))
        door.listen()
        with Robot(SocketLink(tmp_path / "door")) as robot:
            pass
        for ask in (robot.nod, lambda: robot.wait(0.1)):
            with pytest.raises(IntentError, match="was closed, at the end of its `with`"):
                ask()
