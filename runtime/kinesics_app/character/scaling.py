"""`scaling`: the intent `scale`, which turns a dial for a time and back."""

from collections.abc import Callable, Mapping, Sequence

from kinesics.conversation.intent import Intent
from kinesics.conversation.kinds import KINDS
from kinesics.conversation.message import Switch
from kinesics.conversation.skill import Doing, Skill
from kinesics.errors import IntentError
from kinesics.motion.channels import CHANNELS
from kinesics.rig.rig import Rig
from kinesics.signals import Turn
from kinesics_app.character.dial_source import ramp_s
from kinesics_app.character.tuning import Tuning

__all__ = ["demand_dial", "scaling"]

_MOVES: Mapping[str, Sequence[str]] = {
    "lips": [one.name for one in CHANNELS if one.region == "mouth"],
    "pose": [one.name for one in CHANNELS if one.name.startswith("head_")],
    "blink": ["eyeBlinkLeft", "eyeBlinkRight"],
}
"""Channels of which a robot must show one, for a dial or a behaviour's own to change anything."""


def demand_dial(rig: Rig, told: Turn | Switch) -> None:
    """IntentError where a robot has nothing that this dial, or behaviour, moves."""
    kind, name = ("behaviour", told.name) if isinstance(told, Switch) else ("dial", told.dial)
    lack = _lack(rig, name)
    if lack:
        raise IntentError(f"{kind}: name is {name!r}, but {lack}")


def scaling(rig: Rig, tuning: Tuning, soonest_ns: Callable[[], int]) -> Skill:
    """`scale`: then the dial is what `tuning` was told; who turns it meanwhile has the last word.

    `soonest_ns`: the earliest date of a turn that changes no row which was made already.
    """

    def begin(intent: Intent, t_ns: int) -> Doing:
        asked = intent.parameters
        dial, hold_s = asked["dial"], asked["hold_s"]
        takes_s = ramp_s(hold_s)
        begin_ns = max(t_ns, soonest_ns())
        until_ns = begin_ns + round(hold_s * 1e9)

        def back(end_ns: int) -> Turn:
            return Turn(end_ns, dial, tuning.gain(dial), takes_s)

        return Doing(
            [Turn(begin_ns, dial, asked["gain"], takes_s), back(until_ns)],
            (until_ns - t_ns) * 1e-9,
            ceases=lambda end_ns: [back(max(end_ns, soonest_ns()))],
        )

    own = tuple(one for one in KINDS["scale"].parts_of if one in tuning.dials)
    return Skill(
        "scale",
        (),
        begin,
        choices={"dial": own},
        lacks=lambda dial: _lack(rig, dial),
        replaces=True,
    )


def _lack(rig: Rig, dial: str) -> str:
    moves = _MOVES.get(dial, ())
    if not moves or any(map(rig.shows, moves)):
        return ""
    some = ", ".join((*moves[:2], *(("...",) if len(moves) > 2 else ())))
    return f"{rig.name} has no joint for it: it scales {some}"
