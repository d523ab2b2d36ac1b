"""`of_bare_servos`: what a performance does not know of servos without firmware of ours."""

from collections.abc import Mapping

from kinesics.counted import counted
from kinesics.rig.rig import Rig

__all__ = ["of_bare_servos"]


def of_bare_servos(rig: Rig, counters: Mapping[str, int]) -> list[str]:
    """A sentence where `rig` has such servos: what they played nobody can tell.

    `counters` are those of a bridge to all buses of the rig.
    """
    bare = [bus for bus in rig.buses if bus.kind != "firmware"]
    joints = sum(len(rig.on_bus(bus.name)) for bus in bare)
    if not joints:
        return []
    late_ms = counters.get("bus_late_us", 0) / 1000
    named = ", ".join(repr(bus.name) for bus in bare)
    return [
        f"{counted(joints, 'joint')} on bare servos ({named}): played is what this host meant; its "
        f"goals left up to {late_ms:.0f} ms late, and limits between them are kept by nobody"
    ]
