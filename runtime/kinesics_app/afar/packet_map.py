"""Packets as plain maps, which JSON carries, and back, strictly."""

import math
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.plan_file import plan_of, write_plan
from kinesics.affect.staging import Staging
from kinesics.errors import AffectError, TrackError
from kinesics.gesture.outlook import PARTS, PHASES, STRIKE_BINS
from kinesics.motion.joint_path import JointMotion
from kinesics.ports import Packet, Sensed
from kinesics.signals import BlinkUrges, Expression, Hint, Horizon, Speech, Staged
from kinesics.toml import parse_toml
from kinesics_app.character.express_skill import HeldPlan, NoPlan

__all__ = ["KINDS", "Crossed", "date_ns", "packet_map", "packet_of", "shifted"]

_LARGEST = 1e6
_LATEST_NS = 2**62
_MOST = 20_000  # of a list, or of characters
_SAMPLES = 200_000
_RATES = (1.0, 200_000.0)
_ENDLESS = ("nan", "inf", "-inf")
_SHAPES = {
    "GestureOutlook.strikes": (STRIKE_BINS,),
    "GestureOutlook.phases": (len(PARTS), len(PHASES)),
    "GestureOutlook.amplitude": (len(PARTS),),
}

Crossed = Packet | Sensed

KINDS: Mapping[str, Any] = {
    kind.__name__: kind for kind in get_args(Crossed) if kind not in (Horizon, JointMotion)
}
"""Every packet, and what is sensed, but `Horizon`, which each department has of its own, and what
is of joints, which only the body knows."""

_HINTS = {kind: get_type_hints(kind) for kind in KINDS.values()}


def packet_map(packet: Crossed) -> dict[str, Any]:
    """Its kind as `is`, and its fields. Of speech only how long it is: its sound stays here."""
    if isinstance(packet, Speech):
        told = {"t_ns": packet.t_ns, "first_sample": packet.first_sample, "rate_hz": packet.rate_hz}
        return {"is": "Speech", **told, "samples": len(packet.samples)}
    if isinstance(packet, Expression):
        return {"is": "Expression", "t_ns": packet.t_ns, "plan": _plan_map(packet.plan)}
    return {"is": type(packet).__name__, **_plain(packet)}


def packet_of(read: Any) -> Crossed:
    """The packet that a map tells; of speech, silence of that length.

    Raises:
        TrackError: no packet, with what would be right.
    """
    if not isinstance(read, dict):
        raise TrackError(f"a packet is a {type(read).__name__}; wanted a map")
    told = dict(read)
    kind = KINDS.get(str(told.pop("is", "")))
    if kind is None:
        raise TrackError(f"no packet {str(read.get('is'))[:40]!r}; wanted {', '.join(KINDS)}")
    if kind is Speech:
        count = _read(int, told.get("samples"), "Speech.samples")
        if not 0 <= count <= _SAMPLES:
            raise TrackError(f"Speech.samples is {count}; wanted 0 to {_SAMPLES}")
        told["samples"] = [0.0] * count
    packet: Crossed = _made(kind, told)
    return packet


def date_ns(packet: Crossed) -> int:
    """When what it tells begins to act."""
    return packet.feeling.t_ns if isinstance(packet, Hint) else packet.t_ns


def shifted(packet: Crossed, by_ns: int) -> Crossed:
    """The same on a clock that is ahead by `by_ns`."""
    if by_ns == 0:
        return packet
    told: dict[str, Any] = {
        field.name: getattr(packet, field.name) + by_ns
        for field in fields(packet)
        if field.name.endswith("_ns")
    }
    if isinstance(packet, Hint):
        told["feeling"] = shifted(packet.feeling, by_ns)
    if isinstance(packet, BlinkUrges):
        told["blinks"] = tuple((t_ns + by_ns, closes) for t_ns, closes in packet.blinks)
    moved: Crossed = replace(packet, **told)
    return moved


def _plain(value: Any) -> Any:
    """Maps, lists, texts and numbers; numbers that JSON has not as texts."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return _number_or_text(value.item() if isinstance(value, np.generic) else value)


def _number_or_text(value: Any) -> Any:
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _made(kind: Any, told: Mapping[str, Any]) -> Any:
    hints = _HINTS.get(kind) or get_type_hints(kind)
    unknown = sorted(set(told) - set(hints))
    if unknown:
        raise TrackError(f"{kind.__name__} has no {unknown[0]!r}; wanted {', '.join(hints)}")
    given = {
        name: _read(hints[name], told[name], f"{kind.__name__}.{name}")
        for name in hints
        if name in told
    }
    try:
        return kind(**given)
    except TypeError as error:
        raise TrackError(f"{kind.__name__}: {error}") from None


def _read(kind: Any, value: Any, where: str) -> Any:
    """`value` as the type `kind` of a field."""
    reader = _READERS.get(kind)
    if reader is not None:
        return reader(value, where)
    if is_dataclass(kind):
        return _made(kind, _typed(dict, value, where))
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _read_either(get_args(kind), value, where)
    if origin is Literal:
        if value not in get_args(kind):
            raise _wrong(where, value, " or ".join(map(repr, get_args(kind))))
        return value
    return _read_many(kind, origin, value, where)


def _read_many(kind: Any, origin: Any, value: Any, where: str) -> Any:
    inner = get_args(kind)
    if origin is np.ndarray:
        return _array(value, where)
    if origin is tuple:
        many = _typed(list, value, where)
        if inner[-1] is Ellipsis:
            return tuple(_read(inner[0], one, where) for one in many[:_MOST])
        if len(many) != len(inner):
            raise _wrong(where, value, f"{len(inner)} values")
        return tuple(_read(one, of, where) for one, of in zip(inner, many, strict=True))
    return {
        str(key)[:_MOST]: _read(inner[1], one, where)
        for key, one in _typed(dict, value, where).items()
    }


def _read_either(kinds: tuple[Any, ...], value: Any, where: str) -> Any:
    """Nothing or a text, if it may be one; else as the other kind."""
    if value is None and type(None) in kinds:
        return None
    if isinstance(value, str) and str in kinds:
        return _text(value, where)
    return _read(next(kind for kind in kinds if kind not in (str, type(None))), value, where)


def _typed(kind: type, value: Any, where: str) -> Any:
    if type(value) is not kind:
        raise _wrong(where, value, f"a {kind.__name__}")
    return value


def _integer(value: Any, where: str) -> int:
    most = _LATEST_NS if where.endswith("_ns") or ".blinks" in where else _LARGEST
    number: int = _typed(int, value, where)
    if abs(number) > most:
        raise _wrong(where, value, f"{-most:g} to {most:g}")
    if where.endswith("rate_hz"):
        _number(number, where)
    return number


def _number(value: Any, where: str) -> float:
    if value in _ENDLESS and where.endswith(("f0_hz", "hold_s")):
        return float(value)
    if type(value) not in (int, float) or not abs(value) <= _LARGEST:
        raise _wrong(where, value, f"a number within ±{_LARGEST:g}")
    if where.endswith(".rate_hz") and not _RATES[0] <= value <= _RATES[1]:
        raise _wrong(where, value, f"{_RATES[0]:g} to {_RATES[1]:g}")
    return float(value)


def _text(value: Any, where: str) -> str:
    text: str = _typed(str, value, where)
    if len(text) > _MOST:
        raise _wrong(where, f"{text[:20]}...", f"{_MOST} characters at most")
    return text


def _array(value: Any, where: str) -> NDArray[np.float32]:
    many = _typed(list, value, where)
    try:
        read = np.array(many, dtype=np.float32)
    except (ValueError, TypeError):
        raise _wrong(where, value, "rows of numbers") from None
    shape = _SHAPES.get(where, read.shape)
    if read.shape != shape or not (np.abs(read) <= _LARGEST).all():
        raise _wrong(where, value, f"numbers within ±{_LARGEST:g}, of shape {shape}")
    return read


def _plan_map(plan: Staged) -> dict[str, Any] | None:
    """A plan as its document and the time after which it is over; None: none from now on."""
    if isinstance(plan, HeldPlan):
        hold_s, since_s = plan.hold_s, plan.since_s
        staging: Staged = plan.staging
    else:
        hold_s, since_s, staging = math.inf, 0.0, plan
    if not isinstance(staging, Staging):
        return None
    return {
        "document": parse_toml(write_plan(staging.plan)),
        "hold_s": _plain(hold_s),
        "since_s": since_s,
    }


def _staged(value: Any, where: str) -> Staged:
    if value is None:
        return NoPlan()
    told = _typed(dict, value, where)
    hold_s = _number(told.get("hold_s"), f"{where}.hold_s")
    since_s = _number(told.get("since_s", 0.0), f"{where}.since_s")
    try:
        return HeldPlan(Staging(plan_of(told.get("document"), where)), hold_s, since_s)
    except AffectError as error:
        raise TrackError(str(error)) from None


def _flag(value: Any, where: str) -> bool:
    flag: bool = _typed(bool, value, where)
    return flag


_READERS: Mapping[Any, Callable[[Any, str], Any]] = {
    int: _integer,
    float: _number,
    str: _text,
    bool: _flag,
    Staged: _staged,
}


def _wrong(where: str, value: Any, wanted: str) -> TrackError:
    return TrackError(f"{where} is {str(value)[:40]!r}; wanted {wanted}")
