"""`Speaking`: what a robot that lives says: its sound, who plays that, and what its tags want."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kinesics.conversation.intent import Intent
from kinesics.conversation.message import Position, SoundPiece
from kinesics.conversation.skill import Skill
from kinesics.conversation.told_phones import PhonesTold
from kinesics.motion.slip import Slip
from kinesics_app.afar.far_voice import FarVoice
from kinesics_app.character.character import Character
from kinesics_app.character.said_dials import said_dials
from kinesics_app.character.tagged import Tagged, tag_remark
from kinesics_app.sound.external_sink import Said
from kinesics_app.sound.sink import sink_of
from kinesics_app.speech.prepared import LONGEST_S
from kinesics_app.speech.voice import Voice

__all__ = ["Speaking"]

_BEFORE_NS = 300_000_000  # of its sound a mouth begins to move


class Speaking:
    """Between what is asked to be said, whoever holds the sound, and whoever plays it."""

    def __init__(self, character: Character, voice: Voice | FarVoice, slip: Slip) -> None:
        """`slip`: how much later than planned the mouth is shown, as its sound is heard."""
        self._voice, self._slip = voice, slip
        self._sink, self._tagged = sink_of(character.analysers), Tagged(character)

    @property
    def skill(self) -> Skill:
        """`say`: its date is when the first sample is heard."""
        return replace(self._voice.skill, check=self._tagged.check, waits_s=self._tagged.waits_s)

    def scheduled_ns(self, ident: str, t_ns: int) -> int:
        """When what is heard of an utterance at `t_ns` was to be heard."""
        return self._sink.scheduled_ns(ident, t_ns)

    def trim(self, trim_ms: float) -> float:
        """Sound is heard so much later than its output says, so it leaves earlier.

        How long before it is heard it has to be known from now on [s].

        Raises:
            IntentError: it is played elsewhere.
        """
        notice_s = self._voice.trim(trim_ms)
        self._sink.trim(trim_ms)
        return notice_s

    def expect(self, intent: Intent, prepared: Any, underway: Collection[str]) -> bool:
        """An intent is about to be asked for; `prepared`: the sound of a `say`, made ready.

        Whether it is to be asked for: not one that is under way and only told again, since it might
        have been lost on its way to a body in parts.

        Raises:
            KinesicsError: its sound cannot be had.
        """
        if "stream_s" in intent.parameters:
            if isinstance(self._voice, FarVoice) and intent.id in underway:
                return False
            self._voice.open(intent)
        elif prepared is not None:
            self._voice.expect(intent.id, prepared)
        return True

    def dials(self, intent: Intent, prepared: Any, skills: Mapping[str, Skill]) -> Sequence[Intent]:
        """What some of its words show more or less of, to be asked for beside it.

        Raises:
            IntentError: they cannot be, as `said_dials`.
        """
        return said_dials(intent, prepared, skills) if intent.kind == "say" else ()

    def gestures(
        self, intent: Intent, prepared: Any, skills: Mapping[str, Skill]
    ) -> Sequence[Intent]:
        """The gestures that its tags want, to be asked for beside it."""
        return self._tagged.gestures(intent, prepared, skills) if intent.kind == "say" else ()

    def doubt(self, intent: Intent, prepared: Any, skills: Mapping[str, Skill]) -> str:
        """What looks wrong about its sound, or its tags."""
        told = "" if prepared is None else str(prepared.get("remark", ""))
        return "; ".join(filter(None, (told, tag_remark(intent, skills))))

    def hear(self, said: SoundPiece | PhonesTold) -> None:
        """More of an utterance that is still being made.

        Raises:
            IntentError: of none, or it cannot be.
        """
        if isinstance(said, SoundPiece):
            self._voice.push(said)
        else:
            self._voice.tell(said)

    def report(self, told: Position, said: Said | None, t_ns: int) -> None:
        """Others tell what is heard of what they play: the mouth is shown as late as that is.

        It is earlier only if the sound is known by then: a stream's is not. `said`: what is being
        said by that id, if anything is.

        Raises:
            IntentError: it is played here.
        """
        if not self._sink.report(told, said, t_ns) or said is None:
            return
        late_ns = -self._sink.scheduled_ns(told.id, 0)
        if not self._voice.hasten(told.id, max(-late_ns, 0)):
            late_ns = max(late_ns, 0)
        begin_ns, length_s = said[1].t_ns, min(said[1].length_s, LONGEST_S)
        self._slip.aim(late_ns, (begin_ns - _BEFORE_NS, begin_ns + round(length_s * 1e9)))

    def forget(self, ident: str) -> None:
        """The intent is over, or was refused."""
        self._voice.forget(ident)
        self._tagged.forget(ident)

    def status(self) -> Mapping[str, Any]:
        """Gaps [s] and phones of what was said; where its sound goes."""
        return {
            "speech_gaps_s": round(self._voice.gaps_s, 3),
            "phones": dict(self._voice.phone_counts),
            "sound": self._sink.status(),
        }
