"""kinesics: dated rows over `FirmwareBridge` to the firmware's twin."""

import numpy as np

from kinesics.motion.frame import Frame
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.faults import FaultyPort
from kinesics_bridge.twin import Twin, TwinPort
from kinesics_bridge.wire.frames import FrameDecoder

from .scenario import JOINTS, MS, TICK_NS, Played, Scenario, rival_table, wanted
from .tap import Tap

__all__ = ["play_ours"]

_AHEAD_NS = 110 * MS


def play_ours(scenario: Scenario) -> Played:
    """Rows leave 100 ms and one tick ahead; after a stall the missed ones are sent at once."""
    twin = Twin(JOINTS)
    at_device = Tap(TwinPort(twin))
    wire = FaultyPort(at_device)
    at_host = Tap(wire)
    bridge = FirmwareBridge(at_host, rival_table(), auto_arm=True)
    bridge.connect(provision=True)
    while bridge.state != "ACTIVE":
        bridge.send(Frame(wire.now_ns() + _AHEAD_NS, np.zeros(JOINTS)))
        wire.wait(TICK_NS)
        bridge.poll()
    begin_ns = wire.now_ns()
    wire.to_device.set_faults(scenario.wire.to_device, begin_ns)
    wire.to_host.set_faults(scenario.wire.to_host, begin_ns)
    ticks = round(scenario.duration_s * 100)
    for tick in range(ticks + 1):
        due_ns = tick * TICK_NS
        wire.wait(max(0, begin_ns + scenario.wakes_ns(due_ns) - wire.now_ns()))
        while bridge.poll() is not None:
            pass
        bridge.send(Frame(begin_ns + due_ns + _AHEAD_NS, wanted(due_ns + _AHEAD_NS)))
    trace = twin.trace()
    sent, taken = (FrameDecoder().feed(bytes(tap.written)) for tap in (at_host, at_device))
    return Played(
        command=trace.played[trace.t_ns >= begin_ns][: 10 * ticks],
        wrong_frames=sum(payload not in set(sent) for payload in set(taken)),
        frames=len(sent),
    )
