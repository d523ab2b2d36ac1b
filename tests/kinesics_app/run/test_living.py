"""`Living`, turn by turn in virtual time."""

import numpy as np

from kinesics.rig.load import load_rig
from kinesics_app.device.opening import open_device
from kinesics_app.life.life import TICK_NS
from kinesics_app.run.living import Living
from kinesics_app.run.run import cast_for
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.tick.delays import Delays


def work(device, seconds=0.0002):
    """What a turn does takes time."""
    device.clock.wait_until(device.clock.now_ns() + round(seconds * 1e9))


def test_a_limp_robot_that_was_late_turns_at_its_pace_again():
    rig = load_rig("humanoid")
    delays = Delays(80, 100.0, 30.0)
    with open_device("twin", rig, live=False) as device:
        living = Living(device, rig, delays, (RunRequest(), None), lambda *_: work(device))
        device.watch(delays.ahead_ns, TICK_NS)
        for _ in range(3):
            living.turn()
        work(device, 1.0)
        late_ns = device.clock.now_ns()
        for _ in range(11):
            living.turn()
        passed_ns = device.clock.now_ns() - late_ns
        assert 10 * TICK_NS <= passed_ns <= 12 * TICK_NS


def test_whoever_tells_a_living_robot_something_is_answered_only_if_nothing_comes_of_it(caplog):
    rig = load_rig("humanoid")
    answers = []
    with open_device("twin", rig, live=False) as device:
        request = RunRequest()
        delays = Delays(80, 100.0, 30.0)
        living = Living(device, rig, delays, (request, None), lambda *_: None)
        device.watch(delays.ahead_ns, TICK_NS)
        living.come_alive(cast_for(rig, request))
        living.in_vain = lambda whose, why, utterance: answers.append((whose, why))
        living.messages.put({"persona": {"warmth": 0.9}, "whose": 7})
        living.messages.put({"behaviour": {"name": "nope", "on": False}, "whose": 8})
        living.messages.put({"behaviour": {"name": "nope", "on": False}})
        for _ in range(20):
            living.turn()
        assert living.life.status()["persona"]["warmth"] == 0.9
    assert [whose for whose, _ in answers] == [8]
    assert "nope" in answers[0][1]
    assert caplog.text.count("nope") == 1  # of the one whose nobody is


def test_who_is_parked_before_its_first_tick_goes_to_its_safe_pose():
    rig = load_rig("humanoid")
    delays = Delays(80, 100.0, 30.0)
    with open_device("twin", rig, live=False) as device:
        living = Living(device, rig, delays, (RunRequest(), None), lambda *_: None)
        device.watch(delays.ahead_ns, TICK_NS)
        living.come_alive(cast_for(rig, RunRequest()))
        assert len(living.life.loop.rows) == 0
        living.park()
        assert living.life is None
        assert device.bridge.state == "DISARMED"
        safe = [joint.safe for joint in rig.joints]
        assert np.allclose(device.latest.measured, safe, atol=0.05)
        assert device.counters["rows_late"] == device.counters["clamped_ticks"] == 0
