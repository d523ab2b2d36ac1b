"""`UNLED`: how a robot is that no life of this process leads, by what its firmware's state means.

A mixer elsewhere may lead it, or nobody: whether its joints have torque is the firmware's to say.
"""

from dataclasses import dataclass

__all__ = ["UNLED", "Unled"]


@dataclass(frozen=True, slots=True)
class Unled:
    """What is true in one state."""

    robot: str
    """Of its torque."""
    motion: str
    """Of what may move."""
    is_well: bool = True
    """Whether that is as it should be, if nobody wants it alive."""


_LET_GO = "let go: torque is off once a joint rests, but where its policy keeps it"

UNLED = {
    "not connected": Unled("it is not known whether it has torque", "not known", is_well=False),
    "DISARMED": Unled(_LET_GO, "none: it is let go"),
    "ARMING": Unled("torque comes, one joint after the other", "none yet: it is being armed"),
    "ACTIVE": Unled("torque is on, it follows rows", "as rows come from its mixer"),
    "STARVED": Unled(
        "torque is on, it holds: no row is there for now",
        "none until rows come: it brakes and holds",
        is_well=False,
    ),
    "HOLD": Unled(
        "torque is on, it holds: its host is silent",
        "none until its host is heard: it brakes and holds",
        is_well=False,
    ),
    "SAFE": Unled(
        "torque is on, it goes to its safe pose: its host was silent for long",
        "to its safe pose, by its firmware alone",
        is_well=False,
    ),
    "LIMP": Unled(_LET_GO, "none: it is let go", is_well=False),
    "STOPPED": Unled(
        "torque is on, STOP is latched: `disarm`, then `arm`, lead out of it",
        "none: it brakes and holds",
        is_well=False,
    ),
    "STANDBY": Unled(
        "torque is on, STOP is cleared: it waits for `arm`, or `disarm`",
        "none: it holds",
        is_well=False,
    ),
}
"""By state of the firmware (firmware_bridge/protocol.toml), or `not connected`."""
