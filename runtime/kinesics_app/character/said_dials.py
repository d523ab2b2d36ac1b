"""`said_dials`: dials that are turned for words of a `say`, as intents anchored to it."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from kinesics.conversation.intent import MOST_ID, Intent, Start
from kinesics.conversation.skill import Skill
from kinesics.errors import IntentError, TrackError
from kinesics_app.character.dial_source import DialSetting, read_dials
from kinesics_app.character.dial_words import spoken_dials
from kinesics_app.character.tagged import known_of_say

__all__ = ["said_dials"]


def said_dials(
    say: Intent, prepared: Mapping[str, Any] | None, skills: Mapping[str, Skill]
) -> list[Intent]:
    """The `scale` intents that a `say` wants, to be asked for beside it.

    `prepared`: its sound, as `prepare` made it; None: it is still being made.

    Raises:
        IntentError: no setting, a dial that this robot has not, a word that is not said, or a
            setting without a span of what has no known end.
    """
    told: Sequence[str] = say.parameters.get("dials", ())
    if not told:
        return []
    known, length_s = known_of_say(say, prepared)
    try:
        settings = spoken_dials(
            read_dials(told, skills["scale"].choices["dial"]), known.words, length_s
        )
    except TrackError as error:
        raise IntentError(f"say: dials: {error}") from error
    return [_asked(say, n, one, length_s) for n, one in enumerate(settings)]


def _asked(say: Intent, number: int, setting: DialSetting, length_s: float) -> Intent:
    begin_s, end_s = (0.0, length_s) if setting.span_s is None else setting.span_s
    if not isfinite(end_s):
        raise IntentError(
            f"say: dials: {setting.dial}={setting.gain:g} of an utterance that is still being "
            "made; wanted seconds, as in @2.1-2.8, or words"
        )
    return Intent(
        say.t_ns,
        f"{say.id[: MOST_ID - 5]}.d{number}",
        "scale",
        {"dial": setting.dial, "gain": setting.gain, "hold_s": end_s - begin_s},
        say.priority,
        Start(begin_s, say.id, exact=True),
        say.ttl_s,
        say.interruptible,
    )
