"""`Tagged`: gestures that the tags of utterances want, as intents anchored to them."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

from kinesics.conversation.intent import MOST_ID, Intent, Start
from kinesics.conversation.kinds import KINDS
from kinesics.conversation.skill import Skill
from kinesics.conversation.tags import Tag
from kinesics.conversation.utterance import Utterance
from kinesics.errors import GestureError, IntentError
from kinesics.gesture.spoken import GUESS, spoken_accents
from kinesics.signals import GestureCue, PhoneTimes, TimedPhone, TimedWord
from kinesics_app.character.character import Character

__all__ = ["Tagged", "known_of_say", "tag_remark"]

_MOST_S = 1.0
"""Nobody waits longer for a sentence."""
_TICKS_S = 0.2  # from the beginning of an utterance to the soonest motion that arms give anew
_CHARACTER_S = 0.065
"""Of English that is read aloud, 15 a second: where neither words nor length are known."""


class Tagged:
    """What becomes of the tags of a `say`, from when it is heard until it is over."""

    def __init__(self, character: Character) -> None:
        self._character = character
        self._waits_s: dict[str, float] = {}

    def check(self, say: Intent) -> None:
        """IntentError for a tag that is no gesture, with the nearest."""
        for tag in _tags(say):
            self._demand(tag)

    def gestures(
        self, say: Intent, prepared: Mapping[str, Any] | None, skills: Mapping[str, Skill]
    ) -> list[Intent]:
        """The gestures that this robot shows, to be asked for beside the `say`.

        `prepared`: its sound, as `prepare` made it; None: it is still being made.
        """
        tags = [(n, one) for n, one in enumerate(_tags(say)) if _shows(one, skills)]
        if not tags:
            return []
        known, length_s = known_of_say(say, prepared)
        asked = [_asked(say, number, tag, known) for number, tag in tags]
        said = Utterance(0, length_s, say.parameters["text"], known.words)
        self._waits_s[say.id] = self._wait_s(asked, said, skills["say"].notice_s)
        return asked

    def waits_s(self, say: Intent) -> float:
        """How much later its sound begins than it could, for arms to be in time for its tags."""
        return self._waits_s.get(say.id, 0.0)

    def forget(self, ident: str) -> None:
        """The intent is over, or was refused."""
        self._waits_s.pop(ident, None)

    def _wait_s(self, gestures: Sequence[Intent], said: Utterance, late_s: float) -> float:
        """`said`: as if heard at 0; `late_s`: by how much that is after the soonest motion."""
        waits_s = [0.0]
        for one in gestures:
            stroke_ns, asked = said.at(one.start), one.parameters
            cue = GestureCue(0, "", asked["concept"], asked["size"], "", None, 0.0)
            if stroke_ns is not None:
                needs_s = self._character.needs_s(cue) + _TICKS_S
                waits_s.append(needs_s - late_s - stroke_ns * 1e-9)
        return min(max(waits_s), _MOST_S)

    def _demand(self, tag: Tag) -> None:
        try:
            self._character.gestures.demand(tag.concept)
        except GestureError as error:
            raise IntentError(f"say: text: {tag.written}: {error}") from error


def tag_remark(say: Intent, skills: Mapping[str, Skill]) -> str:
    """Which tags this robot leaves out, and why; empty: none."""
    lacks = ((tag, _lack(tag, skills)) for tag in _tags(say))
    return "; ".join(f"{tag.written}: {lack}" for tag, lack in lacks if lack)


def _tags(say: Intent) -> Sequence[Tag]:
    tags: Sequence[Tag] = say.parameters.get("tags", ())
    return tags


def _is_known(tag: Tag, skills: Mapping[str, Skill]) -> bool:
    return "gesture" in skills and tag.concept in skills["gesture"].choices["concept"]


def _shows(tag: Tag, skills: Mapping[str, Skill]) -> bool:
    return _is_known(tag, skills) and not skills["gesture"].lacks(tag.concept)


def _lack(tag: Tag, skills: Mapping[str, Skill]) -> str:
    if "gesture" not in skills:
        return "this robot shows no gesture"
    return skills["gesture"].lacks(tag.concept) if _is_known(tag, skills) else ""


def _asked(say: Intent, number: int, tag: Tag, known: PhoneTimes) -> Intent:
    return Intent(
        say.t_ns,
        f"{say.id[: MOST_ID - 4]}.{number}",
        "gesture",
        _parameters(tag),
        say.priority,
        _start(say, tag, known),
        say.ttl_s,
        say.interruptible,
    )


def known_of_say(say: Intent, prepared: Mapping[str, Any] | None) -> tuple[PhoneTimes, float]:
    """What is told of its words and phones, as if it were heard at 0, and its length [s]."""
    told = {"words": say.parameters.get("words", ()), "phones": (), "length_s": inf}
    told = {**told, **(prepared or {})}
    phones = tuple(TimedPhone(*one) for one in told["phones"])
    return PhoneTimes(0, phones, tuple(TimedWord(*one) for one in told["words"])), told["length_s"]


def _parameters(tag: Tag) -> dict[str, object]:
    defaults = {
        name: one.default
        for name, one in KINDS["gesture"].parameters.items()
        if one.default is not None
    }
    return {**defaults, "concept": tag.concept, "size": tag.size}


def _start(say: Intent, tag: Tag, known: PhoneTimes) -> Start:
    """Where its stroke is to fall: on the stress of its word, where words are known."""
    text = say.parameters["text"]
    if not text:
        return Start(utterance=say.id)
    if "stream_s" in say.parameters and not known.words:
        return Start(tag.character * _CHARACTER_S, say.id)
    begins, word = Utterance(0, 0.0, text, known.words).word_at(tag.character)
    if word is None or begins != tag.character:
        return Start(utterance=say.id, character=tag.character)
    after_s = _stressed_s(word, known) - word.start_s
    return Start(after_s, say.id, character=tag.character, exact=True)


def _stressed_s(word: TimedWord, known: PhoneTimes) -> float:
    """Where a word is stressed, or would be: mere grammar is not."""
    accents_s = (one.t_ns * 1e-9 for one in spoken_accents(known))
    guess_s = word.start_s + GUESS * (word.end_s - word.start_s)
    return next((one for one in accents_s if word.start_s <= one < word.end_s), guess_s)
