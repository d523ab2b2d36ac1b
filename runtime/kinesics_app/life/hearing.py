"""`hear`: what the door lets through, to a life; who told what nothing can come of, is told so.

`sense`: what its eyes and ears elsewhere tell.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from kinesics.conversation.complaint import utterance_of
from kinesics.errors import IntentError, KinesicsError
from kinesics.ports import Sensed
from kinesics.signals import Faces, HeardVoice
from kinesics_app.life.life import Life

__all__ = ["InVain", "hear", "sense"]

InVain = Callable[[int, str, str], None]
"""Told the number of a client, why nothing can come of what it said, and of which utterance."""

_LATE_S, _EARLY_S = 1.0, 0.05  # of a voice; clocks of other hosts are known to some milliseconds

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
            in_vain(whose, str(error), utterance_of(message))


def sense(life: Life, now_ns: int) -> None:
    """Have `life` see and hear what came since, by the dates at which it was seen and heard."""
    for told in life.mind.sensed():
        _sense(life, told, now_ns)


def _sense(life: Life, told: Sensed, now_ns: int) -> None:
    try:
        if isinstance(told, Faces):
            seen = [asdict(one) for one in told.seen]
            life.hear({"faces": {"t_ns": told.t_ns, "seen": seen}}, now_ns)
        elif isinstance(told, HeardVoice):
            _check(told, now_ns)
            life.listen(asdict(told), min(told.t_ns, now_ns))
    except KinesicsError as error:
        life.mind.doubt(error)


def _check(voice: HeardVoice, now_ns: int) -> None:
    late_s = (now_ns - voice.t_ns) * 1e-9
    if not -_EARLY_S <= late_s <= _LATE_S:
        raise IntentError(
            f"a voice was heard {late_s:.3g} s ago by this computer's CLOCK_MONOTONIC; wanted "
            f"{_LATE_S:g} at most, and none to come"
        )
    if not 0.0 <= voice.speaks <= 1.0:
        raise IntentError(f"a voice speaks {voice.speaks:g}; wanted 0 to 1")
