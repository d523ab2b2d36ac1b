"""Parameters of an intent: what a map says, checked against what its kind takes."""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.conversation.kinds import Kind, Parameter
from kinesics.errors import IntentError
from kinesics.table import Table

__all__ = [
    "MOST_MARKS",
    "MOST_PHONES_AT_ONCE",
    "Timed",
    "read_parameters",
    "read_phones",
    "read_sound",
]

Timed = tuple[float, float, str]
"""Of a word or a phone: start, end [s] from the first sample, and which."""

MOST_PHONES_AT_ONCE = 200
"""Of an utterance that is being made: the thread that moves the robot takes 2 ms over them."""
MOST_MARKS = 200
"""Of one utterance."""
_MOST_WORDS = 1000
_MOST_WORD = 80  # characters
_MOST_PHONES = 2000  # of two minutes of speech
_MOST_S = 3600.0
_MOST_NAMES = 256
_MOST_DIALS = 32  # of one utterance
_MOST_DIAL = 200  # characters
_MOST_OF_A_PLAN = 600  # values and keys; read in 3 ms by the thread that moves the robot
_MOST_NUMBERS = 4000  # 14 joints, 285 points; read in 1.3 ms by the thread that moves the robot


def read_parameters(kind: Kind, table: Table) -> dict[str, Any]:
    """Each parameter that is given, or has a default, by name.

    Raises:
        IntentError: one that the kind does not take, one that is not as it must be, or is missing.
    """
    given = {}
    for name, parameter in kind.parameters.items():
        if table.has(name) or parameter.required:
            given[name] = _READ[parameter.type](table, parameter)
    table.done()
    ways = [name for name in kind.one_of if name in given]
    does_alone = not ways and kind.alone in given
    if kind.one_of and len(ways) != 1 and not does_alone:
        told = ", ".join(ways) or "none"
        alone = f", or {kind.alone} alone" if kind.alone else ""
        raise IntentError(f"{kind.name}: wanted one of {', '.join(kind.one_of)}{alone}; got {told}")
    defaults = {
        name: parameter.default
        for name, parameter in kind.parameters.items()
        if parameter.default is not None
    }
    return {**defaults, **given}


def _number(table: Table, parameter: Parameter) -> float:
    return table.finite(parameter.name, parameter.low, parameter.high)


def _integer(table: Table, parameter: Parameter) -> int:
    low, high = round(parameter.low), round(parameter.high)
    number = table.integer(parameter.name, low)
    if number > high:
        raise table.wrong(parameter.name, number, f"an integer, {low} to {high}")
    return number


def _text(table: Table, parameter: Parameter) -> str:
    text = table.text(parameter.name)
    if len(text) > parameter.most:
        raise table.wrong(parameter.name, text, f"{parameter.most} characters at most")
    return text


def _choice(table: Table, parameter: Parameter) -> str:
    return table.choice(parameter.name, parameter.choices)


def _point(table: Table, parameter: Parameter) -> tuple[float, ...]:
    return table.finites(parameter.name, 3, -1000.0, 1000.0)


def _plan(table: Table, parameter: Parameter) -> Mapping[str, Any]:
    """As a document; what in it is no plan, says who reads it."""
    plan = table.free_table(parameter.name)
    if _leaves(plan) > _MOST_OF_A_PLAN:
        raise IntentError(
            f"{table.where}{parameter.name}: more than {_MOST_OF_A_PLAN} values; wanted fewer"
        )
    return plan


def _leaves(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(1 + _leaves(one) for one in value.values())
    return sum(map(_leaves, value)) if isinstance(value, list | tuple) else 1


def _vad(table: Table, parameter: Parameter) -> tuple[float, ...]:
    return table.finites(parameter.name, 3, -1.0, 1.0)


def _words(table: Table, parameter: Parameter) -> tuple[Timed, ...]:
    words = table.value(parameter.name)
    if not isinstance(words, list | tuple) or len(words) > _MOST_WORDS:
        raise table.wrong(parameter.name, words, f"a list of {_MOST_WORDS} words at most")
    return tuple(_timed(table, parameter.name, word, "word") for word in words)


def _phones(table: Table, parameter: Parameter) -> str | tuple[Timed, ...]:
    told = table.value(parameter.name)
    streams = table.has("stream_s")
    if not isinstance(told, str):
        return read_phones(table, parameter.name, MOST_PHONES_AT_ONCE if streams else _MOST_PHONES)
    if streams:
        raise table.wrong(parameter.name, told, "a list, or `phones` messages, of a `stream_s`")
    return _text(table, parameter)


def read_phones(table: Table, name: str, most: int = MOST_PHONES_AT_ONCE) -> tuple[Timed, ...]:
    """Phones as a list of start [s], end [s] and symbol: not yet whether they can be."""
    phones = table.value(name)
    if not isinstance(phones, list | tuple) or not 1 <= len(phones) <= most:
        raise table.wrong(name, phones, f"a list of 1 to {most} phones")
    return tuple(_timed(table, name, phone, "phone") for phone in phones)


def _timed(table: Table, name: str, told: Any, noun: str) -> Timed:
    if isinstance(told, list | tuple) and len(told) == 3:
        start_s, end_s, text = told
        is_text = isinstance(text, str) and len(text) <= _MOST_WORD
        if is_text and _is_time(start_s) and _is_time(end_s) and start_s <= end_s:
            return float(start_s), float(end_s), text
    raise table.wrong(name, told, f'[start_s, end_s, "{noun}"], in seconds, start first')


def _marks(table: Table, parameter: Parameter) -> Mapping[str, float]:
    marks = table.free_table(parameter.name)
    if len(marks) > MOST_MARKS or not all(map(_is_time, marks.values())):
        raise table.wrong(parameter.name, marks, f"names = seconds, {MOST_MARKS} at most")
    return {name: float(time_s) for name, time_s in marks.items()}


def read_sound(table: Table, name: str) -> bytes:
    """16-bit samples: bytes, or base64 in JSON."""
    sound = table.value(name)
    wrong = table.wrong(name, sound, "16-bit samples: bytes, or base64 in JSON")
    try:
        sound = base64.b64decode(sound, validate=True) if isinstance(sound, str) else sound
    except (binascii.Error, ValueError):
        raise wrong from None
    if not isinstance(sound, bytes) or len(sound) % 2:
        raise wrong
    return sound


def _sound(table: Table, parameter: Parameter) -> bytes:
    sound = read_sound(table, parameter.name)
    if not sound:
        raise table.wrong(parameter.name, sound, "one sample at least")
    return sound


def _names(table: Table, parameter: Parameter) -> tuple[str, ...]:
    names = table.texts(parameter.name)
    if not 1 <= len(names) <= _MOST_NAMES:
        raise table.wrong(parameter.name, names, f"1 to {_MOST_NAMES} names")
    return names


def _dials(table: Table, parameter: Parameter) -> tuple[str, ...]:
    """Settings as texts; what in them is none, says the robot that has the dials."""
    dials = table.texts(parameter.name)
    if len(dials) > _MOST_DIALS or any(len(one) > _MOST_DIAL for one in dials):
        raise table.wrong(
            parameter.name, dials, f"{_MOST_DIALS} settings at most, of {_MOST_DIAL} characters"
        )
    return dials


def _times(table: Table, parameter: Parameter) -> NDArray[np.float64]:
    """Seconds (T,)."""
    times = _numbers(table, parameter, 1, f"rising seconds, 0 to {_MOST_S:g}")
    if not ((times >= 0.0) & (times <= _MOST_S)).all() or not (np.diff(times) > 0.0).all():
        raise table.wrong(parameter.name, times.tolist(), f"rising seconds, 0 to {_MOST_S:g}")
    return times


def _rows(table: Table, parameter: Parameter) -> NDArray[np.float64]:
    """Numbers (T, K)."""
    return _numbers(table, parameter, 2, "a list of lists of as many finite numbers")


def _numbers(table: Table, parameter: Parameter, axes: int, wanted: str) -> NDArray[np.float64]:
    """What nested lists hold, if they hold nothing but finite numbers."""
    told = table.value(parameter.name)
    try:
        numbers = np.array(told if isinstance(told, list) else None)
    except ValueError:  # ragged
        numbers = np.empty(0)
    if numbers.ndim != axes or not numbers.size or numbers.dtype.kind not in "if":
        raise table.wrong(parameter.name, told, wanted)
    if numbers.size > _MOST_NUMBERS:
        raise IntentError(
            f"{table.where}{parameter.name}: {numbers.size} numbers; wanted {_MOST_NUMBERS} at most"
        )
    if not np.isfinite(numbers).all():
        raise table.wrong(parameter.name, told, wanted)
    return numbers.astype(np.float64)


def _is_time(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0.0 <= value <= _MOST_S


_READ: Mapping[str, Callable[[Table, Parameter], Any]] = {
    "number": _number,
    "integer": _integer,
    "text": _text,
    "choice": _choice,
    "point": _point,
    "words": _words,
    "phones": _phones,
    "marks": _marks,
    "sound": _sound,
    "stream": _number,
    "names": _names,
    "dials": _dials,
    "times": _times,
    "rows": _rows,
    "vad": _vad,
    "plan": _plan,
}
