"""`FarVoice`: the `say` of a body whose sound is held elsewhere: it tells when to begin."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kinesics.conversation.intent import Intent
from kinesics.conversation.message import SoundPiece, read_message
from kinesics.conversation.skill import Doing, Skill
from kinesics.errors import IntentError
from kinesics.ports import Packet
from kinesics.signals import Say, TimedWord
from kinesics_app.prepared import LONGEST_S, Prepared
from kinesics_app.voice import utterance_of

__all__ = ["FarVoice", "say_elsewhere"]

_SILENT = np.zeros(0, np.float32)
_ELSEWHERE = "say: this body has its voice elsewhere; wanted the topic `speech`"


class FarVoice:
    """Knows of each sound how long it lasts, and its words."""

    gaps_s = 0.0
    """As `Voice` has it: there are no streams."""

    def __init__(self, delay_ms: float) -> None:
        """`delay_ms`: between a sound known where it is held and its lips shown."""
        self._delay_s = delay_ms * 1e-3
        self._ready: dict[str, Prepared] = {}

    @property
    def skill(self) -> Skill:
        """`say`: its date is when the first sample is heard."""
        return Skill("say", (), self._say, notice_s=self._delay_s)

    def expect(self, ident: str, prepared: Mapping[str, Any]) -> None:
        """A sound that is ready elsewhere: as `prepare` tells it, but for where it lies."""
        words = tuple(TimedWord(*one) for one in prepared["words"])
        self._ready[ident] = Prepared(_SILENT, prepared["length_s"], (), words)

    def open(self, intent: Intent) -> None:
        """Refuse an utterance that is to come in pieces.

        Raises:
            IntentError: always.
        """
        del intent
        raise IntentError(_ELSEWHERE)

    def push(self, piece: SoundPiece) -> None:
        """As `open`.

        Raises:
            IntentError: always.
        """
        del piece
        raise IntentError(_ELSEWHERE)

    def ended(self, now_ns: int) -> Sequence[tuple[str, int | None]]:
        """Nothing: there are no streams."""
        del now_ns
        return ()

    def forget(self, ident: str) -> None:
        """The intent is over, or was refused."""
        self._ready.pop(ident, None)

    def arrived(self, now_ns: int) -> Sequence[Packet]:
        """Nothing: pieces arrive elsewhere."""
        del now_ns
        return ()

    def _say(self, intent: Intent, t_ns: int) -> Doing:
        sound = self._ready.pop(intent.id, None)
        if sound is None:
            raise IntentError(_ELSEWHERE)
        text = intent.parameters.get("text", "")
        return Doing(
            [Say(t_ns, intent.id, text)],
            sound.length_s,
            utterance=utterance_of(intent, sound, t_ns),
        )


def say_elsewhere(told: Any) -> dict[str, Any]:
    """The message to a life that asks for a sound to be said that is ready elsewhere.

    `told` is a map of its `id` and `length_s`, and of `text`, `words` and `marks` of a `say`.

    Raises:
        IntentError: it is none.
    """
    if not isinstance(told, dict):
        raise IntentError(f"utterance: a {type(told).__name__}; wanted a map")
    asked = {key: told[key] for key in ("text", "words", "marks") if told.get(key)}
    parameters = {"file": "elsewhere", **asked}
    intent = {"kind": "say", "id": told.get("id"), "parameters": parameters}
    read_message({"intent": intent}, 0)
    length_s = told.get("length_s")
    if type(length_s) is not float or not 0.0 < length_s <= LONGEST_S:
        raise IntentError(f"say: length_s is {length_s!r}; wanted seconds, {LONGEST_S:g} at most")
    prepared = {"length_s": length_s, "words": asked.get("words", [])}
    return {"intent": intent, "prepared": prepared}
