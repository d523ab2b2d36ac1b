"""`feel_skill`: a feeling, as something that the robot can be asked to have."""

from math import inf, isfinite

from kinesics.affect.facs import COLUMNS
from kinesics.conversation.felt import felt
from kinesics.conversation.intent import Intent
from kinesics.conversation.skill import Doing, Skill
from kinesics.motion.channels import NAMES
from kinesics.ports import Packet
from kinesics.signals import Feeling, LetGo

__all__ = ["feel_skill"]


def feel_skill() -> Skill:
    """`feel`, for whoever hears `Feeling`, and `LetGo` when it is over."""

    def feeling(intent: Intent, t_ns: int) -> Feeling:
        given = intent.parameters
        return felt(t_ns, given.get("mixture"), given.get("vad"))

    def begin(intent: Intent, t_ns: int) -> Doing:
        hold_s = intent.parameters.get("hold_s", inf)
        packets: list[Packet] = [feeling(intent, t_ns)]
        if isfinite(hold_s):
            packets.append(LetGo(t_ns + round(hold_s * 1e9)))
        return Doing(packets, hold_s, ceases=lambda t_ns: [LetGo(t_ns)])

    return Skill(
        "feel",
        tuple(NAMES[column] for column in COLUMNS),
        begin,
        lambda intent: feeling(intent, intent.t_ns),
        replaces=True,
    )
