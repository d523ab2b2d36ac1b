"""`complaint`: the answer to what was told, not asked, and cannot be."""

from typing import Any

from kinesics.conversation.intent import MOST_ID

__all__ = ["complaint", "utterance_of"]

_OF_UTTERANCES = ("sound", "mark", "phones")


def complaint(why: str, of: str = "") -> dict[str, str]:
    """As it goes over a wire; `of`: the utterance that it is about, if it is about one."""
    return {"error": why, "id": of} if of else {"error": why}


def utterance_of(message: Any) -> str:
    """Which utterance a message tells something of, whatever it is; empty: of none."""
    if isinstance(message, dict):
        for kind in _OF_UTTERANCES:
            told = message.get(kind)
            if isinstance(told, dict) and isinstance(told.get("id"), str):
                return str(told["id"])[:MOST_ID]
    return ""
