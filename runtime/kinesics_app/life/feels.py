"""`feels`: what a robot feels now, as its status tells it."""

from collections.abc import Mapping, Sequence
from typing import Any

from kinesics.affect.state import Beneath
from kinesics.signals import Feeling

__all__ = ["feels"]

_AXES = ("valence", "arousal", "dominance")
_DIGITS = 3
_SEEN = 0.02  # of an axis of the mood: less of it is not worth telling
_NOTHING = Feeling(0, (0.0, 0.0, 0.0), {"neutral": 1.0}, 0.0)


def feels(
    told: Feeling | None,
    now_ns: int,
    begun: Mapping[str, tuple[str, int] | None],
    beneath: Beneath | None,
    *,
    elsewhere: bool,
) -> Mapping[str, Any]:
    """Plain values by name, of what was told for `now_ns`; None: nothing was.

    `begun`: the intents to `feel` and to `express` that go on, if one does, and from which robot
    time on. `beneath`: None where it is not known. `elsewhere`: what is felt without a command is
    made in another process.
    """
    felt = _NOTHING if told is None else told
    command, plan = begun["feel"], begun["express"]
    intent = "" if told is None or command is None or command[1] > told.t_ns else command[0]
    by = ["elsewhere"] if elsewhere else _made_by(felt, beneath, before=command is None)
    return {
        "t_ns": None if told is None else told.t_ns,
        "age_s": None if told is None else round((now_ns - told.t_ns) * 1e-9, 1),
        "mixture": _largest_first(felt.mixture),
        "intensity": round(felt.intensity, _DIGITS),
        **_axes(felt.vad),
        "mood": None if beneath is None else _axes(beneath.mood),
        "by": ["command"] if intent else by,
        "intent": intent,
        "hints": [] if beneath is None else [*beneath.hints],
        "expresses": "" if plan is None or plan[1] > now_ns else plan[0],
    }


def _made_by(felt: Feeling, beneath: Beneath | None, *, before: bool) -> list[str]:
    """What makes what is felt without a command; `before`: one may have been let go."""
    if beneath is None:
        return []
    made = {
        "events": beneath.events > 0,
        "hints": bool(beneath.hints),
        "mood": max(map(abs, beneath.mood)) >= _SEEN,
    }
    by = [name for name, is_so in made.items() if is_so]
    lasts = before and beneath.commanded
    return ["before", *by] if lasts or (not by and felt.intensity >= _SEEN) else by


def _largest_first(mixture: Mapping[str, float]) -> dict[str, float]:
    """Without shares that round to nothing."""
    shares = sorted(
        ((round(share, _DIGITS), name) for name, share in mixture.items()), reverse=True
    )
    return {name: share for share, name in shares if share}


def _axes(vad: Sequence[float]) -> dict[str, float]:
    return {name: round(value, _DIGITS) for name, value in zip(_AXES, vad, strict=True)}
