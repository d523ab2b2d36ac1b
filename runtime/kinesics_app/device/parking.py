"""`park`: a robot is led to its safe pose, gently, and let go."""

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.frame import Frame
from kinesics.motion.limits import Limiter
from kinesics.motion.ramp import smoothstep
from kinesics.rig.guard import Guard
from kinesics.rig.rig import Rig
from kinesics_app.device.device import Device

__all__ = ["park"]

F64 = NDArray[np.float64]

_GENTLE = 0.3  # of every joint's velocity limit; a smoothstep is half as fast again in its middle
_SHORTEST_S, _LONGEST_S = 0.8, 4.0


def park(device: Device, rig: Rig, stage: Guard | Limiter, last: Frame, tick_ns: int) -> float:
    """Lead the robot from its last row to its safe pose, then let go; how long that took [s].

    `stage` made the last row. The rows go on from there: nothing that is queued is taken back.
    """
    safe = np.array([joint.safe for joint in rig.joints])  # (J,)
    way = safe - last.values
    needed_s = float((np.abs(way) / (_GENTLE * rig.limits.velocity)).max())
    takes_s = min(max(needed_s, _SHORTEST_S), _LONGEST_S)
    ahead_ns = last.t_ns - device.next_tick_ns
    rows = round(takes_s * 1e9 / tick_ns)
    for row in range(1, rows + 1):
        device.next_tick_ns += tick_ns
        device.clock.wait_until(device.next_tick_ns)
        wanted = last.values + smoothstep(row / rows) * way
        device.bridge.send(Frame(device.next_tick_ns + ahead_ns, stage.step(wanted)))
        device.poll()
    device.finish()
    return takes_s
