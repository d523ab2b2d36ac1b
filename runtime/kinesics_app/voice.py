"""`Voice`: what the robot was asked to say, piece by piece as it would be made."""

from collections.abc import Sequence

from kinesics.conversation.intent import Intent
from kinesics.conversation.skill import Doing, Skill
from kinesics.conversation.utterance import Utterance
from kinesics.errors import IntentError
from kinesics.ports import Packet
from kinesics.signals import PhoneTimes, SpeechEnd, SpeechText
from kinesics_app.prepared import Prepared
from kinesics_app.speech_source import SpeechSource

__all__ = ["Voice"]


class Voice:
    """Holds sounds until they are said, then brings them; one is said at a time."""

    def __init__(self, rate_hz: int, presentation_delay_ms: float) -> None:
        """`rate_hz`: of the sounds; the delay is between a sound known and its lips shown."""
        self._rate_hz = rate_hz
        self._delay_ns = round(presentation_delay_ms * 1e6)
        self._ready: dict[str, Prepared] = {}
        self._saying: dict[str, SpeechSource] = {}

    @property
    def skill(self) -> Skill:
        """`say`: its date is when the first sample is heard."""
        return Skill("say", (), self._say, notice_s=self._delay_ns * 1e-9)

    def expect(self, ident: str, prepared: Prepared) -> None:
        """The sound of an intent that is about to be asked for."""
        self._ready[ident] = prepared

    def forget(self, ident: str) -> None:
        """The intent is over, or was refused."""
        self._ready.pop(ident, None)
        self._saying.pop(ident, None)

    def arrived(self, now_ns: int) -> Sequence[Packet]:
        """Every piece that would have been made by `now_ns` and was not yet taken."""
        return [piece for one in self._saying.values() for piece in one.arrived(now_ns)]

    def _say(self, intent: Intent, t_ns: int) -> Doing:
        sound = self._ready.pop(intent.id, None)
        if sound is None:
            raise IntentError("say: its sound was not made ready")
        asked = intent.parameters
        self._saying[intent.id] = SpeechSource(
            sound.samples,
            self._rate_hz,
            arrival_ns=t_ns - self._delay_ns,
            heard_t0_ns=t_ns,
            told=_told(sound, asked.get("text", ""), t_ns),
        )
        return Doing(
            (),
            sound.length_s,
            ceases=lambda until_ns: self._break_off(intent.id, until_ns),
            utterance=Utterance(
                t_ns,
                sound.length_s,
                asked.get("text", ""),
                sound.words,
                asked.get("marks", {}),
            ),
        )

    def _break_off(self, ident: str, t_ns: int) -> Sequence[Packet]:
        """The end of what is said, earlier than what was fed of it."""
        return [] if self._saying.pop(ident, None) is None else [SpeechEnd(t_ns)]


def _told(sound: Prepared, text: str, t_ns: int) -> list[PhoneTimes | SpeechText]:
    """What is known of an utterance before it is heard."""
    told: list[PhoneTimes | SpeechText] = []
    if sound.phones or sound.words:
        told.append(PhoneTimes(t_ns, sound.phones, sound.words))
    text = text or " ".join(word.text for word in sound.words)
    if text:
        told.append(SpeechText(t_ns, text))
    return told
