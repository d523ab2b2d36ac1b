"""`Intent`: what somebody wants the robot to do, read strictly from what came over a wire."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from kinesics.conversation.kinds import KINDS
from kinesics.conversation.tags import cut_tags
from kinesics.conversation.values import read_parameters
from kinesics.errors import IntentError
from kinesics.table import Table

__all__ = ["MOST_ID", "PRIORITY", "VERSION", "Intent", "Start", "read_intent"]

VERSION = 1
"""Of what an intent may say; a program that says another is refused."""

PRIORITY = 128
"""0..255, as in the draft of standard robot skills (REP-skills)."""

_MOST_PRIORITY = 255
_MOST_S = 3600.0
MOST_ID = 64
"""Characters of an id."""


@dataclass(frozen=True, slots=True)
class Start:
    """When an intent begins: after it was heard, or where an utterance has come to."""

    after_s: float = 0.0
    """After it was heard, or after the place in the utterance (before it, if negative)."""
    utterance: str = ""
    """Id of the `say`; empty: the time counts from when the intent was heard."""
    mark: str = ""
    """Name of one of its marks; also `begin` (if nothing else is said) and `end`."""
    word: int | None = None
    """Number of one of its words, from 0."""
    character: int | None = None
    """Number of one of the characters of its text, from 0."""
    exact: bool = False
    """Whether what the behaviours will hear of the utterance makes the place no surer."""


@dataclass(frozen=True, slots=True, eq=False)
class Intent:
    """One thing that somebody wants; frozen, checked, all parameters there that have a default."""

    t_ns: int
    """Robot time at which it was heard."""
    id: str
    kind: str
    """One of `kinds.KINDS`."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """By name; a parameter that was left out and has no default is not in it. The tags of the text
    of a `say` are cut out of it, and are there as `tags`."""
    priority: int = PRIORITY
    """0..255: of two that want the same part of the body, the higher has it, else the newer."""
    start: Start = Start()
    ttl_s: float = 5.0
    """How long it may wait for its parts of the body, or for its utterance, beyond its start."""
    interruptible: bool = True
    """Whether another that is not of lower priority may end it."""

    @property
    def parts(self) -> frozenset[str]:
        """Parts of the body that it occupies."""
        return KINDS[self.kind].parts(self.parameters)


def read_intent(message: Mapping[str, Any], t_ns: int) -> Intent:
    """The intent that a map tells; `kind` and `id` must be there, all else may be left out.

    Raises:
        IntentError: what is wrong in it, and what would be right.
    """
    table = Table("intent: ", message, IntentError)
    if table.has("version") and table.integer("version", 0) != VERSION:
        raise table.wrong("version", message["version"], f"{VERSION}")
    kind = KINDS[table.choice("kind", KINDS)]
    ident = table.text("id")
    if len(ident) > MOST_ID:
        raise table.wrong("id", ident, f"{MOST_ID} characters at most")
    parameters = Table(f"{kind.name}: ", table.free_table("parameters"), IntentError)
    intent = Intent(
        t_ns,
        ident,
        kind.name,
        MappingProxyType(_without_tags(kind.name, read_parameters(kind, parameters))),
        _priority(table),
        _start(table.table("start")) if table.has("start") else Start(),
        table.finite("ttl_s", 0.0, _MOST_S) if table.has("ttl_s") else kind.ttl_s,
        table.boolean("interruptible") if table.has("interruptible") else True,
    )
    table.done()
    return intent


def _without_tags(kind: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of a `say`: its text as it is said, and beside it as `tags` what was in brackets."""
    if kind != "say" or "text" not in parameters:
        return parameters
    text, tags = cut_tags(parameters["text"])
    return {**parameters, "text": text, "tags": tags} if tags else parameters


def _priority(table: Table) -> int:
    priority = table.integer("priority", 0) if table.has("priority") else PRIORITY
    if priority > _MOST_PRIORITY:
        raise table.wrong("priority", priority, f"an integer, 0 to {_MOST_PRIORITY}")
    return priority


def _start(table: Table) -> Start:
    utterance = table.text("utterance") if table.has("utterance") else ""
    start = Start(
        table.finite("after_s", -_MOST_S, _MOST_S) if table.has("after_s") else 0.0,
        utterance,
        table.text("mark") if table.has("mark") else "",
        table.integer("word", 0) if table.has("word") else None,
        table.integer("character", 0) if table.has("character") else None,
    )
    table.done()
    places = [bool(start.mark), start.word is not None, start.character is not None]
    if sum(places) > 1 or (any(places) and not utterance):
        raise table.wrong(
            "place", table.whole(), "an utterance, and of mark, word and character one at most"
        )
    return start
