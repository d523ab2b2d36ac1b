"""`FarVoice`: the `say` of a body whose sound is held elsewhere: it tells when to begin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from types import MappingProxyType
from typing import Any

import numpy as np

from kinesics.conversation.intent import Intent
from kinesics.conversation.message import SoundPiece, read_message
from kinesics.conversation.skill import Doing, Skill
from kinesics.conversation.told_phones import PhonesTold
from kinesics.conversation.utterance import Utterance
from kinesics.errors import IntentError
from kinesics.ports import Packet
from kinesics.signals import Cease, Say, Speech, SpeechEnd, TimedWord
from kinesics_app.afar.claim import SILENT_NS
from kinesics_app.speech.prepared import LONGEST_S, Prepared
from kinesics_app.speech.stream import FIRST_WAITS_S
from kinesics_app.speech.voice import utterance_of

__all__ = ["ELSEWHERE", "FarVoice", "say_elsewhere"]

_SILENT = np.zeros(0, np.float32)
_AGAIN_NS = 200_000_000  # there and back takes less, unless a word was lost
ELSEWHERE = "say: this body has its voice elsewhere; wanted the topics `speech`, `speech_stream`"


@dataclass(slots=True)
class _Stream:
    """What is told of an utterance that is still being made elsewhere."""

    silence_ns: int
    opened_ns: int | None = None
    """When it was looked at first."""
    is_ready: bool = False
    is_whole: bool = False
    t0_ns: int | None = None
    """When its first sample is heard; None: it has not begun."""
    heard_ns: int = 0
    """When its sound was heard of last."""
    end_ns: int | None = None
    """When the last of it has been heard."""


@dataclass(slots=True)
class _Begun:
    """Whoever holds a sound was told to begin, and is not heard to have."""

    word: Say
    told_ns: int | None = None


class FarVoice:
    """Knows of each sound how long it lasts, and its words; of a stream, that it comes."""

    gaps_s = 0.0
    """As `Voice` has it: whoever holds the sound tells of them."""
    phone_counts: Mapping[str, int] = MappingProxyType({"late": 0, "unknown": 0})
    """As `Voice` has it."""

    def __init__(self, delay_ms: float) -> None:
        """`delay_ms`: between a sound known and its lips shown, as if it were held here.

        What a word takes on its way is in the earliest date of any motion (`FarMind.soonest_ns`).
        """
        self._delay_s = delay_ms * 1e-3
        self._ready: dict[str, Prepared] = {}
        self._streams: dict[str, _Stream] = {}
        self._begun: dict[str, _Begun] = {}
        self._dropped: list[str] = []

    @property
    def skill(self) -> Skill:
        """`say`: its date is when the first sample is heard."""
        return Skill("say", (), self._say, ready=self._is_ready, notice_s=self._delay_s)

    def trim(self, trim_ms: float) -> float:
        """As `Voice.trim`; it can only be refused.

        Raises:
            IntentError: whoever holds the sound plays it.
        """
        raise IntentError("trim: this body has its voice elsewhere; wanted where it is played")

    def hasten(self, ident: str, by_ns: int) -> bool:
        """As `Voice.hasten`: no, whoever holds the sound brings it."""
        del ident, by_ns
        return False

    def expect(self, ident: str, prepared: Mapping[str, Any]) -> None:
        """A sound that is ready elsewhere: as `prepare` tells it, but for where it lies."""
        words = tuple(TimedWord(*one) for one in prepared["words"])
        self._ready[ident] = Prepared(_SILENT, prepared["length_s"], (), words)

    def open(self, intent: Intent) -> None:
        """An intent is about to be asked for whose sound comes elsewhere; again is fine."""
        silence_ns = max(round(intent.parameters["stream_s"] * 1e9), SILENT_NS)
        self._streams.setdefault(intent.id, _Stream(silence_ns))

    def push(self, piece: SoundPiece) -> None:
        """Enough of it came elsewhere to begin; if it is the last, it is whole. It has no samples.

        Nothing, if it is over or was refused: whoever holds it is told of that.
        """
        stream = self._streams.get(piece.id)
        if stream is not None:
            stream.is_ready = True
            stream.is_whole |= piece.last

    def tell(self, told: PhonesTold) -> None:
        """As `Voice.tell`; it can only be refused.

        Raises:
            IntentError: whoever holds the sound shows its lips.
        """
        del told
        raise IntentError(
            "phones: this body has its voice elsewhere; wanted the topic `speech_stream`"
        )

    def note(self, packets: Sequence[Packet], now_ns: int) -> None:
        """What is told of the sound of whichever is said."""
        for packet in packets:
            if isinstance(packet, Speech | SpeechEnd):
                for stream in self._streams.values():
                    _note(stream, packet, now_ns)
                for ident, begun in [*self._begun.items()]:
                    if packet.t_ns >= begun.word.t_ns:
                        del self._begun[ident]

    def unheard(self, now_ns: int) -> Sequence[Say]:
        """Words to begin that may have been lost: nothing is told of their sound. Twice is fine.

        A cable that is whole again carries a word one way before the other: of two who lost each
        other, one may hear of an utterance while the other does not hear yet that it may begin.
        """
        again = []
        for ident, begun in [*self._begun.items()]:
            if now_ns > begun.word.t_ns + SILENT_NS:
                del self._begun[ident]
            elif begun.told_ns is None:
                begun.told_ns = now_ns
            elif now_ns - begun.told_ns >= _AGAIN_NS:
                begun.told_ns = now_ns
                again.append(begun.word)
        return again

    def ended(self, now_ns: int) -> list[tuple[str, int | None]]:
        """Streams whose end became known, and when it is; None: nothing more came of them.

        Not only whoever holds the sound may find that out: it may be gone itself.
        """
        ended: list[tuple[str, int | None]] = []
        for ident, stream in [*self._streams.items()]:
            if stream.t0_ns is None:
                if _came_never(stream, now_ns):
                    ended.append((ident, None))
                    del self._streams[ident]
                continue
            if stream.is_whole and stream.end_ns is not None:
                ended.append((ident, stream.end_ns))
                del self._streams[ident]
            elif now_ns > _last_ns(stream):
                ended.append((ident, None))
                del self._streams[ident]
        return ended

    def forget(self, ident: str) -> None:
        """The intent is over, or was refused."""
        self._ready.pop(ident, None)
        self._begun.pop(ident, None)
        if self._streams.pop(ident, None) is not None:
            self._dropped.append(ident)

    def arrived(self, now_ns: int) -> Sequence[Packet]:
        """Which streams are not wanted where they are held; their pieces arrive there."""
        dropped, self._dropped = self._dropped, []
        return [Cease(now_ns, ident) for ident in dropped]

    def _is_ready(self, intent: Intent) -> bool:
        stream = self._streams.get(intent.id)
        return stream is None or stream.is_ready

    def _say(self, intent: Intent, t_ns: int) -> Doing:
        text = intent.parameters.get("text", "")
        word = Say(t_ns, intent.id, text)
        stream = self._streams.get(intent.id)
        if stream is not None:
            self._begun[intent.id] = _Begun(word)
            stream.t0_ns = stream.heard_ns = t_ns
            marks = intent.parameters.get("marks", {})
            return Doing([word], utterance=Utterance(t_ns, inf, text, (), marks))
        sound = self._ready.pop(intent.id, None)
        if sound is None:
            raise IntentError(ELSEWHERE)
        self._begun[intent.id] = _Begun(word)
        return Doing([word], sound.length_s, utterance=utterance_of(intent, sound, t_ns))


def _note(stream: _Stream, packet: Speech | SpeechEnd, now_ns: int) -> None:
    if stream.t0_ns is None or packet.t_ns < stream.t0_ns:
        return  # of the one before
    stream.heard_ns = max(stream.heard_ns, now_ns)
    if isinstance(packet, SpeechEnd):
        stream.end_ns = packet.t_ns


def _came_never(stream: _Stream, now_ns: int) -> bool:
    """Whether of one that was opened too little to begin came, and by now nothing will."""
    if stream.opened_ns is None:
        stream.opened_ns = now_ns
    waits_ns = max(stream.silence_ns, round(FIRST_WAITS_S * 1e9))
    return not stream.is_ready and now_ns - stream.opened_ns > waits_ns


def _last_ns(stream: _Stream) -> int:
    """Until when to wait for more: that an end was the last may be told a little after it."""
    return stream.heard_ns + stream.silence_ns if stream.end_ns is None else stream.end_ns


def say_elsewhere(told: Any) -> dict[str, Any]:
    """The message to a life that asks for a sound to be said that is held elsewhere.

    `told` is a map of its `id` and `length_s`, and of `text`, `words` and `marks` of a `say`. Of
    one that is still being made: `id`, `rate_hz` and `stream_s` of a `say`, and its `text`; then
    its `id` and `came`, when enough came to begin (False), and when all has come (True). `cancels`
    is another that is wanted no more.

    Raises:
        IntentError: it is none.
    """
    if not isinstance(told, dict):
        raise IntentError(f"utterance: a {type(told).__name__}; wanted a map")
    if "cancels" in told:
        return _checked("cancel", told, {"intent": told["cancels"]})
    if "came" in told:
        piece = {"sound": {"id": told.get("id"), "last": told["came"]}}
        read_message(piece, 0)
        return piece
    asked = {key: told[key] for key in ("text", "words", "marks") if told.get(key)}
    if "stream_s" in told:
        streamed = {key: told.get(key) for key in ("stream_s", "rate_hz")}
        return _checked("say", told, {**asked, **streamed})
    message = _checked("say", told, {"file": "elsewhere", **asked})
    length_s = told.get("length_s")
    if type(length_s) is not float or not 0.0 < length_s <= LONGEST_S:
        raise IntentError(f"say: length_s is {length_s!r}; wanted seconds, {LONGEST_S:g} at most")
    return {**message, "prepared": {"length_s": length_s, "words": asked.get("words", [])}}


def _checked(kind: str, told: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    message = {"intent": {"kind": kind, "id": told.get("id"), "parameters": {**parameters}}}
    read_message(message, 0)
    return message
