"""Which of the eight basic emotions a body can show: what is left of each face on its joints."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.faces import face_of
from kinesics.affect.facs import ACTIONS, channels_of
from kinesics.affect.recognise import recognise
from kinesics.affect.vad import BASIC
from kinesics.motion import channels
from kinesics.rig.rig import Rig

__all__ = ["Shown", "rig_emotions", "shown_emotions"]

F64 = NDArray[np.float64]

_LEFT = 0.5
"""Least share of a face that must be left to be seen; chosen."""

_MARGIN = 0.1
"""Least difference of cosines between its own prototype and the next; chosen."""

_FAINT = 1e-3  # of a joint's motion, as a square: fewer actions explain it as well as many
_ROUNDS, _SETTLED = 300, 1e-4
_SEEN = 0.05  # of a joint's range
_NAMED = 4
_STRONG = 0.5  # of an action, to be worth a drive


class Shown(NamedTuple):
    """One emotion on one body."""

    emotion: str
    taken_for: str
    """The nearest prototype to what is left of it."""
    margin: float
    """How much nearer than the next, as a difference of cosines."""
    left: float
    """Share of the face that the joints show, 0..1."""

    @property
    def clear(self) -> bool:
        """Whether it can be seen, and told from the other seven."""
        if self.emotion == "neutral":
            return self.taken_for == "neutral"
        seen = self.left >= _LEFT and self.margin >= _MARGIN
        return seen and self.taken_for == self.emotion


def shown_emotions(rig: Rig) -> tuple[Shown, ...]:
    """Each basic emotion at full intensity, through the rig to its joints, and read back.

    Read back are the actions, 0..1 each, that explain the joints' displacements best: least
    squares, each joint as a share of its range. What drives a joint counts as shown by it: an
    antenna that brows drive shows brows.
    """
    moves = np.array([_moved(rig, one) for one in np.eye(len(ACTIONS))]).T  # (J, N)
    moves[:, [not action.read for action in ACTIONS]] = 0.0
    found = []
    for name in BASIC:
        face = face_of({name: 1.0})
        seen = recognise(_explained(moves, _moved(rig, face)))
        found.append(Shown(name, seen.name, seen.margin, min(seen.strength, 1.0)))
    return tuple(found)


def _moved(rig: Rig, actions: F64) -> F64:
    """(J,) how far actions (N,) move each joint from rest, as a share of its range."""
    span = rig.limits.position_max - rig.limits.position_min
    rest = rig.pose(np.zeros(len(channels.NAMES)))
    moved: F64 = (rig.pose(channels_of(actions)) - rest) / span
    return moved


def _explained(moves: F64, moved: F64) -> F64:
    """(N,) actions 0..1 with `moves` (J, N) · actions nearest to `moved` (J,): by coordinates."""
    scale = float(np.abs(moves).max(initial=1e-9))
    curved = moves.T @ moves / scale**2 + _FAINT * np.eye(moves.shape[1])
    wanted = moves.T @ moved / scale**2
    actions = np.zeros(moves.shape[1])
    for _ in range(_ROUNDS):
        before = actions.copy()
        for column in range(len(actions)):
            slope = wanted[column] - curved[column] @ actions
            better = actions[column] + slope / curved[column, column]
            actions[column] = min(max(better, 0.0), 1.0)
        if np.abs(actions - before).max() < _SETTLED:
            break
    return actions


def rig_emotions(rig: Rig) -> Iterator[str]:
    """Lines for people."""
    shown = shown_emotions(rig)
    clear = [one.emotion for one in shown if one.clear]
    yield f"{len(clear)} of {len(shown)} emotions: {', '.join(clear)}"
    for one in shown:
        if not one.clear:
            yield f"  {_missed(one)}{_lost(rig, one.emotion)}"
        elif one.emotion != "neutral":
            yield f"  {one.emotion}: {one.left:.0%} of its face is left, on {_carriers(rig, one)}"
    yield "  (nearest of eight prototypes to what the joints still show; no person was asked)"


def _carriers(rig: Rig, one: Shown) -> str:
    """The joints that show it, those that move most of their range first."""
    moved = np.abs(_moved(rig, face_of({one.emotion: 1.0})))
    order = [joint for joint in np.argsort(-moved, kind="stable") if moved[joint] >= _SEEN]
    named = [rig.names[joint] for joint in order[:_NAMED]]
    more = len(order) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _missed(one: Shown) -> str:
    left = f"{one.left:.0%} of its face is left"
    if one.taken_for != one.emotion:
        return f"{one.emotion}: looks {one.taken_for}; {left}"
    reason = f"{left}, too little to be seen" if one.left < _LEFT else "too near to another"
    return f"{one.emotion}: {reason}"


def _lost(rig: Rig, emotion: str) -> str:
    """The channels of its stronger actions that move no joint: drives of them would carry it."""
    face = face_of({emotion: 1.0})
    strong = [one for one, strength in zip(ACTIONS, face, strict=True) if strength >= _STRONG]
    names = dict.fromkeys(name for one in strong if one.read for name in one.gains)
    lost = [name for name in names if not rig.shows(name)]
    return f"; nothing moves with {', '.join(lost)}" if lost else ""
