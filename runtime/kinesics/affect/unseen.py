"""`unseen`: what of a plan cannot be seen, whatever the robot."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from kinesics.affect.facs import ACTIONS, mask, names_of
from kinesics.affect.plan import Plan, Shade, Step

__all__ = ["unseen", "with_unseen_told"]

_ROW = {action.name: row for row, action in enumerate(ACTIONS)}
_FACE = np.array([action.region not in ("head", "gaze") for action in ACTIONS])


def unseen(plan: Plan) -> Iterator[str]:
    """Each part of a step that shows nothing, and what would be right, in a sentence."""
    for number, step in enumerate(plan.steps, 1):
        if step.end_s == step.start_s:
            yield (
                f"step {number} shows nothing: it begins and ends at {step.start_s:g} s; "
                "wanted a later end_s, or none"
            )
            continue
        if step.beats and not any(step.turn.values()):
            yield (
                f"step {number}: beats = {step.beats} shows nothing; wanted a `turn` that they "
                "go to and come back from"
            )
        for what in (*_units_outside(step), *_shades_outside(step)):
            yield (
                f"step {number}: {what} shows nothing outside `only` ({', '.join(step.only)}); "
                "wanted its region there, or no `only`"
            )


def with_unseen_told(plan: Plan) -> Plan:
    """The plan, with what of it cannot be seen among its remarks."""
    return replace(plan, remarks=tuple(dict.fromkeys((*plan.remarks, *unseen(plan)))))


def _units_outside(step: Step) -> Iterator[str]:
    """Units that `only` takes away whole; of one that it takes a side from, the other shows."""
    if not step.only:
        return
    moves = mask(step.only)
    for code, strength in step.units.items():
        rows = [_ROW[name] for name in names_of(code)]
        if strength > 0.0 and _FACE[rows].all() and not moves[rows].any():
            yield f"unit {code}"


def _shades_outside(step: Step) -> Iterator[str]:
    if not step.only:
        return
    for number, shade in enumerate(step.shades, 1):
        shown = shade.actions() > 0.0
        if shown.any() and not (shown & (~_FACE | (mask(step.only) > 0.0))).any():
            yield f"shade {number} ({_named(shade)})"


def _named(shade: Shade) -> str:
    return " + ".join(shade.mixture)
