"""`Tuning`: what a life was told that lasts: who it is, its dials, and what is switched off."""

from collections.abc import Mapping
from typing import Any

from kinesics.errors import IntentError
from kinesics.signals import Persona, Turn
from kinesics_app.persona_given import TRAITS

__all__ = ["SWITCH_S", "Tuning"]

SWITCH_S = 0.5
"""In which a behaviour comes or goes."""


class Tuning:
    """Told by whoever makes packets of it; it remembers, so that it can be kept."""

    def __init__(self, dials: tuple[str, ...], behaviours: tuple[str, ...]) -> None:
        """`dials` that somebody may turn, `behaviours` that can be switched."""
        self.dials, self.behaviours = dials, behaviours
        self._persona = Persona(0, 0.5, 0.5, 0.5)
        self._gains: dict[str, float] = {}
        self._off: frozenset[str] = frozenset()
        self.trim_ms = 0.0
        """How much later sound is heard than its output says."""

    def be(self, persona: Persona) -> Persona:
        """It is that from now on."""
        self._persona = persona
        return persona

    def turn(self, turn: Turn) -> Turn:
        """A dial is turned."""
        self._gains[turn.dial] = turn.gain
        return turn

    def take(self, told: Persona | Turn) -> Persona | Turn:
        """As `be` or `turn`."""
        return self.be(told) if isinstance(told, Persona) else self.turn(told)

    def switch(self, t_ns: int, name: str, *, on: bool, ramp_s: float = SWITCH_S) -> Turn:
        """A behaviour is to show, or nothing of it: the turn of its switch.

        Raises:
            IntentError: this robot has no such behaviour.
        """
        self.demand(name)
        self._off = self._off - {name} if on else self._off | {name}
        return Turn(t_ns, name, float(on), ramp_s)

    def demand(self, name: str) -> None:
        """IntentError where this robot has no such behaviour."""
        if name not in self.behaviours:
            known = ", ".join(self.behaviours)
            raise IntentError(f"no behaviour {name!r}; this robot has {known}")

    def status(self) -> Mapping[str, Any]:
        """Plain values."""
        return {
            "persona": {trait: getattr(self._persona, trait) for trait in TRAITS},
            "dials": {name: gain for name, gain in self._gains.items() if gain != 1.0},
            "behaviours": [*self.behaviours],
            "off": sorted(self._off),
            "av_trim_ms": self.trim_ms,
        }
