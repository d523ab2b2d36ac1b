"""`Voice`: what the robot was asked to say, piece by piece as it would be made."""

from collections.abc import Sequence
from math import inf

from kinesics.conversation.intent import Intent
from kinesics.conversation.message import SoundPiece
from kinesics.conversation.skill import Doing, Skill
from kinesics.conversation.utterance import Utterance
from kinesics.errors import IntentError
from kinesics.ports import Packet
from kinesics.signals import PhoneTimes, SpeechEnd, SpeechText, TimedPhone, TimedWord
from kinesics_app.prepared import Prepared
from kinesics_app.speech_source import SpeechSource
from kinesics_app.speech_stream import SpeechStream

__all__ = ["Voice"]


class Voice:
    """Holds sounds until they are said, then brings them; one is said at a time."""

    def __init__(self, rate_hz: int, presentation_delay_ms: float) -> None:
        """`rate_hz`: of the sounds; the delay is between a sound known and its lips shown."""
        self._rate_hz = rate_hz
        self._delay_ns = round(presentation_delay_ms * 1e6)
        self._ready: dict[str, Prepared] = {}
        self._streams: dict[str, SpeechStream] = {}
        """Those that are still being made, begun or not."""
        self._saying: dict[str, SpeechSource | SpeechStream] = {}

    @property
    def skill(self) -> Skill:
        """`say`: its date is when the first sample is heard."""
        return Skill("say", (), self._say, ready=self._is_ready, notice_s=self._delay_ns * 1e-9)

    def stream(self, intent: Intent) -> SpeechStream:
        """What a `say` with `stream_s` is pushed to."""
        asked = intent.parameters
        return SpeechStream(asked["rate_hz"], self._rate_hz, asked["stream_s"])

    def open(self, ident: str, stream: SpeechStream) -> None:
        """An intent is about to be asked for whose sound is still being made.

        Raises:
            IntentError: another of that id is not over.
        """
        if self._streams.get(ident) is not stream:
            if ident in self._streams or ident in self._saying:
                raise IntentError(f"id {ident!r} is under way already; wanted another")
            self._streams[ident] = stream

    def push(self, piece: SoundPiece) -> None:
        """A piece of what was opened.

        Raises:
            IntentError: nothing of that id is, or as `SpeechStream.push`.
        """
        stream = self._streams.get(piece.id)
        if stream is None:
            raise IntentError(f"sound: no utterance {piece.id!r} is open; wanted a `say` before")
        stream.push(piece)

    def expect(self, ident: str, prepared: Prepared) -> None:
        """The sound of an intent that is about to be asked for."""
        self._ready[ident] = prepared

    def forget(self, ident: str) -> None:
        """The intent is over, or was refused."""
        for held in (self._ready, self._streams, self._saying):
            held.pop(ident, None)

    def arrived(self, now_ns: int) -> Sequence[Packet]:
        """Every piece that would have been made by `now_ns` and was not yet taken."""
        return [piece for one in self._saying.values() for piece in one.arrived(now_ns)]

    def ended(self, now_ns: int) -> list[tuple[str, int | None]]:
        """Streams that are known to end, and when; None: nothing more came of them."""
        ended: list[tuple[str, int | None]] = []
        for ident, stream in [*self._streams.items()]:
            if ident in self._saying and (stream.end_ns is not None or stream.is_silent(now_ns)):
                ended.append((ident, stream.end_ns))
                del self._streams[ident]
        return ended

    def _is_ready(self, intent: Intent) -> bool:
        stream = self._streams.get(intent.id)
        return stream is None or stream.is_ready

    def _say(self, intent: Intent, t_ns: int) -> Doing:
        if intent.id in self._streams:
            return self._say_on(self._streams[intent.id], intent, t_ns)
        sound = self._ready.pop(intent.id, None)
        if sound is None:
            raise IntentError("say: its sound was not made ready")
        asked = intent.parameters
        self._saying[intent.id] = SpeechSource(
            sound.samples,
            self._rate_hz,
            arrival_ns=t_ns - self._delay_ns,
            heard_t0_ns=t_ns,
            told=_told(sound.words, sound.phones, asked.get("text", ""), t_ns),
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

    def _say_on(self, stream: SpeechStream, intent: Intent, t_ns: int) -> Doing:
        """What is still being made; the robot is told when it is whole."""
        text = intent.parameters.get("text", "")
        words = tuple(TimedWord(*word) for word in intent.parameters.get("words", ()))
        stream.begin(t_ns, self._delay_ns, _told(words, (), text, t_ns))
        self._saying[intent.id] = stream
        return Doing(
            (),
            ceases=lambda until_ns: self._break_off(intent.id, until_ns),
            utterance=Utterance(t_ns, inf, text, words, intent.parameters.get("marks", {})),
        )

    def _break_off(self, ident: str, t_ns: int) -> Sequence[Packet]:
        """The end of what is said, earlier than what was fed of it."""
        return [] if self._saying.pop(ident, None) is None else [SpeechEnd(t_ns)]


def _told(
    words: tuple[TimedWord, ...], phones: tuple[TimedPhone, ...], text: str, t_ns: int
) -> list[PhoneTimes | SpeechText]:
    """What is known of an utterance before it is heard."""
    told: list[PhoneTimes | SpeechText] = []
    if phones or words:
        told.append(PhoneTimes(t_ns, phones, words))
    text = text or " ".join(word.text for word in words)
    if text:
        told.append(SpeechText(t_ns, text))
    return told
