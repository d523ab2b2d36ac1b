"""Events of a body as JSON: what its topic `~/events` tells, for those who hear it."""

import json
from typing import get_args

from kinesics.conversation.event import Event, State
from kinesics.errors import IntentError
from kinesics_ros.clock.stamps import Moment

__all__ = ["event_of", "spell_event"]

_FARTHEST_S = 3600.0  # of a stamp from now: hosts' clocks may differ
_NO_EVENT = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


def spell_event(event: Event, now: Moment) -> str:
    """As docs/intents.md has it, with `stamp` [s]: its date by the ROS clock."""
    return json.dumps({**event.as_map(), "stamp": now.seconds(event.t_ns)})


def event_of(text: str, now: Moment) -> Event:
    """What `spell_event` spelt on any host, dated by this one's clocks.

    Raises:
        IntentError: it is none.
    """
    try:
        told = json.loads(text)
        intent, state, reason = told["intent"], told["event"], told.get("reason", "")
        ahead_s = float(told["stamp"]) - now.seconds(now.robot_ns)
    except _NO_EVENT as error:
        raise IntentError(f"{text[:40]!r} is no event ({error})") from None
    if state not in get_args(State) or not isinstance(intent, str) or not isinstance(reason, str):
        raise IntentError(f"{text[:40]!r} is no event; wanted one of {', '.join(get_args(State))}")
    if not abs(ahead_s) < _FARTHEST_S:
        raise IntentError(f"its stamp is {ahead_s:.3g} s ahead; wanted less than {_FARTHEST_S:g}")
    return Event(intent, state, now.robot_ns + round(ahead_s * 1e9), reason)
