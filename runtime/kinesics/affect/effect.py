"""`Effect`: what some words of a text ask of a face."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.facs import ACTIONS, mask, names_of
from kinesics.affect.lexicon import Entry
from kinesics.affect.plan import ANGLES, Shade, Step

__all__ = [
    "Effect",
    "actions_of_effect",
    "done_with",
    "on_side",
    "one_sided",
    "reason",
    "turned_with_head",
]

F64 = NDArray[np.float64]

_LETTER = {"left": "L", "right": "R"}
_OTHER = {"L": "R", "R": "L"}
_ROW = {action.name: row for row, action in enumerate(ACTIONS)}


@dataclass(frozen=True, slots=True)
class Effect:
    """What some words ask for: an entry, how strongly, where, or that it is not to be."""

    text: str
    entry: Entry
    factor: float = 1.0
    denied: bool = False
    regions: tuple[str, ...] = ()
    only: bool = False
    detail: bool = False
    """A part and its manner, which is more particular than any act or feeling."""
    away: bool = False
    """Words that keep a region out of what else is shown."""
    group: int = 0
    """Of its clause; see there."""

    @property
    def strength(self) -> float:
        """0..1 of its mixture."""
        return min(self.entry.strength * self.factor, 1.0)

    def units(self) -> dict[str, float]:
        """Its units at its strength, without those outside its regions."""
        return {
            code: min(value * self.factor, 1.0)
            for whole, value in self.entry.units.items()
            for code in _inside(whole, self.regions)
        }

    def turn(self) -> dict[str, float]:
        """Its angles at its strength [rad], inside what can be shown."""
        if self.regions:
            return {}
        return {
            name: min(max(angle * self.factor, min(ANGLES[name])), max(ANGLES[name]))
            for name, angle in self.entry.turn.items()
        }


def _inside(code: str, regions: tuple[str, ...]) -> list[str]:
    """The code if all its sides are in the regions, those sides that are, or nothing."""
    if not regions:
        return [code]
    chosen, names = mask(regions), names_of(code)
    kept = [name for name in names if chosen[_ROW[name]]]
    return [code] if len(kept) == len(names) else kept


def on_side(code: str, side: str) -> str:
    """The unit on one side alone, `left` or `right`; one that has no sides as it is."""
    name = f"{_LETTER[side]}{code}"
    return name if name in _ROW else code


def one_sided(effect: Effect) -> Effect:
    """An effect that is one-sided by itself is on the side that was named."""
    if not effect.entry.pick:
        return effect
    side = next((_LETTER[one] for one in effect.regions if one in _LETTER), "")
    own = next(code[0] for code in effect.entry.units if code[0] in _OTHER)
    if not side or side == own:
        return replace(effect, regions=())
    units = {_OTHER.get(code[0], code[0]) + code[1:]: v for code, v in effect.entry.units.items()}
    return replace(effect, entry=replace(effect.entry, units=units), regions=())


def done_with(effect: Effect, regions: tuple[str, ...], *, only: bool) -> Effect:
    """An effect made with a part of the face: on it alone, unless it does nothing but turn."""
    if not (effect.entry.units or effect.entry.mixture):
        return effect
    return one_sided(replace(effect, regions=regions, only=effect.only or only))


def turned_with_head(effect: Effect) -> Effect:
    """An effect that turns the head in the place of the eyes."""
    turn = {name.replace("gaze", "head"): angle for name, angle in effect.entry.turn.items()}
    return replace(effect, entry=replace(effect.entry, turn=turn))


def actions_of_effect(effect: Effect) -> F64:
    """(N,) what one effect alone would show."""
    if effect.away:
        return np.zeros(len(ACTIONS))
    shades: tuple[Shade, ...] = ()
    if effect.entry.mixture:
        shades = (Shade(effect.entry.mixture, effect.strength, effect.regions),)
    return Step(shades=shades, units=effect.units()).actions()


def reason(effect: Effect) -> str:
    """Which words gave what, in a sentence."""
    said = f'"{effect.text}"'
    if effect.away:
        return f"{said} keeps out of {' and '.join(effect.regions)}"
    gives = []
    if effect.entry.mixture:
        parts = " + ".join(f"{name} {share:g}" for name, share in effect.entry.mixture.items())
        gives.append(f"{parts} at {effect.strength:.2f}")
    units = effect.units()
    if units:
        gives.append("units " + ", ".join(f"{code} {value:.2g}" for code, value in units.items()))
    turn = effect.turn()
    if turn:
        gives.append(", ".join(f"{name} {angle:+.2f} rad" for name, angle in turn.items()))
    where = f" on {' and '.join(effect.regions)}" if effect.regions else ""
    much = f", made {effect.factor:.2g} as strong" if effect.factor != 1.0 else ""
    verb = "keeps away" if effect.denied else "gives"
    return f"{said} {verb} {'; '.join(gives) or 'nothing'}{where}{much}"
