"""Times and counts of a text, each as one thing: "for 2 s", "from 2 to 4 s", "three times"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from kinesics.affect.lexicon import Found
from kinesics.affect.plan import LONGEST_S

__all__ = ["Span", "spanned"]

_BEFORE = {
    "for": "hold", "in": "delay", "after": "delay", "wait": "delay", "at": "date", "from": "date",
    "until": "until", "till": "until", "over": "ease", "within": "ease", "during": "ease",
    "every": "",
}  # fmt: skip
"""What a time says after each of these; by itself it says how long."""

_RANGES = {"from": ("to", "until", "till"), "between": ("and",)}
"""Words between the two dates of a range, after the word that begins it."""

_OR = ("to", "or")
_FIRST = "first"  # of so many seconds: "in the first two seconds"
_LATER = ("second later", "seconds later")
_HALF = ("and", "half")


@dataclass(frozen=True, slots=True)
class Span:
    """How long, and of what."""

    kind: str
    """`hold`: what is shown lasts so long; `delay`: it begins so much later; `date`: so long after
    the beginning of all; `until`: it ends then; `ease`: it takes so long to come."""
    seconds: float
    """At most as long as a plan is."""
    until_s: float | None = None
    """Of a date that is a range, its end."""


def spanned(items: Sequence[Found]) -> list[Found]:
    """The items with each time and each count as one, and "then" between times of the same kind."""
    return _apart(list(_merged(list(items))))


def _merged(items: list[Found]) -> Iterator[Found]:
    at = 0
    while at < len(items):
        length, found = _span_at(items, at)
        yield found
        at += length


def _span_at(items: list[Found], at: int) -> tuple[int, Found]:
    """How many items from `at` on are one, and which."""
    ranged = _range_at(items, at) or _second_at(items, at)
    if ranged is not None:
        return ranged
    before = items[at].text if items[at].text in _BEFORE else ""
    here = at + bool(before)
    first = bool(before) and here < len(items) and items[here].text == _FIRST
    last, number = _about_at(items, here + first)
    if number is None or last >= len(items):
        return _counted(items, at)
    later = items[last].text in _LATER
    after = items[last + 1].text if last + 1 < len(items) else ""
    if not later and "seconds" not in items[last].senses:
        return _counted(items, at)
    if before == "after" and after == "of":  # "after 3 seconds of laughter" is of the laughter
        return 1, items[at]
    later = later or after == "later"
    kind = _BEFORE.get(before, "hold") if before or not later else "delay"
    kind = "hold" if first and before != "after" else kind
    text = " ".join(one.text for one in items[at : last + 1])
    if before == "every":
        return last + 1 - at, Found(text, {"repeats": True})
    seconds = min(number * float(items[last].senses.get("seconds", 1.0)), LONGEST_S)
    return last + 1 - at, Found(text, {"span": Span(kind, seconds)})


def _range_at(items: list[Found], at: int) -> tuple[int, Found] | None:
    """A range such as "between second 2 and second 4"; the first may be without its unit."""
    joins = _RANGES.get(items[at].text, ())
    first, begin, unit = _moment_at(items, at + 1)
    if begin is None or first >= len(items) or items[first].text not in joins:
        return None
    last, end, last_unit = _moment_at(items, first + 1)
    if end is None or last_unit is None:
        return None
    begin_s = min(begin * (unit or last_unit), LONGEST_S)
    span = Span("date", begin_s, min(end * last_unit, LONGEST_S))
    return last - at, Found(" ".join(one.text for one in items[at:last]), {"span": span})


def _second_at(items: list[Found], at: int) -> tuple[int, Found] | None:
    """A date such as "at second 2", "until second 4"."""
    before = items[at].text if items[at].text in _BEFORE else ""
    here = at + bool(before)
    if here >= len(items) or "seconds" not in items[here].senses:
        return None
    last, number, unit = _moment_at(items, here)
    if number is None or unit is None:
        return None
    kind = "until" if _BEFORE.get(before) == "until" else "date"
    text = " ".join(one.text for one in items[at:last])
    return last - at, Found(text, {"span": Span(kind, min(number * unit, LONGEST_S))})


def _moment_at(items: list[Found], at: int) -> tuple[int, float | None, float | None]:
    """Where "second 2", "2 s" or "2" ends, its number, and its unit [s], if it has one."""
    named = at < len(items) and "seconds" in items[at].senses
    last, number = _number_at(items, at + named)
    if number is None:
        return at, None, None
    if named:
        return last, number, float(items[at].senses["seconds"])
    if last < len(items) and "seconds" in items[last].senses:
        return last + 1, number, float(items[last].senses["seconds"])
    return last, number, None


def _about_at(items: list[Found], at: int) -> tuple[int, float | None]:
    """A number, or the middle of two, as in "2 to 3 seconds" and "2-3 seconds"."""
    last, least = _number_at(items, at)
    if least is None or last >= len(items):
        return last, least
    end, most = _number_at(items, last + (items[last].text in _OR))
    if most is None or end >= len(items) or "seconds" not in items[end].senses:
        return last, least
    return end, 0.5 * (least + most)


def _number_at(items: list[Found], at: int) -> tuple[int, float | None]:
    """The number that begins at `at`, "two and half" too, and what comes after it."""
    if at >= len(items) or "number" not in items[at].senses:
        return at, None
    number = float(items[at].senses["number"])
    if tuple(one.text for one in items[at + 1 : at + 3]) == _HALF:
        return at + 3, number + 0.5
    return at + 1, number


def _counted(items: list[Found], at: int) -> tuple[int, Found]:
    one, after = items[at], items[at + 1] if at + 1 < len(items) else None
    if "number" in one.senses and after is not None and "times" in after.senses:
        count = round(one.senses["number"])
        return 2, Found(f"{one.text} {after.text}", {"count": count})
    return 1, one


def _apart(items: list[Found]) -> list[Found]:
    """Where what follows a time has one of its own, "then" is meant: "happy for 2 s, sad for 3"."""
    cuts: set[int] = set()
    for kind in ("hold", "delay", "date", "until"):
        spans = [n for n, one in enumerate(items) if _kind(one) == kind]
        if len(spans) > 1:
            before = takewhile(lambda one: not _parts(one), reversed(items[: spans[0]]))
            cuts |= {n + 1 for n in spans[:-1]} if any(map(_shows, before)) else set(spans[1:])
    found: list[Found] = []
    for n, one in enumerate(items):
        if n in cuts:
            found.append(Found("then", {"then": {}}))
        found.append(one)
    return found


def _parts(one: Found) -> bool:
    return not {"break", "join", "then"}.isdisjoint(one.senses)


def _kind(one: Found) -> str:
    span = one.senses.get("span")
    return span.kind if isinstance(span, Span) else ""


def _shows(one: Found) -> bool:
    return not {"show", "part", "manner"}.isdisjoint(one.senses)
