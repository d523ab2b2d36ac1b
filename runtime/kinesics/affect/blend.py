"""`blend`: effects that are asked for at once, as one step of a plan."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.effect import Effect, actions_of_effect
from kinesics.affect.facs import ACTIONS, mask, names_of
from kinesics.affect.plan import Shade, Step

__all__ = ["DIGITS", "FACE", "SEEN", "blend"]

F64 = NDArray[np.float64]

SEEN = 0.05
"""Of an action: less is not shown."""

DIGITS = 4
"""Decimals of what is written into a plan."""

FACE = np.array([action.region not in ("head", "gaze") for action in ACTIONS])
"""(N,) whether an action is of the face."""

_STRONG = 0.2  # of an action of a feeling: more is denied with it
_ROW = {action.name: row for row, action in enumerate(ACTIONS)}


def blend(effects: Sequence[Effect]) -> Step:
    """One state out of everything that was asked for at once."""
    wanted = [one for one in effects if not one.denied]
    shown = [actions_of_effect(one) for one in wanted]
    units = _units(wanted, shown)
    turn = {name: angle for one in wanted for name, angle in one.turn().items()}
    for one in effects:
        if one.denied:
            units.update(_zeros(one, wanted, shown))
            turn.update(dict.fromkeys(one.turn(), 0.0))
    return Step(
        shades=_shades(wanted),
        units={code: round(value, DIGITS) for code, value in sorted(units.items(), key=_by_number)},
        turn={name: round(angle, DIGITS) for name, angle in turn.items()},
        only=_only(wanted, shown),
        beats=max([one.entry.beats for one in wanted], default=0),
    )


def _only(wanted: Sequence[Effect], shown: Sequence[F64]) -> tuple[str, ...]:
    """Regions that move at all: none are named where anything else is wanted outside them.

    "Only" binds its own clause, whose effects are inside its regions in any case.
    """
    only = tuple(dict.fromkeys(region for one in wanted if one.only for region in one.regions))
    outside = FACE & (mask(only) == 0.0)
    return () if any((face[outside] > 0.0).any() for face in shown) else only


def _by_number(item: tuple[str, float]) -> tuple[int, str]:
    return int(item[0].lstrip("LR")), item[0]


def _shades(wanted: Sequence[Effect]) -> tuple[Shade, ...]:
    """Feelings of the whole face as one mixture, those of a region as one each."""
    groups: dict[tuple[str, ...], list[Effect]] = {}
    for one in wanted:
        if one.entry.mixture:
            groups.setdefault(one.regions, []).append(one)
    masked = [mask(regions) for regions in groups if regions]
    free = () if not masked else _complement(np.max(masked, axis=0))
    shades = []
    for regions, group in groups.items():
        total = sum(one.strength for one in group)
        mixture: dict[str, float] = {}
        for one in group:
            for name, share in one.entry.mixture.items():
                mixture[name] = mixture.get(name, 0.0) + share * one.strength / total
        places = regions or free
        if places != ("nowhere",):
            intensity = max(one.strength for one in group)
            shades.append(Shade(_rounded(mixture), round(intensity, DIGITS), places))
    return tuple(shades)


def _rounded(mixture: dict[str, float]) -> dict[str, float]:
    """Shares that read well and still sum to 1."""
    total = sum(mixture.values())
    rounded = {name: round(share / total, DIGITS) for name, share in mixture.items()}
    largest = max(rounded, key=lambda name: rounded[name])
    rounded[largest] = round(rounded[largest] + 1.0 - sum(rounded.values()), 2 * DIGITS)
    return rounded


def _complement(masked: F64) -> tuple[str, ...]:
    """Regions that no mask takes whole."""
    free: dict[str, set[str]] = {}
    for row, action in enumerate(ACTIONS):
        if FACE[row] and not masked[row]:
            free.setdefault(action.region, set()).add(action.side)
    sides = {side for found in free.values() for side in found}
    words = [*free]
    if len(sides) == 1 and "" not in sides:
        words.append("left" if sides == {"L"} else "right")
    return tuple(words) or ("nowhere",)


def _units(wanted: Sequence[Effect], shown: Sequence[F64]) -> dict[str, float]:
    """Details: the strongest that anyone asks for; 0 only where nobody else shows it."""
    units: dict[str, float] = {}
    for number, one in enumerate(wanted):
        others = [face for other, face in enumerate(shown) if other != number]
        for code, value in one.units().items():
            rows = [_ROW[name] for name in names_of(code)]
            elsewhere = max((float(face[rows].max()) for face in others), default=0.0)
            if value > 0.0:
                units[code] = max(units.get(code, 0.0), value, elsewhere)
            elif one.detail or one.entry.pick:
                units[code] = 0.0
            elif elsewhere < SEEN:
                units.setdefault(code, 0.0)
    return units


def _zeros(denied: Effect, wanted: Sequence[Effect], shown: Sequence[F64]) -> dict[str, float]:
    """Units that a denial keeps away: those of a feeling only where nothing else shows them."""
    alone = actions_of_effect(replace(denied, factor=1.0))
    if denied.entry.denies:
        return dict.fromkeys(denied.entry.denies, 0.0)
    if denied.away:
        face = np.max([np.zeros(len(ACTIONS)), *shown], axis=0)
        rows = (face * mask(denied.regions) > SEEN) & FACE
        spared = np.zeros(len(ACTIONS))
    else:
        rows = (alone > (SEEN if denied.entry.act else _STRONG)) & FACE
        rivals = [
            face
            for one, face in zip(wanted, shown, strict=True)
            if not denied.entry.act or (one.entry.act and not denied.detail)
        ]
        spared = np.max([np.zeros(len(ACTIONS)), *rivals], axis=0)
    names = [ACTIONS[row].name for row in np.flatnonzero(rows & (spared < SEEN))]
    codes = {}
    for name in names:
        code = name.lstrip("LR")
        codes[code if set(names_of(code)) <= set(names) else name] = 0.0
    return codes
