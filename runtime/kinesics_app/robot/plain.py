"""`plain`: values as programs have them, as a message may hold them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from kinesics.errors import IntentError

__all__ = ["plain"]

_LARGEST = 2**63
"""Of an integer on the wire."""


def plain(value: Any) -> Any:
    """Numbers, arrays and scalars of numpy among them, texts, bytes, lists and maps of them.

    Raises:
        IntentError: anything else, an integer beyond 64 bits, a text that is no Unicode.
    """
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {plain(key): plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool | float | bytes):
        return value
    if isinstance(value, int) and -_LARGEST <= value < _LARGEST:
        return value
    raise IntentError(
        f"{type(value).__name__} {str(value)[:60]!r} cannot be told to a robot; wanted numbers, "
        "texts, bytes, lists or maps of them"
    )


def _text(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise IntentError(
            f"{value[:60]!r} is no Unicode ({error.reason}); wanted a text"
        ) from error
    return value
