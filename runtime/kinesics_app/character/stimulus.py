"""`dated_stimulus`: what a life takes of events and hints that touch its feelings."""

from dataclasses import replace

from kinesics.errors import IntentError
from kinesics.signals import Appraisal, Hint

__all__ = ["dated_stimulus"]

_AFTER_NS = 400_000_000
"""What is felt is worked out up to so much beyond what the mixer is asked for."""


def dated_stimulus(told: Appraisal | Hint, asked_ns: int, *, shows: bool) -> Appraisal | Hint:
    """The same, dated when it can begin to act; `asked_ns` is up to where the mixer asks.

    `shows`: whether this robot has any joint for what it feels.

    Raises:
        IntentError: this robot can show nothing of what it feels.
    """
    if not shows:
        what = "event" if isinstance(told, Appraisal) else "hint"
        raise IntentError(
            f"{what}: this robot has no joint for what it feels (`kinesics rig report`)"
        )
    t_ns = asked_ns + _AFTER_NS
    if isinstance(told, Appraisal):
        return replace(told, t_ns=t_ns)
    return replace(told, feeling=replace(told.feeling, t_ns=t_ns))
