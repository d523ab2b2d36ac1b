"""`Liveliness`: how much a persona weighs in what moves; another one comes by a ramp."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kinesics.errors import GestureError
from kinesics.motion.ramp import smoothstep
from kinesics.signals import Persona
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = ["Liveliness"]

_DATA = Path(__file__).with_name("persona.toml")
_TRAITS = ("extraversion", "warmth", "energy")
_KEPT = 8

Traits = tuple[float, float, float]


class Liveliness:
    """Hears every `Persona`; its gains at any time are a function of those heard, and of time."""

    def __init__(self) -> None:
        self._octaves, self._ramp_ns = _weights()
        self._courses: list[tuple[int, Traits, Traits]] = []  # since when, from what, to what
        self._settled_ns = -(2**62)
        self._gains: Mapping[str, float] = dict.fromkeys(self._octaves, 1.0)

    def hear(self, persona: Persona) -> None:
        """From its date on all turns to be like this; what was told for later is forgotten."""
        start = self._traits(persona.t_ns)
        self._courses = [one for one in self._courses if one[0] < persona.t_ns][1 - _KEPT :]
        told = (persona.extraversion, persona.warmth, persona.energy)
        self._courses.append((persona.t_ns, start, told))
        self._settled_ns = persona.t_ns + self._ramp_ns
        self._gains = self._of(told)

    def gain(self, what: str, t_ns: int) -> float:
        """Of `what`, a table of persona.toml, at a robot time; 1 is as authored."""
        if t_ns >= self._settled_ns:
            return self._gains[what]
        return self._of(self._traits(t_ns))[what]

    def _traits(self, t_ns: int) -> Traits:
        for since_ns, start, to in reversed(self._courses):
            if since_ns <= t_ns:
                share = smoothstep((t_ns - since_ns) / self._ramp_ns)
                e, w, n = (a + share * (b - a) for a, b in zip(start, to, strict=True))
                return e, w, n
        return self._courses[0][1] if self._courses else (0.5, 0.5, 0.5)

    def _of(self, traits: Traits) -> Mapping[str, float]:
        return {
            what: 2.0 ** sum(o * (x - 0.5) for o, x in zip(octaves, traits, strict=True))
            for what, octaves in self._octaves.items()
        }


@cache
def _weights() -> tuple[Mapping[str, Traits], int]:
    """Octaves of each part by trait, and the ramp [ns]."""
    table = Table(f"{_DATA.name}: ", load_toml(_DATA), GestureError)
    ramp_ns = round(table.number("ramp") * 1e9)
    parts = [name for name in table.whole() if name != "ramp"]
    octaves = {name: _octaves(table.table(name)) for name in parts}
    table.done()
    return octaves, ramp_ns


def _octaves(table: Table) -> Traits:
    extraversion, warmth, energy = (table.finite(trait, -4.0, 4.0) for trait in _TRAITS)
    table.done()
    return extraversion, warmth, energy
