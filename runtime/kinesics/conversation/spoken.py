"""`Spoken`: what was begun to be said lately, for those who are anchored to it."""

from kinesics.conversation.intent import Intent, Start
from kinesics.conversation.utterance import Utterance

__all__ = ["Spoken"]

_KEPT = 16


class Spoken:
    """Utterances by the id of their `say`; the last 16, whether they are over or not."""

    def __init__(self) -> None:
        self._begun: dict[str, Utterance] = {}

    def __contains__(self, ident: str) -> bool:
        """Whether it is known."""
        return ident in self._begun

    def get(self, ident: str) -> Utterance | None:
        """None: nothing of that id was begun, or it was ended, or long ago."""
        return self._begun.get(ident)

    def begin(self, ident: str, utterance: Utterance) -> None:
        """It begins; the oldest is forgotten."""
        self._begun[ident] = utterance
        while len(self._begun) > _KEPT:
            del self._begun[next(iter(self._begun))]

    def change(self, ident: str, utterance: Utterance) -> None:
        """More became known of one that was begun."""
        self._begun[ident] = utterance

    def drop(self, ident: str) -> bool:
        """It was ended, and will not get to what comes later in it; whether it was known."""
        return self._begun.pop(ident, None) is not None

    def begins_ns(self, intent: Intent) -> int | None:
        """When an intent should begin; None: the place that it is anchored to is not known yet.

        Raises:
            IntentError: its utterance has no such place.
        """
        start = intent.start
        if not start.utterance:
            return intent.t_ns + round(start.after_s * 1e9)
        utterance = self._begun.get(start.utterance)
        return None if utterance is None else utterance.at(start)

    def missing(self, start: Start) -> str:
        """Why the place that an intent waited for is not known."""
        if start.utterance not in self._begun:
            return f"no utterance {start.utterance!r} was begun in time"
        place = f"mark {start.mark!r}" if start.mark else "that place"
        return f"{place} of the utterance {start.utterance!r} was not told in time"
