"""`left_out`: what a robot leaves out of an expression of which it shows the rest."""

from collections.abc import Iterator

import numpy as np

from kinesics.affect.facs import ACTIONS, channels_of, names_of
from kinesics.affect.plan import Plan
from kinesics.motion import channels
from kinesics.rig.rig import Rig

__all__ = ["left_out"]

_CALLED = {one.name: one.called for one in ACTIONS}
_GAINS = {one.name: one.gains for one in ACTIONS}


def left_out(rig: Rig, plan: Plan) -> Iterator[str]:
    """A sentence on the single actions and turns of `plan` that no joint shows, if there are any.

    Of emotions nothing is told: a face shows of them what it has (`kinesics rig report`). Where
    nothing at all is shown, that is another sentence (`in_vain`).
    """
    asked = np.array([step.actions() for step in plan.steps])  # (S, N)
    moved = [channels.NAMES[column] for column in np.flatnonzero(channels_of(asked).any(axis=0))]
    if not any(map(rig.shows, moved)):
        return
    lost = {
        called: wanted
        for called, wanted in _single(plan).items()
        if not any(map(rig.shows, wanted))
    }
    if lost:
        named = ", ".join(f"{called} ({', '.join(wanted)})" for called, wanted in lost.items())
        yield f"{rig.name} has no joint for a part of this expression: {named}; it shows the rest"


def _single(plan: Plan) -> dict[str, list[str]]:
    """Each action and angle that a step names by itself, and the channels that would show it."""
    wanted: dict[str, list[str]] = {}
    for step in plan.steps:
        for code, strength in step.units.items():
            for name in names_of(code) if strength > 0.0 else ():
                of = wanted.setdefault(_CALLED[name], [])
                of += [channel for channel in _GAINS[name] if channel not in of]
        wanted |= {name.replace("_", " "): [name] for name, angle in step.turn.items() if angle}
    return wanted
