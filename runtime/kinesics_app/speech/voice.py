"""`Voice`: what the robot was asked to say, piece by piece as it would be made, or is made."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

from kinesics.conversation.intent import Intent
from kinesics.conversation.message import SoundPiece
from kinesics.conversation.skill import Doing, Skill
from kinesics.conversation.told_phones import PhonesTold
from kinesics.conversation.utterance import Utterance
from kinesics.ports import Packet
from kinesics.signals import TimedWord
from kinesics_app.speech.prepared import Prepared
from kinesics_app.speech.sounds import Sounds, known_of
from kinesics_app.speech.streams import SpeechStreams

__all__ = ["Voice", "utterance_of"]


class Voice:
    """Holds sounds until they are said, then brings them; one is said at a time."""

    def __init__(self, rate_hz: int, presentation_delay_ms: float) -> None:
        """`rate_hz`: of the sounds; the delay is between a sound known and its lips shown."""
        self._delay_ns = round(presentation_delay_ms * 1e6)
        self._sounds = Sounds(rate_hz, self._delay_ns)
        self._streams = SpeechStreams(rate_hz, self._delay_ns)

    @property
    def skill(self) -> Skill:
        """`say`: its date is when the first sample is heard."""
        return Skill("say", (), self._say, ready=self._is_ready, notice_s=self._delay_ns * 1e-9)

    def trim(self, trim_ms: float) -> float:
        """Sound that is heard so much later has to leave earlier, of what begins from now on.

        How long before it is heard it has to be known then [s].
        """
        delay_ns = self._delay_ns + round(max(trim_ms, 0.0) * 1e6)
        self._sounds.delay_ns = self._streams.delay_ns = delay_ns
        return delay_ns * 1e-9

    def hasten(self, ident: str, by_ns: int) -> bool:
        """Bring a sound so much earlier than it was to come; whether it can be: it is whole."""
        return self._sounds.hasten(ident, by_ns)

    def expect(self, ident: str, prepared: Mapping[str, Any]) -> None:
        """The sound of an intent that is about to be asked for, as `prepare` made it.

        Raises:
            AudioError: its file is gone already.
        """
        self._sounds.expect(ident, Prepared.take(prepared))

    def open(self, intent: Intent) -> None:
        """An intent is about to be asked for whose sound comes by `push`; again is fine.

        Raises:
            IntentError: another of that id is not over, or its phones cannot be.
        """
        asked = intent.parameters
        self._streams.open(intent.id, asked["rate_hz"], asked["stream_s"], asked["symbols"])
        if "phones" in asked:
            self._streams.tell(intent.id, asked["phones"])

    def push(self, piece: SoundPiece) -> None:
        """A piece of what was opened: by any thread.

        Raises:
            IntentError: nothing of that id is, or as `SpeechStream.push`.
        """
        self._streams.push(piece)

    def tell(self, told: PhonesTold) -> None:
        """More of the phones of what was opened.

        Raises:
            IntentError: nothing of that id is, or as `SpeechStream.tell`.
        """
        self._streams.tell(told.id, told.phones)

    def forget(self, ident: str) -> None:
        """The intent is over, or was refused."""
        self._sounds.forget(ident)
        self._streams.break_off(ident, 0)

    @property
    def gaps_s(self) -> float:
        """Sound of streams that came too late to be said, or never, all in all."""
        return self._streams.gaps_s

    @property
    def phone_counts(self) -> Mapping[str, int]:
        """As `SpeechStreams.phone_counts`."""
        return self._streams.phone_counts

    def arrived(self, now_ns: int) -> Sequence[Packet]:
        """Every piece that would have been made by `now_ns` and was not yet taken."""
        return [*self._sounds.arrived(now_ns), *self._streams.arrived(now_ns)]

    def ended(self, now_ns: int) -> list[tuple[str, int | None]]:
        """Streams whose end became known, and when it is; None: nothing more came of them."""
        return self._streams.ended(now_ns)

    def _is_ready(self, intent: Intent) -> bool:
        return not self._streams.is_open(intent.id) or self._streams.is_ready(intent.id)

    def _say(self, intent: Intent, t_ns: int) -> Doing:
        if self._streams.is_open(intent.id):
            return self._say_on(intent, t_ns)
        sound = self._sounds.begin(intent.id, t_ns, intent.parameters.get("text", ""))
        return Doing(
            (),
            sound.length_s,
            ceases=lambda until_ns: self._sounds.break_off(intent.id, until_ns),
            utterance=utterance_of(intent, sound, t_ns),
        )

    def _say_on(self, intent: Intent, t_ns: int) -> Doing:
        """What is still being made; `ended` tells when it is whole."""
        text = intent.parameters.get("text", "")
        words = tuple(TimedWord(*word) for word in intent.parameters.get("words", ()))
        self._streams.begin(intent.id, t_ns, known_of((), words, text, t_ns))
        marks = intent.parameters.get("marks", {})
        return Doing(
            (),
            ceases=lambda until_ns: self._streams.break_off(intent.id, until_ns),
            utterance=Utterance(t_ns, inf, text, words, marks),
        )


def utterance_of(intent: Intent, sound: Prepared, t_ns: int) -> Utterance:
    """What others can be anchored to, of a `say` whose first sample is heard at `t_ns`."""
    asked = intent.parameters
    return Utterance(
        t_ns, sound.length_s, asked.get("text", ""), sound.words, asked.get("marks", {})
    )
