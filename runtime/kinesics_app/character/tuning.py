"""`Tuning`: what a life was told that lasts: who it is, its dials, and what is switched off."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kinesics.conversation.message import Switch
from kinesics.errors import IntentError
from kinesics.signals import Persona, Turn
from kinesics_app.settings.persona_given import TRAITS

__all__ = ["Tuning"]


class Tuning:
    """Told by whoever makes packets of it; it remembers, so that it can be kept."""

    def __init__(self, dials: tuple[str, ...], behaviours: tuple[str, ...]) -> None:
        """`dials` that somebody may turn, `behaviours` that can be switched: each a dial, too."""
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

    def gain(self, dial: str) -> float:
        """What a dial was told last, 0..2."""
        return self._gains.get(dial, 1.0)

    def turn(self, turn: Turn) -> Turn:
        """A dial is turned; that of a behaviour that is off, once it is on again."""
        self._gains[turn.dial] = turn.gain
        return replace(turn, gain=0.0) if turn.dial in self._off else turn

    def take(self, told: Persona | Turn) -> Persona | Turn:
        """As `be` or `turn`."""
        return self.be(told) if isinstance(told, Persona) else self.turn(told)

    def switch(self, switch: Switch) -> Turn:
        """A behaviour is to show, or nothing of it, or so much: the turn of its dial.

        Raises:
            IntentError: this robot has no such behaviour.
        """
        name = switch.name
        self.demand(name)
        if switch.on is not None:
            self._off = self._off - {name} if switch.on else self._off | {name}
        gain = self.gain(name) if switch.gain is None else switch.gain
        return self.turn(Turn(switch.t_ns, name, gain, switch.ramp_s))

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
