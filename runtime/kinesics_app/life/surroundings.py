"""`Surroundings`: who and what is around a robot that lives, and how its base leans."""

from dataclasses import replace

from kinesics.conversation.intent import Intent
from kinesics.conversation.overheard import Overheard
from kinesics.conversation.targets import Targets
from kinesics.rig.rig import Rig
from kinesics.signals import BaseTilt, Faces, PartnerVoice, Target
from kinesics_app.life.base_tilt import checked_tilt
from kinesics_app.life.listening import Listening
from kinesics_app.life.seeing import Seeing
from kinesics_app.tick.loop import Loop

__all__ = ["Around", "Surroundings"]

Around = Target | PartnerVoice | Faces | Overheard | BaseTilt


class Surroundings:
    """What senses, other programs and sensors tell of the world, and what of it counts."""

    def __init__(self, rig: Rig, loop: Loop, *, level: bool) -> None:
        """`level`: eyes and head counter what is told of the base."""
        self.level = level
        self.seeing, self.listening = Seeing(rig, loop), Listening()
        self._targets = Targets()

    def hear(self, said: Around, t_ns: int) -> list[Target | PartnerVoice | BaseTilt]:
        """What comes of something told at robot time `t_ns`, for behaviours.

        Raises:
            IntentError: a date that cannot be, or what this robot does not take.
        """
        if isinstance(said, Overheard):
            self.listening.overhear(said)
            return []
        if isinstance(said, Faces):
            return [self._see(target) for target in self.seeing.targets(said, t_ns)]
        if isinstance(said, Target):
            return [self._see(said)]
        if isinstance(said, BaseTilt):
            return [checked_tilt(said, t_ns, level=self.level)]
        self.listening.told(t_ns)
        return [said]

    def aimed(self, intent: Intent) -> Intent:
        """A gesture at a target, at where that is now; any other as it is, refused if need be."""
        told = intent.parameters
        if intent.kind != "gesture" or "target" not in told or "target_m" in told:
            return intent
        at = self._targets.at(told["target"], intent.t_ns)
        if at is None:
            return intent
        others = {name: one for name, one in told.items() if name != "target"}
        return replace(intent, parameters={**others, "target_m": at})

    def doubt(self, intent: Intent) -> str:
        """What looks wrong about an intent of which nobody has told what it is about."""
        target = intent.parameters.get("target") if intent.kind == "look_at" else None
        if target is None or self._targets.at(target, intent.t_ns) is not None:
            return ""
        return f"nobody has told of target {target!r}: it looks there once somebody does"

    def _see(self, target: Target) -> Target:
        self._targets.see(target)
        return target
