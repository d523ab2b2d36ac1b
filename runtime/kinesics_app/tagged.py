"""Gestures that the tags of an utterance want, as intents anchored to it."""

from collections.abc import Iterator, Mapping, Sequence

from kinesics.conversation.intent import MOST_ID, Intent, Start
from kinesics.conversation.kinds import KINDS
from kinesics.conversation.skill import Skill
from kinesics.conversation.tags import Tag
from kinesics.errors import GestureError, IntentError
from kinesics.gesture.read import by_concept, called

__all__ = ["check_tags", "tag_gestures", "tag_remark"]

_CHARACTER_S = 0.065
"""Of English that is read aloud, 15 a second: where neither words nor length are known."""


def check_tags(say: Intent) -> None:
    """IntentError for a tag that is no gesture, with the nearest."""
    for tag in _tags(say):
        if tag.concept not in by_concept():
            raise IntentError(f"say: text: {tag.written}: {_no_gesture(tag.concept)}")


def tag_gestures(say: Intent, skills: Mapping[str, Skill]) -> Iterator[Intent]:
    """The gestures that this robot shows, to be asked for beside the `say`."""
    for number, tag in enumerate(_tags(say)):
        if not _lack(tag, skills):
            yield Intent(
                say.t_ns,
                f"{say.id[: MOST_ID - 4]}.{number}",
                "gesture",
                _parameters(tag),
                say.priority,
                _start(say, tag),
                say.ttl_s,
                say.interruptible,
            )


def tag_remark(say: Intent, skills: Mapping[str, Skill]) -> str:
    """Which tags this robot leaves out, and why; empty: none."""
    lacks = ((tag, _lack(tag, skills)) for tag in _tags(say))
    return "; ".join(f"{tag.written}: {lack}" for tag, lack in lacks if lack)


def _no_gesture(concept: str) -> str:
    try:
        called(concept)
    except GestureError as error:
        return str(error)
    return ""


def _tags(say: Intent) -> Sequence[Tag]:
    tags: Sequence[Tag] = say.parameters.get("tags", ())
    return tags


def _lack(tag: Tag, skills: Mapping[str, Skill]) -> str:
    skill = skills.get("gesture")
    if tag.concept not in by_concept():
        return ""  # refused, and the reason told
    return "this robot shows no gesture" if skill is None else skill.lacks(tag.concept)


def _parameters(tag: Tag) -> dict[str, object]:
    defaults = {
        name: one.default
        for name, one in KINDS["gesture"].parameters.items()
        if one.default is not None
    }
    return {**defaults, "concept": tag.concept, "size": tag.size}


def _start(say: Intent, tag: Tag) -> Start:
    if not say.parameters["text"]:
        return Start(utterance=say.id)
    if "stream_s" in say.parameters and not say.parameters.get("words"):
        return Start(tag.character * _CHARACTER_S, say.id)
    return Start(utterance=say.id, character=tag.character)
