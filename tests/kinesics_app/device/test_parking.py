"""A robot that is ended goes to its safe pose, inside its limits, and is let go."""

import numpy as np

from kinesics.motion.frame import Frame
from kinesics.motion.track import make_track
from kinesics.signals import Horizon
from kinesics_app.device.parking import park

TICK_NS = 10_000_000


class Bowed:
    """Wants the head down and to one side, for ever."""

    name = "bowed"

    def feed(self, packet):
        if not isinstance(packet, Horizon):
            return None
        return make_track(packet.t_ns, 10.0, ["head_pitch", "head_yaw"], [[0.3, -0.5]])


def test_the_robot_is_led_gently_to_its_safe_pose_and_let_go(stage, humanoid, assert_limits):
    show = stage([Bowed()])
    show.run(150, lambda tick_ns: [Horizon(tick_ns + 200_000_000)])
    last = show.loop.rows[-1]
    neck = humanoid.index("neck_pitch")
    assert last.sent[neck] > 0.2
    show.device.next_tick_ns = show.tick_ns - TICK_NS
    limiter = show.loop.body.limiter
    takes_s = park(show.device, humanoid, limiter, Frame(last.t_ns, last.sent), TICK_NS)
    assert 0.5 < takes_s <= 4.0
    played = show.played()
    assert_limits(played)
    safe = [joint.safe for joint in humanoid.joints]
    np.testing.assert_allclose(played.played[-1], safe, atol=2e-3)
    assert show.device.bridge.state == "DISARMED"
    assert show.device.bridge.counters["underruns"] == 0
