"""`Living`, turn by turn in virtual time."""

from kinesics.rig.load import load_rig
from kinesics_app.delays import Delays
from kinesics_app.device import open_device
from kinesics_app.life import TICK_NS
from kinesics_app.living import Living
from kinesics_app.run_request import RunRequest


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
