"""Who dies while it thinks is asked again, and nothing jumps, then or when it comes back."""

import numpy as np
import pytest

from kinesics.motion.channels import columns
from kinesics.motion.track import Track
from kinesics.signals import Being, Cease, Horizon, Look, Persona
from kinesics_app.demo import HELLO
from kinesics_app.robot import Robot
from kinesics_app.tick.deaths import Deaths
from kinesics_app.tick.stages import Stages
from kinesics_app.tick.thinking import Thinking

S = 1_000_000_000


class Dying:
    """Hands on what another says, and raises whenever it is told to."""

    def __init__(self, inner):
        self.name, self.inner, self.due, self.fed = inner.name, inner, False, 0

    def feed(self, packet):
        self.fed += 1
        if self.due:
            self.due = False
            raise MemoryError("no room")
        return self.inner.feed(packet)


class Listener:
    name = "listener"

    def __init__(self):
        self.heard = []

    def feed(self, packet):
        self.heard.append(packet)


def think(behaviour, seconds, packets=lambda second: ()):
    """Asked ten times a second; at which of them it was fed anything."""
    thinking, fed = Thinking(Stages(), lambda name, track: None), []
    for tenth in range(10 * seconds):
        before, asked_ns = behaviour.fed, tenth * S // 10
        told = packets(tenth / 10)
        thinking.answer(thinking.heard(told, (), asked_ns), [behaviour], asked_ns)
        if behaviour.fed > before:
            fed.append(tenth / 10)
    return thinking, fed


def test_one_that_always_dies_is_asked_again_less_and_less_often_and_then_no_more():
    one = Dying(Listener())

    def packets(second):
        one.due = True
        return [Being(round(second * S), "attentive")]

    thinking, fed = think(one, 120, packets)
    assert fed == pytest.approx([0.0, 5.0, 15.0, 35.0, 55.0])
    assert thinking.deaths.counts == {"listener": 5}
    assert thinking.deaths.died == {"listener": "MemoryError: no room"}


def test_after_a_long_time_without_it_is_asked_again_as_soon_as_at_first():
    deaths = Deaths()
    for at_s in (0, 6, 20):
        told = deaths.note("gaze", ValueError("no"), at_s * S)
    assert told == "and is asked again in 20 s"
    assert deaths.note("gaze", ValueError("no"), 700 * S) == "and is asked again in 5 s"


def test_what_holds_and_what_has_ended_meanwhile_it_is_told_and_what_is_over_not():
    one = Dying(Listener())
    told = {
        1.0: [Being(S, "attentive")],
        2.0: [
            Look(2 * S, "a", "user", "head", 1.0),
            Persona(2 * S, 0.9, 0.5, 0.5),
            Being(2 * S, "listening"),
        ],
        3.0: [Cease(3 * S, "a")],
    }

    def packets(second):
        one.due = second == 1.0
        return told.get(second, ())

    think(one, 8, packets)
    heard = [packet for packet in one.inner.heard if not isinstance(packet, Horizon)]
    assert {type(packet) for packet in heard} == {Cease, Persona, Being}
    assert [packet.state for packet in heard if isinstance(packet, Being)] == ["listening"]
    assert min(packet.t_ns for packet in heard if not isinstance(packet, Cease)) == 6 * S


def test_all_die_at_once_and_all_come_back_and_the_robot_keeps_its_limits(assert_limits):
    with Robot.twin() as robot:
        device, everybody = robot.link.device, all_dying(robot.link.life.loop)
        first_ns = device.clock.now_ns()
        robot.wait(1.0)
        for _ in range(4):
            robot.say(HELLO)
        robot.gesture("greet")
        robot.wait(1.5)
        for one in everybody:
            one.due = True
        robot.wait(0.5)
        assert set(robot.status()["died"]) == {one.name for one in everybody}
        robot.wait(3.0)
        assert moved(robot, "jaw", 1.0) < 1e-3  # faded
        robot.wait(3.0)
        status = robot.status()
        assert status["died"] == {}
        assert set(status["deaths"].values()) == {1}
        assert moved(robot, "jaw", 1.5) > 0.03  # in the midst of what it says
        robot.wait(4.0)
        assert moved(robot, "waist_pitch", 5.0) > 1e-3
        assert moved(robot, "left_upper_lid", 5.0) > 0.1
        assert [status[name] for name in ("late", "underruns", "clamped")] == [0, 0, 0]
        assert_limits(device.playback(first_ns, device.clock.now_ns()))


def all_dying(loop):
    """Everybody who thinks in it, so that they can."""
    loop.behaviours = [Dying(one) for one in loop.behaviours]
    loop.analysers = [Dying(one) for one in loop.analysers]
    everybody = [*loop.behaviours, *loop.analysers]
    assert len(everybody) > 12
    return everybody


def moved(robot, joint, seconds):
    """How far it was sent lately."""
    column = robot.link.life.rig.index(joint)
    rows = [*robot.link.life.loop.rows][-round(100 * seconds) :]
    return np.ptp([row.sent[column] for row in rows])


def test_motion_of_one_that_comes_back_begins_where_its_last_ended_or_later():
    tracks = []

    class Rows:
        name = "rows"

        def feed(self, packet):
            if isinstance(packet, Horizon):
                return Track(packet.t_ns, 100.0, columns(["breath"]), np.zeros((2, 1)))
            return None

    one = Dying(Rows())
    thinking = Thinking(Stages(), lambda name, track: tracks.append(track))
    for tenth in range(80):
        one.due = tenth == 20
        thinking.answer(thinking.heard((), (), tenth * S // 10), [one], tenth * S // 10)
    dates = np.array([track.t_ns for track in tracks])
    assert (np.diff(dates) > 0).all()
    (gap,) = np.flatnonzero(np.diff(dates) > 2 * S)
    assert dates[gap + 1] - dates[gap] == pytest.approx(5 * S, abs=S // 2)
