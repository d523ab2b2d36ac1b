"""`hear`: what the door lets through, to a life; who told what nothing can come of, is told so."""

import logging
from collections.abc import Callable
from typing import Any

from kinesics.errors import KinesicsError
from kinesics_app.life.life import Life

__all__ = ["InVain", "hear"]

InVain = Callable[[int, str], None]
"""Told the number of a client, and why nothing can come of what it said."""

_log = logging.getLogger(__name__)


def hear(life: Life, message: dict[str, Any], now_ns: int, in_vain: InVain | None) -> None:
    """Have `life` hear a message that was checked; `whose` it is, if it says so, is taken out.

    `in_vain`: None: there are no clients; a complaint is logged.
    """
    if "voice" in message:  # of its own ears: through the door no such message comes
        life.listen(message["voice"], now_ns)
        return
    whose = message.pop("whose", None)
    try:
        life.hear(message, now_ns)
    except KinesicsError as error:
        if whose is None or in_vain is None:
            _log.warning("a message was let through that cannot be: %s", error)
        else:
            in_vain(whose, str(error))
