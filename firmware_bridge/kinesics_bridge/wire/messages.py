"""Payloads to typed messages and back, by the tables of `protocol`."""

from typing import Any

import msgpack

from .message_types import FIELD_KINDS, MESSAGE_IDS, MESSAGE_TYPES, Message

__all__ = ["decode_message", "encode_message"]

_INTEGERS = {
    "u8": range(1 << 8),
    "u16": range(1 << 16),
    "u32": range(1 << 32),
    "u64": range(1 << 64),
    "i64": range(-(1 << 63), 1 << 63),
}
_PACKER = msgpack.Packer()


def encode_message(message: Message, seq: int) -> bytes:
    """The payload of a message."""
    payload: bytes = _PACKER.pack((MESSAGE_IDS[type(message)], seq & 0xFFFF, *message))
    return payload


def decode_message(payload: bytes) -> tuple[int, Message] | None:
    """(seq, message) of a payload, or None for anything that is not exactly a message."""
    try:
        array: Any = msgpack.unpackb(payload)
    except (ValueError, TypeError, msgpack.UnpackException):
        return None
    if not isinstance(array, list) or len(array) < 2:
        return None
    number, seq, *values = array
    if not (_fits(number, "u8") and _fits(seq, "u16") and number in MESSAGE_TYPES):
        return None
    kinds = FIELD_KINDS[number]
    if len(values) != len(kinds) or not all(map(_fits, values, kinds)):
        return None
    return seq, MESSAGE_TYPES[number](*values)


def _fits(value: Any, kind: str) -> bool:
    if kind == "bin":
        return type(value) is bytes
    if kind == "str":
        return type(value) is str
    return type(value) is int and value in _INTEGERS[kind]
