"""A TOML table read strictly: wrong types, values out of range and unread keys are errors."""

import sys
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from kinesics.errors import KinesicsError

__all__ = ["Table"]

_MOST = sys.float_info.max
_NEAR = 0.75  # keys of one table that are both right, as `velocity` and `position`, are less alike
_SHOWN = 80


class Table:
    """One table of a file, read key by key; `done()` complains of keys that nobody asked for.

    `where` begins every complaint, which is raised as `error`.
    """

    def __init__(self, where: str, values: Mapping[str, Any], error: type[KinesicsError]) -> None:
        self.where = where
        self._values = values
        self._error = error
        self._asked: set[str] = set()
        self._looked_for: set[str] = set()

    def has(self, key: str) -> bool:
        """Whether the table holds `key`."""
        self._looked_for.add(key)
        return key in self._values

    def whole(self) -> Mapping[str, Any]:
        """Everything in the table, as it is."""
        return self._values

    def value(self, key: str) -> Any:
        """Whatever is under `key`, for a reader of its own."""
        return self._get(key)

    def text(self, key: str) -> str:
        """A non-empty string."""
        value = self._get(key)
        if not isinstance(value, str) or not value:
            raise self.wrong(key, value, "a non-empty string")
        return value

    def integer(self, key: str, low: int) -> int:
        """An integer of at least `low`."""
        value = self._get(key)
        if not _is_integer(value) or value < low:
            raise self.wrong(key, value, f"an integer >= {low}")
        return int(value)

    def boolean(self, key: str) -> bool:
        """True or false."""
        value = self._get(key)
        if not isinstance(value, bool):
            raise self.wrong(key, value, "true or false")
        return value

    def number(self, key: str) -> float:
        """A positive finite number."""
        value = self._get(key)
        if not _is_number(value) or value <= 0:
            raise self.wrong(key, value, "a positive number")
        return float(value)

    def not_negative(self, key: str) -> float:
        """A finite number that is not negative."""
        value = self._get(key)
        if not _is_number(value) or value < 0:
            raise self.wrong(key, value, "a number >= 0")
        return float(value)

    def finite(self, key: str, low: float = -_MOST, high: float = _MOST) -> float:
        """A finite number, `low` to `high`."""
        value = self._get(key)
        if not _is_number(value, low, high):
            raise self.wrong(key, value, f"a finite number{_span(low, high)}")
        return float(value)

    def finites(
        self, key: str, count: int, low: float = -_MOST, high: float = _MOST
    ) -> tuple[float, ...]:
        """A list of `count` finite numbers, each `low` to `high`."""
        value = self._get(key)
        if (
            not isinstance(value, list)
            or len(value) != count
            or not all(_is_number(item, low, high) for item in value)
        ):
            raise self.wrong(key, value, f"a list of {count} finite numbers{_span(low, high)}")
        return tuple(float(item) for item in value)

    def points(
        self, key: str, low: float = -_MOST, high: float = _MOST
    ) -> list[tuple[float, float]]:
        """Two or more [x, y] of rising x, all numbers finite and `low` to `high`."""
        value = self._get(key)
        wanted = f"two or more [x, y] of rising x{_span(low, high)}"
        if not isinstance(value, list) or len(value) < 2:
            raise self.wrong(key, value, wanted)
        for point in value:
            if (
                not isinstance(point, list)
                or len(point) != 2
                or not all(_is_number(item, low, high) for item in point)
            ):
                raise self.wrong(key, value, wanted)
        points = [(float(x), float(y)) for x, y in value]
        if not all(one[0] < two[0] for one, two in pairwise(points)):
            raise self.wrong(key, value, wanted)
        return points

    def rows(self, key: str, width: int, most: int) -> list[tuple[float, ...]]:
        """Two or more lists of `width` finite numbers, at most `most`."""
        value = self._get(key)
        wanted = f"2 to {most} lists of {width} finite numbers"
        if not isinstance(value, list) or not 2 <= len(value) <= most:
            raise self.wrong(key, value, wanted)
        for row in value:
            if not isinstance(row, list) or len(row) != width or not all(map(_is_number, row)):
                raise self.wrong(key, row, wanted)
        return [tuple(map(float, row)) for row in value]

    def choice(self, key: str, choices: Collection[str]) -> str:
        """One of `choices`."""
        value = self._get(key)
        if not isinstance(value, str) or value not in choices:
            raise self.wrong(key, value, f"one of {', '.join(choices)}")
        return value

    def integers(self, key: str, low: int) -> tuple[int, ...]:
        """A non-empty list of integers of at least `low`."""
        value = self._get(key)
        if not isinstance(value, list) or not value:
            raise self.wrong(key, value, f"a list of integers >= {low}")
        if not all(_is_integer(item) and item >= low for item in value):
            raise self.wrong(key, value, f"a list of integers >= {low}")
        return tuple(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of different non-empty strings."""
        value = self._get(key)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, value, "a list of strings")
        if "" in value or len(set(value)) < len(value):
            raise self.wrong(key, value, "different, non-empty strings")
        return tuple(value)

    def table(self, key: str) -> "Table":
        """The table under `key`."""
        value = self._get(key)
        if not isinstance(value, dict):
            raise self.wrong(key, value, f"a table [{key}]")
        return Table(f"{self.where}[{key}]: ", value, self._error)

    def tables(self, key: str, noun: str = "", name_key: str = "name") -> list["Table"]:
        """The array of tables under `key`; empty where the key is absent.

        With a `noun`, complaints call a table by it and by what it holds under `name_key`.
        """
        self._asked.add(key)
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(key, value, f"tables headed [[{key}]]")
        tables = []
        for n, item in enumerate(value, 1):
            where = f"{self.where}[[{key}]] {n}: "
            name = item.get(name_key)
            if noun and isinstance(name, str) and name:
                where = f"{self.where.removesuffix(': ')}, {noun} {_shown(name)}: "
            tables.append(Table(where, item, self._error))
        return tables

    def text_map(self) -> dict[str, str]:
        """The whole table as name -> non-empty string."""
        return {key: self.text(key) for key in self._values}

    def free_table(self, key: str) -> Mapping[str, Any]:
        """The table under `key` as it is; empty where the key is absent."""
        self._asked.add(key)
        value = self._values.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, value, f"a table [{key}]")
        return value

    def free_tables(self) -> dict[str, Mapping[str, Any]]:
        """The tables that nobody asked for, as they are."""
        free: dict[str, Mapping[str, Any]] = {
            key: value
            for key, value in self._values.items()
            if key not in self._asked and isinstance(value, dict)
        }
        self._asked.update(free)
        return free

    def done(self) -> None:
        """Check that every key was asked for."""
        for key in self._unread():
            known = sorted(self._asked | self._looked_for)
            near = get_close_matches(key, known, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            raise self._error(f"{self.where}unknown key {_shown(key)}; {hint}")

    def wrong(self, key: str, value: object, wanted: str) -> KinesicsError:
        """The error that says what `key` is and what it should be."""
        return self._error(f"{self.where}{key} is {_shown(value)}; wanted {wanted}")

    def _get(self, key: str) -> Any:
        self._asked.add(key)
        if key not in self._values:
            near = get_close_matches(key, self._unread(), 1, _NEAR)
            has = _shown(", ".join(self._values) or "nothing").strip("'")
            hint = f"is it misspelt as {near[0]!r}?" if near else f"the table has {has}"
            raise self._error(f"{self.where}no {key!r}; {hint}")
        return self._values[key]

    def _unread(self) -> list[str]:
        return [key for key in self._values if key not in self._asked]


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any, low: float = -_MOST, high: float = _MOST) -> bool:
    """Whether `value` is a number of `low` to `high`; NaN and infinities are none."""
    return (_is_integer(value) or isinstance(value, float)) and low <= value <= high


def _span(low: float, high: float) -> str:
    return "" if (low, high) == (-_MOST, _MOST) else f", {low:g} to {high:g}"


def _shown(value: object) -> str:
    """`value` as Python writes it, on one line of bounded length."""
    try:
        return _cut(repr(value))
    except ValueError:  # Python writes no integer of more than 4300 digits
        return "an endless number"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
