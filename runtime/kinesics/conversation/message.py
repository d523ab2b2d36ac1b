"""What another program may say: an intent, a target, what a sensor finds, a persona, a question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kinesics.conversation.felt import read_event, read_hint
from kinesics.conversation.intent import MOST_ID, VERSION, Intent, read_intent
from kinesics.conversation.overheard import Overheard, read_overheard
from kinesics.conversation.sensed import read_base, read_faces
from kinesics.conversation.told_phones import PhonesTold, read_told_phones
from kinesics.conversation.utterance import PLACES
from kinesics.conversation.values import read_sound
from kinesics.errors import IntentError
from kinesics.motion.dial import HIGHEST, LONGEST_S, RAMP_S, SHORTEST_S
from kinesics.signals import (
    Appraisal,
    BaseTilt,
    Faces,
    Hint,
    PartnerVoice,
    Persona,
    Target,
    Turn,
)
from kinesics.table import Table

__all__ = [
    "DIALS",
    "MOST_SOUND_BYTES",
    "MOST_TRIM_MS",
    "QUESTIONS",
    "Mark",
    "Message",
    "Position",
    "Question",
    "SoundPiece",
    "Switch",
    "Trim",
    "read_message",
]

MOST_TRIM_MS = 200.0
MOST_SOUND_BYTES = 1_000_000
"""Of one `SoundPiece`: 31 s at 16 kHz."""
_LONGEST_MARK_S = 3600.0
_SWITCH_S = 0.5

Question = Literal["tools", "status", "watch", "reference"]
QUESTIONS = ("tools", "status", "watch", "reference")
"""`tools`: what this robot can do, as JSON schemas; `status`: how it is; `watch`: tell me all
events from now on, not only those of my intents; `reference`: and what goes to the loudspeaker."""

DIALS = ("lips", "expression", "pose", "face")
"""What a planner may turn."""


@dataclass(frozen=True, slots=True)
class SoundPiece:
    """A piece of an utterance that is said while it is made."""

    t_ns: int
    id: str
    """Of its `say`."""
    first_sample: int | None
    """Where in the utterance it lies, at the rate that its `say` tells; None: it follows."""
    samples: bytes
    """16-bit little-endian mono."""
    last: bool
    """Whether the utterance ends with it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of an utterance has a name, told while that is made or waits."""

    t_ns: int
    id: str
    """Of its `say`."""
    name: str
    at_s: float
    """After its first sample, 0..3600."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A behaviour is to show, or not to, or so much of it."""

    t_ns: int
    name: str
    on: bool | None
    """None: as it is."""
    gain: float | None = None
    """0..2, 1 is usual; None: as it is. While it is off, for later."""
    ramp_s: float = _SWITCH_S
    """How long that takes, 0.1..2."""


@dataclass(frozen=True, slots=True)
class Trim:
    """Sound is heard later than its output says."""

    t_ns: int
    ms: float
    """-200..200."""


@dataclass(frozen=True, slots=True)
class Position:
    """Whoever plays an utterance reports what is heard."""

    t_ns: int
    id: str
    """Of its `say`."""
    sample: int
    """In the utterance, from 0, at the rate that its `say` tells; of a file at 16 kHz."""
    heard_ns: int
    """Robot time, this computer's CLOCK_MONOTONIC, at which that sample is heard."""


_Plain = (
    Position
    | Target
    | PartnerVoice
    | BaseTilt
    | Faces
    | Overheard
    | Appraisal
    | Hint
    | Persona
    | Turn
    | Switch
    | Trim
    | SoundPiece
    | Mark
    | PhonesTold
)
Message = _Plain | Intent | Question

_KINDS = (
    "intent",
    "target",
    "partner",
    "base",
    "faces",
    "microphone",
    "event",
    "hint",
    "persona",
    "dial",
    "behaviour",
    "trim",
    "sound",
    "mark",
    "phones",
    "heard",
    "ask",
)
_DEEPEST = 12
_LEAST, _MOST = -(1 << 63), (1 << 64) - 1
_FAR_M = 1000.0
_MOST_TTL_S = 3600.0


def read_message(message: Any, t_ns: int) -> Message:
    """What a message heard at robot time `t_ns` says: a map with one key.

    `{"intent": {...}}`, `{"target": {...}}`, `{"partner": {...}}`, `{"base": {...}}`,
    `{"faces": {...}}`, `{"microphone": {...}}`, `{"event": {...}}`, `{"hint": {...}}`,
    `{"persona": {...}}`, `{"dial": {...}}`, `{"behaviour": {...}}`, `{"trim": {...}}`,
    `{"sound": {...}}`, `{"mark": {...}}`, `{"phones": {...}}`, `{"heard": {...}}` or
    `{"ask": "tools"}`.

    Raises:
        IntentError: what is wrong in it, and what would be right.
    """
    if not isinstance(message, dict):
        raise IntentError(f"a message is {type(message).__name__}; wanted a map")
    _check_names(message, _DEEPEST)
    table = Table("message: ", message, IntentError)
    if table.has("version") and table.integer("version", 0) != VERSION:
        raise table.wrong("version", message["version"], f"{VERSION}")
    says = [key for key in _KINDS if table.has(key)]
    if len(says) != 1:
        told = ", ".join(says) or "none of them"
        raise IntentError(f"message: wanted one of {', '.join(_KINDS)}; it has {told}")
    read = _read(says[0], table, t_ns)
    table.done()
    return read


def _read(says: str, table: Table, t_ns: int) -> Message:
    if says == "ask":
        question: Any = table.choice("ask", QUESTIONS)
        return question  # type: ignore[no-any-return]  # one of a Literal's, by the line above
    within = table.free_table(says)
    if says == "intent":
        return read_intent(within, t_ns)
    inner = Table(f"{says}: ", within, IntentError)
    read = _READ[says](inner, t_ns)
    inner.done()
    return read


def _target(table: Table, t_ns: int) -> Target:
    ident = table.text("id")
    if len(ident) > MOST_ID:
        raise table.wrong("id", ident, f"{MOST_ID} characters at most")
    x, y, z = table.finites("position_m", 3, -_FAR_M, _FAR_M)
    confidence = table.finite("confidence", 0.0, 1.0) if table.has("confidence") else 1.0
    ttl_s = table.finite("ttl_s", 0.0, _MOST_TTL_S) if table.has("ttl_s") else 1.0
    return Target(t_ns, ident, (x, y, z), confidence, ttl_s)


def _partner(table: Table, t_ns: int) -> PartnerVoice:
    return PartnerVoice(t_ns, table.finite("speaks", 0.0, 1.0))


def _persona(table: Table, t_ns: int) -> Persona:
    dials = ("extraversion", "warmth", "energy")
    return Persona(
        t_ns, *(table.finite(name, 0.0, 1.0) if table.has(name) else 0.5 for name in dials)
    )


def _dial(table: Table, t_ns: int) -> Turn:
    gain = table.finite("gain", 0.0, HIGHEST)
    ramp_s = table.finite("ramp_s", SHORTEST_S, LONGEST_S) if table.has("ramp_s") else RAMP_S
    return Turn(t_ns, table.choice("name", DIALS), gain, ramp_s)


def _behaviour(table: Table, t_ns: int) -> Switch:
    ramp_s = table.finite("ramp_s", SHORTEST_S, LONGEST_S) if table.has("ramp_s") else _SWITCH_S
    name = table.text("name")
    gain = table.finite("gain", 0.0, HIGHEST) if table.has("gain") else None
    on = table.boolean("on") if gain is None or table.has("on") else None
    return Switch(t_ns, name, on, gain, ramp_s)


def _trim(table: Table, t_ns: int) -> Trim:
    return Trim(t_ns, table.finite("ms", -MOST_TRIM_MS, MOST_TRIM_MS))


def _sound(table: Table, t_ns: int) -> SoundPiece:
    samples = read_sound(table, "samples") if table.has("samples") else b""
    if len(samples) > MOST_SOUND_BYTES:
        raise table.wrong("samples", len(samples), f"{MOST_SOUND_BYTES} bytes at most")
    return SoundPiece(
        t_ns,
        table.text("id"),
        table.integer("first_sample", 0) if table.has("first_sample") else None,
        samples,
        table.has("last") and table.boolean("last"),
    )


def _mark(table: Table, t_ns: int) -> Mark:
    name = table.text("name")
    if not name or len(name) > MOST_ID or name in PLACES:
        raise table.wrong("name", name, f"1 to {MOST_ID} characters, not {' or '.join(PLACES)}")
    return Mark(t_ns, table.text("id"), name, table.finite("at_s", 0.0, _LONGEST_MARK_S))


def _heard(table: Table, t_ns: int) -> Position:
    return Position(t_ns, table.text("id"), table.integer("sample", 0), table.integer("t_ns", 0))


_READ: Mapping[str, Callable[[Table, int], _Plain]] = {
    "target": _target,
    "partner": _partner,
    "base": read_base,
    "faces": read_faces,
    "microphone": read_overheard,
    "event": read_event,
    "hint": read_hint,
    "persona": _persona,
    "dial": _dial,
    "behaviour": _behaviour,
    "trim": _trim,
    "sound": _sound,
    "mark": _mark,
    "phones": read_told_phones,
    "heard": _heard,
}


def _check_names(value: Any, depth: int) -> None:
    """Complain of what no wire could carry on: keys, texts, integers, maps within maps for ever."""
    if depth == 0:
        raise IntentError(f"message: deeper than {_DEEPEST} maps or lists; wanted flatter ones")
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise IntentError("message: a key is no text; wanted names")
        _check_names([*value], depth - 1)
        value = [*value.values()]
    if isinstance(value, list):
        for one in value:
            _check_names(one, depth - 1)
    _check_leaf(value)


def _check_leaf(value: Any) -> None:
    if isinstance(value, int) and not _LEAST <= value <= _MOST:
        raise IntentError("message: an integer of more than 64 bits; wanted a smaller one")
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise IntentError("message: half of a surrogate pair; wanted text in UTF-8") from None
