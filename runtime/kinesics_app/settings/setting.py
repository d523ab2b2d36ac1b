"""`Setting`: one thing that can be told to a robot, and what it may be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kinesics.errors import ConfigError
from kinesics.toml import load_toml

__all__ = ["SETTINGS", "Setting", "read_settings"]

_TYPES: Mapping[str, type] = {
    "text": str,
    "integer": int,
    "number": float,
    "flag": bool,
    "texts": tuple,
}
_WANTED = {
    str: "a text",
    int: "an integer",
    float: "a number",
    bool: "true or false",
    tuple: "a list of texts",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be told."""

    name: str
    type: type
    """`str`, `int`, `float`, `bool`, or `tuple`: of texts."""
    default: Any
    says: str
    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    """Range, both ends included, of an `int` or `float`."""
    choices: tuple[str, ...] = ()
    """Of a `str`; empty: any."""
    live: bool = False
    """Whether it acts at once, wherever it is told."""
    reloads: bool = False
    """Whether it acts when the configuration is read again (SIGHUP), too."""

    @property
    def range(self) -> str:
        """What it may be, in words."""
        if self.choices:
            return " or ".join(self.choices)
        if self.type in (int, float):
            low, high = self.type(self.low), self.type(self.high)
            return f"{low:.10g} to {high:.10g} {self.unit}".removesuffix(" 1")
        return _WANTED[self.type]

    def checked(self, value: Any) -> Any:
        """`value` as it is used: a whole number where any is wanted is fine, a list is a tuple.

        Raises:
            ConfigError: another type, or out of range, with what would be right.
        """
        if self.type is float and type(value) is int:
            value = float(value)
        if self.type is tuple and isinstance(value, list | tuple):
            if any(not isinstance(one, str) for one in value):
                raise ConfigError(f"{self.name} is {value!r}; wanted a list of texts: {self.says}")
            return tuple(value)
        if type(value) is not self.type:  # True is no integer here
            raise ConfigError(f"{self.name} is {value!r}; wanted {_WANTED[self.type]}: {self.says}")
        if self.choices and value not in self.choices:
            raise ConfigError(f"{self.name} is {value!r}; wanted {self.range}")
        if isinstance(value, int | float) and not self._holds(value):
            raise ConfigError(f"{self.name} is {value:g}; wanted {self.range}")
        return value

    def _holds(self, value: float) -> bool:
        """Whether a number is in the range; flags have none, and NaN is in no range."""
        return self.type is bool or self.low <= value <= self.high


def read_settings(path: Path) -> dict[str, Setting]:
    """The settings that a table of the package describes, by name, in its order."""
    return {name: _setting(name, table) for name, table in load_toml(path).items()}


def _setting(name: str, table: Mapping[str, Any]) -> Setting:
    kind = _TYPES[table["type"]]
    rest = {key: value for key, value in table.items() if key not in ("type", "choices", "default")}
    default = kind(table["default"])
    rest.setdefault("reloads", rest.get("live", False))
    return Setting(name, kind, default, choices=tuple(table.get("choices", ())), **rest)


SETTINGS: Mapping[str, Setting] = read_settings(Path(__file__).with_name("settings.toml"))
"""What a life can be told, by name."""
