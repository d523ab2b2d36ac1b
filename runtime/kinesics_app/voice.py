"""`Voice`: what the robot was asked to say, piece by piece as it would be made."""

from collections.abc import Mapping, Sequence
from typing import Any

from kinesics.conversation.intent import Intent
from kinesics.conversation.skill import Doing, Skill
from kinesics.conversation.utterance import Utterance
from kinesics.ports import Packet
from kinesics_app.prepared import Prepared
from kinesics_app.sounds import Sounds

__all__ = ["Voice", "utterance_of"]


class Voice:
    """Holds sounds until they are said, then brings them; one is said at a time."""

    def __init__(self, rate_hz: int, presentation_delay_ms: float) -> None:
        """`rate_hz`: of the sounds; the delay is between a sound known and its lips shown."""
        self._delay_s = presentation_delay_ms * 1e-3
        self._sounds = Sounds(rate_hz, round(presentation_delay_ms * 1e6))

    @property
    def skill(self) -> Skill:
        """`say`: its date is when the first sample is heard."""
        return Skill("say", (), self._say, notice_s=self._delay_s)

    def expect(self, ident: str, prepared: Mapping[str, Any]) -> None:
        """The sound of an intent that is about to be asked for, as `prepare` made it.

        Raises:
            AudioError: its file is gone already.
        """
        self._sounds.expect(ident, Prepared.take(prepared))

    def forget(self, ident: str) -> None:
        """The intent is over, or was refused."""
        self._sounds.forget(ident)

    def arrived(self, now_ns: int) -> Sequence[Packet]:
        """Every piece that would have been made by `now_ns` and was not yet taken."""
        return self._sounds.arrived(now_ns)

    def _say(self, intent: Intent, t_ns: int) -> Doing:
        sound = self._sounds.begin(intent.id, t_ns, intent.parameters.get("text", ""))
        return Doing(
            (),
            sound.length_s,
            ceases=lambda until_ns: self._sounds.break_off(intent.id, until_ns),
            utterance=utterance_of(intent, sound, t_ns),
        )


def utterance_of(intent: Intent, sound: Prepared, t_ns: int) -> Utterance:
    """What others can be anchored to, of a `say` whose first sample is heard at `t_ns`."""
    asked = intent.parameters
    return Utterance(
        t_ns, sound.length_s, asked.get("text", ""), sound.words, asked.get("marks", {})
    )
