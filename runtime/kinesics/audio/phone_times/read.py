"""`load_phone_times`: a file of phone times in any known format, as phones of ours."""

import csv
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kinesics.audio.phone_times import (
    azure,
    festival,
    flite,
    marks,
    oculus,
    pho,
    piper,
    rhubarb,
    table,
)
from kinesics.audio.phone_times.check import check_order, check_unit, checked
from kinesics.audio.phone_times.cue import Cue, Cues
from kinesics.audio.phone_times.document import broken
from kinesics.audio.phone_times.inventory import inventory, wanted_symbols
from kinesics.audio.phones import PAUSE
from kinesics.errors import AudioError
from kinesics.signals import TimedPhone, TimedWord

__all__ = ["FORMATS", "Reading", "listed_phone_times", "load_phone_times", "read_phone_times"]

_MODULES = {
    "flite": flite,
    "festival": festival,
    "azure": azure,
    "rhubarb": rhubarb,
    "piper": piper,
    "marks": marks,
    "csv": table,
    "oculus": oculus,
    "pho": pho,
}
FORMATS = tuple(_MODULES)
"""Names, in the order in which files are asked whether they are of it."""

Spans = tuple[tuple[float, float], ...]

_VISEMES = ("azure", "oculus", "rhubarb", "polly")
"""Inventories of mouth shapes and not of sounds."""

_STRANGE = (ValueError, KeyError, TypeError, AttributeError, RecursionError, csv.Error)
"""What parsers raise of text that is not theirs."""

_MOST = 4_000_000
"""Characters: ten times the phones of two hours of speech."""

_STILL_S = 0.15
"""Between words, less than this is no pause: lips need about half of it to close and to open."""

_UNITS = {"azure": "ticks of 100 ns", "marks": "milliseconds", "pho": "milliseconds"}
"""Of the times in a format; seconds in the others."""

_EDGE_S = 0.05
"""How far a pause known from words alone stays away from them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file of phone times says, in our phones."""

    format: str
    phones: tuple[TimedPhone, ...]
    words: tuple[TimedWord, ...]
    """What is said; each ends where the next begins, if the file does not say when."""
    unknown: Mapping[str, int]
    """Symbols that nobody knows, and how often they came: the network decides there."""
    holes_s: tuple[tuple[float, float], ...] = ()
    """Where they stand, in seconds from the first sample."""
    entries: int = 0
    """Symbols in the file, known and unknown, words not counted."""
    inventory: str = ""
    """Whose symbols they were taken for: a table of inventories.toml."""
    kind: str = "phones"
    """`phones`, `visemes`, or where the file tells of neither `words`, else `marks`."""
    marks: tuple[TimedWord, ...] = ()
    """Names of moments, of which each ends when it begins; nobody says them."""


def load_phone_times(path: Path, length_s: float | None, format_name: str | None = None) -> Reading:
    """The phone times in the file at `path`, of a sound of `length_s`; None: nobody knows.

    Raises:
        AudioError: no such file, no known format, or times that cannot be.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        why = "no such file" if isinstance(error, FileNotFoundError) else error.strerror
        raise AudioError(f"{path}: {why}; wanted a file of phone times") from error
    except UnicodeDecodeError as error:
        raise AudioError(f"{path}: not text; wanted a file of phone times") from error
    try:
        return read_phone_times(text, length_s, format_name)
    except AudioError as error:
        raise AudioError(f"{path}: {error}") from error


def read_phone_times(
    text: str, length_s: float | None = None, format_name: str | None = None
) -> Reading:
    """The phone times in `text`; the format is recognised unless `format_name` forces one.

    Raises:
        AudioError: an empty file, no known format, nothing in it, or times that cannot be.
    """
    if not text.strip():
        raise AudioError("is empty; wanted phone times of the sound, or no --phones")
    if len(text) > _MOST:
        raise AudioError(f"has {len(text)} characters; wanted phone times, {_MOST} at most")
    name = format_name or _recognised(text)
    if name not in _MODULES:
        raise AudioError(f"no format {name!r}; formats: {', '.join(FORMATS)}")
    return _reading(_cues(_MODULES[name].cues, name, text), name, length_s)


def listed_phone_times(
    told: Sequence[tuple[float, float, str]], symbols: str, length_s: float | None = None
) -> Reading:
    """Phones as a program tells them, start [s], end [s] and symbol, at least one, in order.

    `symbols`: whose they are, a table of inventories.toml; `length_s`: None: nobody knows yet.

    Raises:
        AudioError: no symbol that is known, or times that cannot be.
    """
    cues = tuple(
        Cue(start_s, end_s, one, f"phone {n}") for n, (start_s, end_s, one) in enumerate(told)
    )
    return _reading(Cues(symbols, cues), "list", length_s)


def _reading(found: Cues, name: str, length_s: float | None) -> Reading:
    """What cues in a format's symbols say, checked, in our phones."""
    unit = _UNITS.get(name, "seconds")
    phone_cues = _ended(found.phones, length_s, unit)
    word_cues = _ended(found.words, length_s, unit)
    phones, unknown, holes_s = _phones(phone_cues, found.inventory)
    words = tuple(TimedWord(max(cue.start_s, 0.0), end_s, cue.symbol) for cue, end_s in word_cues)
    if words and not found.phones and all(cue.end_s is not None for cue in found.words):
        phones = _pauses(words, length_s)
    return Reading(
        format=name,
        phones=phones,
        words=words,
        unknown=unknown,
        holes_s=holes_s,
        entries=len(phone_cues),
        inventory=found.inventory,
        kind=_kind(found),
        marks=_moments(_ended(found.marks, length_s, unit)),
    )


def _kind(found: Cues) -> str:
    """What a file's symbols are."""
    if not found.phones:
        return "words" if found.words else "marks"
    return "visemes" if found.inventory in _VISEMES else "phones"


def _moments(cues: Sequence[tuple[Cue, float]]) -> tuple[TimedWord, ...]:
    starts_s = [max(cue.start_s, 0.0) for cue, _ in cues]
    return tuple(
        TimedWord(start_s, start_s, cue.symbol)
        for (cue, _), start_s in zip(cues, starts_s, strict=True)
    )


def _recognised(text: str) -> str:
    """The first format that knows the text as its own."""
    for name, module in _MODULES.items():
        if _is_its_own(module.recognises, text):
            return name
    why = broken(text)
    raise AudioError(
        f"phone times in no format that is known ({', '.join(FORMATS)}); "
        + (f"{why}; " if why else "")
        + "wanted one of them, or --phones-format to say which"
    )


def _is_its_own(recognises: Callable[[str], bool], text: str) -> bool:
    """Whether a format knows a text; what its parser chokes on is not its own."""
    try:
        return recognises(text)
    except (csv.Error, RecursionError):  # a line without end, lists within lists
        return False


def _cues(cues: Callable[[str], Cues], name: str, text: str) -> Cues:
    """The cues of a format that may have been forced on a text that is not in it."""
    try:
        found = cues(text)
    except _STRANGE as error:
        raise AudioError(f"not phone times as {name} writes them ({error!r})") from error
    if not (found.phones or found.words or found.marks):
        raise AudioError(f"no phone times as {name} writes them; wanted at least one")
    return found


def _ended(cues: Sequence[Cue], length_s: float | None, unit: str) -> list[tuple[Cue, float]]:
    """Each cue with its end, checked; its times are told in `unit`."""
    names = [f"{cue.where} ({cue.symbol!r})" for cue in cues]
    untold = [cue.end_s is None for cue in cues]
    check_order([cue.start_s for cue in cues], untold, names)
    nexts_s = [cue.start_s for cue in cues[1:]]
    ended = []
    for cue, next_s in zip(cues, [*nexts_s, length_s or 0.0], strict=False):
        end_s = next_s if cue.end_s is None else cue.end_s
        if cue is cues[-1] and cue.end_s is None:
            end_s = max(end_s, cue.start_s)
        ended.append(replace(cue, end_s=end_s))
    timed = [TimedPhone(cue.start_s, cue.end_s or 0.0, cue.symbol) for cue in ended]
    checked(timed, names, length_s)
    check_unit(timed, unit)
    return [(cue, one.end_s) for cue, one in zip(cues, timed, strict=True)]


def _phones(
    cues: Sequence[tuple[Cue, float]], inventory_name: str
) -> tuple[tuple[TimedPhone, ...], Mapping[str, int], Spans]:
    """Cues as our phones, how often each unknown symbol came, and where."""
    known, unknown, holes_s = inventory(inventory_name), Counter[str](), []
    spoken: list[TimedPhone] = []
    for cue, end_s in cues:
        begin_s = max(cue.start_s, spoken[-1].end_s if spoken else 0.0)
        mapped = known.phones(cue.symbol)
        _check_lasts(cue, mapped)
        if mapped is None:
            unknown[cue.symbol] += 1
            holes_s.append((begin_s, max(end_s, begin_s)))
        elif not mapped and spoken and spoken[-1].end_s == begin_s:
            spoken[-1] = replace(spoken[-1], end_s=max(end_s, begin_s))
        elif mapped and end_s > begin_s:
            spoken += _shared(mapped, begin_s, end_s)
    if unknown and not spoken:
        first = cues[0][0]
        raise AudioError(
            f"none of its {len(cues)} symbols is known ({first.where}: {first.symbol!r}); "
            f"{wanted_symbols(inventory_name)}"
        )
    return tuple(spoken), dict(unknown), tuple(holes_s)


def _check_lasts(cue: Cue, mapped: Sequence[str] | None) -> None:
    """Complain about a sound that a file gives an end, and no time."""
    if mapped and mapped[0] != PAUSE and cue.end_s == cue.start_s:
        raise AudioError(
            f"{cue.where} ({cue.symbol!r}): begins and ends at {cue.start_s:.3f} s; "
            "wanted a phone that lasts"
        )


def _shared(phones: Sequence[str], start_s: float, end_s: float) -> list[TimedPhone]:
    """Phones that share a stretch of time alike."""
    edges_s = [start_s + (end_s - start_s) * n / len(phones) for n in range(len(phones))]
    return [
        TimedPhone(a, b, phone)
        for a, b, phone in zip(edges_s, [*edges_s[1:], end_s], phones, strict=True)
    ]


def _pauses(words: Sequence[TimedWord], length_s: float | None) -> tuple[TimedPhone, ...]:
    """Silences between words of which only start and end are known."""
    ends_s = [0.0, *(word.end_s for word in words)]
    starts_s = [*(word.start_s for word in words), length_s or ends_s[-1]]
    return tuple(
        TimedPhone(a + _EDGE_S, b - _EDGE_S, PAUSE)
        for a, b in zip(ends_s, starts_s, strict=True)
        if b - a >= _STILL_S
    )
