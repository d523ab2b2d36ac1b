"""`ServoModel`: where a bus servo's registers are and what their numbers mean; from models.toml."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from kinesics.errors import BridgeError
from kinesics.toml import load_toml

__all__ = [
    "Field",
    "PulseModel",
    "ServoFamily",
    "ServoModel",
    "models",
    "pulse_model",
    "pulse_models",
    "servo_model",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One register: its address and how many bytes it has."""

    address: int
    size: int


@dataclass(frozen=True, slots=True)
class ServoFamily:
    """What all servos of one protocol and memory table have in common."""

    name: str
    protocol: str
    byte_order: Literal["little", "big"]
    sync_read: bool
    """Whether the servos answer Sync Read."""
    alert: int
    """Bits of a status error that tell of a hardware error."""
    refusal: int
    """Bits of a status error that tell that nothing was done."""
    eeprom_end: int
    """Registers below this address are kept without power, and locked at times."""
    return_delay_unit_us: int
    watchdog_unit_ms: int
    """0: the servo has no bus watchdog."""
    factory_baud: int
    bauds: tuple[int, ...]
    """By the value of the register `baud_rate`."""
    signed: frozenset[str]
    """Fields kept as magnitude and sign in the top bit; others of 4 bytes are two's complement."""
    fields: Mapping[str, Field]
    factory: Mapping[str, int]
    read_only: frozenset[str]
    errors: Mapping[int, str]
    """What each bit of `hardware_error` says."""

    def error_names(self, bits: int) -> list[str]:
        """What `bits` of `hardware_error` say."""
        return [self.errors.get(bit, f"bit {bit}") for bit in range(8) if bits >> bit & 1]

    def span(self, names: Iterable[str]) -> Field:
        """The shortest run of registers that holds all `names`."""
        wanted = [self.fields[name] for name in names]
        first = min(field.address for field in wanted)
        return Field(first, max(field.address + field.size for field in wanted) - first)

    def decode(self, name: str, data: bytes, first: int) -> int:
        """The value of field `name` in `data`, which was read from address `first` on."""
        field = self.fields[name]
        start = field.address - first
        raw = data[start : start + field.size]
        if name in self.signed:
            value = int.from_bytes(raw, self.byte_order)
            top = 1 << (8 * field.size - 1)
            return value if value < top else top - value
        signed = field.size == 4 or name == "present_current"
        return int.from_bytes(raw, self.byte_order, signed=signed)

    def encode(self, name: str, value: int) -> bytes:
        """`value` as the bytes of field `name`."""
        size = self.fields[name].size
        if name in self.signed and value < 0:
            value = (1 << (8 * size - 1)) - value
        return (value & ((1 << 8 * size) - 1)).to_bytes(size, self.byte_order)


@dataclass(frozen=True, slots=True)
class ServoModel:
    """One type of servo. Its middle step is shaft angle 0."""

    name: str
    family: ServoFamily
    number: int
    """What it answers as its model number."""
    steps: int
    span_deg: float
    """Degrees that `steps` make."""
    current_a: float
    """Ampere per unit of `present_current`; 0: it reports none."""
    voltage_v: float
    supply_v: float
    """What it is usually fed [V]."""

    @property
    def step_rad(self) -> float:
        """Shaft angle per step."""
        return math.radians(self.span_deg) / self.steps

    @property
    def middle(self) -> int:
        """The step of shaft angle 0."""
        return self.steps // 2

    @property
    def ends(self) -> tuple[int, int]:
        """First and last step."""
        return 0, self.steps - 1


@dataclass(frozen=True, slots=True)
class PulseModel:
    """One type of hobby servo, told its angle by the width of a pulse; a step is 0.25 us."""

    name: str
    middle_us: float
    us_per_rad: float
    range_us: tuple[float, float]
    """What it bears."""

    @property
    def step_rad(self) -> float:
        """Shaft angle per step."""
        return 0.25 / self.us_per_rad

    @property
    def middle(self) -> int:
        """The step of shaft angle 0."""
        return round(4 * self.middle_us)

    @property
    def ends(self) -> tuple[int, int]:
        """First and last step."""
        low, high = self.range_us
        return round(4 * low), round(4 * high)


@cache
def models() -> Mapping[str, ServoModel]:
    """Every model of models.toml, by name."""
    document = _document()
    families = {name: _family(name, table) for name, table in document["families"].items()}
    return {
        name: ServoModel(name, families[table["family"]], **_without(table, "family"))
        for name, table in document["models"].items()
    }


@cache
def pulse_models() -> Mapping[str, PulseModel]:
    """Every hobby servo of models.toml, by name."""
    return {
        name: PulseModel(name, **{**table, "range_us": tuple(table["range_us"])})
        for name, table in _document()["pulses"].items()
    }


def servo_model(name: str) -> ServoModel:
    """The model `name`; BridgeError names those there are."""
    known = models()
    if name not in known:
        raise BridgeError(f"no bus servo {name!r}; models.toml has {', '.join(known)}")
    return known[name]


def pulse_model(name: str) -> PulseModel:
    """The hobby servo `name`; BridgeError names those there are."""
    known = pulse_models()
    if name not in known:
        raise BridgeError(f"no hobby servo {name!r}; models.toml has {', '.join(known)}")
    return known[name]


@cache
def _document() -> dict[str, Any]:
    return load_toml(Path(__file__).with_name("models.toml"))


def _family(name: str, table: Mapping[str, Any]) -> ServoFamily:
    return ServoFamily(
        name,
        **{
            **_without(table, "fields", "factory", "read_only", "signed", "bauds", "errors"),
            "watchdog_unit_ms": table.get("watchdog_unit_ms", 0),
            "bauds": tuple(table["bauds"]),
            "signed": frozenset(table["signed"]),
            "fields": {key: Field(*value) for key, value in table["fields"].items()},
            "factory": table["factory"],
            "read_only": frozenset(table["read_only"]["fields"]),
            "errors": {int(bit): meaning for bit, meaning in table["errors"].items()},
        },
    )


def _without(table: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in keys}
