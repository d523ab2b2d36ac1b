"""`given_persona`: who the robot is, as typed: `extraversion=0.8`, `warmth=0.3,energy=1`."""

import re
from collections.abc import Iterable

from kinesics.errors import IntentError
from kinesics.signals import Persona

__all__ = ["TRAITS", "PersonaSource", "given_persona"]

TRAITS = ("extraversion", "warmth", "energy")

_USUAL = 0.5
_SETTING = re.compile(r"(\w+)=([0-9.]{1,9})")


def given_persona(texts: Iterable[str]) -> dict[str, float]:
    """The traits of settings, each 0..1; what is not told is as authored, 0.5. Empty: nothing told.

    Raises:
        IntentError: no setting, an unknown trait, one that is told twice, a value outside 0..1.
    """
    told: dict[str, float] = {}
    for text in (one.strip() for given in texts for one in given.split(",")):
        found = _SETTING.fullmatch(text)
        wanted = f"wanted TRAIT=VALUE with 0..1, of {', '.join(TRAITS)}"
        if found is None or found[1] not in TRAITS:
            raise IntentError(f"persona {text!r}; {wanted}")
        if found[1] in told:
            raise IntentError(f"persona: {found[1]} is told twice; wanted it once")
        try:
            told[found[1]] = float(found[2])
        except ValueError:
            raise IntentError(f"persona {text!r}; {wanted}, such as 0.7") from None
        if not 0.0 <= told[found[1]] <= 1.0:
            raise IntentError(f"persona {text!r}; {wanted}")
    return {trait: told.get(trait, _USUAL) for trait in TRAITS} if told else {}


class PersonaSource:
    """Brings the persona with the first tick."""

    def __init__(self, texts: Iterable[str], begin_ns: int) -> None:
        told = given_persona(texts)
        self._coming = [Persona(begin_ns, **told)] if told else []

    def arrived(self, now_ns: int) -> list[Persona]:
        """The persona, once."""
        due = [one for one in self._coming if one.t_ns <= now_ns]
        self._coming = self._coming[len(due) :]
        return due
