"""`mouth_of`: how far lips and jaw are open, whatever signals a recording has of them."""

import numpy as np
from numpy.typing import NDArray

from kinesics.measures.curves import Curves
from kinesics.motion import channels
from kinesics.motion.lips import GAP
from kinesics.rig.rig import Rig

__all__ = ["JAW", "LIPS", "mouth_of"]

F64 = NDArray[np.float64]

LIPS, JAW = "lips", "jaw"
_NEEDED = ("jawOpen", "mouthClose")
"""Channels without which nobody knows how far lips are apart."""


def mouth_of(curves: Curves, rig: Rig | None = None, *, leads: bool = False) -> Curves | None:
    """Signals `lips`, the gap between them, and `jaw`, how far it is open; None without either.

    Of channels, or of joints of `rig`; lips are known where all are there that move them.
    `leads`: the joints are as sent or played, earlier than they are seen by their lag.
    """
    found = _of_channels(curves)
    if not found and rig is not None and set(curves.names) <= set(rig.names):
        found = _of_joints(_seen(curves, rig) if leads else curves, rig)
    if not found:
        return None
    return Curves(
        tuple(found), curves.rate_hz, np.stack(list(found.values()), axis=1), curves.begin_s
    )


def _of_channels(curves: Curves) -> dict[str, F64]:
    found: dict[str, F64] = {}
    if set(_NEEDED) <= set(curves.names):
        weights = [
            GAP[channels.index(name)] if name in channels.NAMES else 0.0 for name in curves.names
        ]
        found[LIPS] = curves.values @ np.array(weights)
    if "jawOpen" in curves.names:
        found[JAW] = curves.of("jawOpen")
    return found


def _of_joints(curves: Curves, rig: Rig) -> dict[str, F64]:
    found: dict[str, F64] = {}
    if rig.lips is not None:
        parting = {name: by for name, by in zip(rig.names, rig.lips.gap, strict=True) if by}
        if set(parting) <= set(curves.names):
            found[LIPS] = curves.only(tuple(parting)).values @ np.array(list(parting.values()))
    shut, wide = np.zeros((2, len(channels.NAMES)))
    wide[channels.index("jawOpen")] = 1.0
    at_rest, opened = rig.poses(np.stack((shut, wide)))
    limits = rig.limits
    moves = np.abs(opened - at_rest) / (limits.position_max - limits.position_min)
    jaw = int(moves.argmax())
    if moves[jaw] > 0.0 and rig.names[jaw] in curves.names:
        way = curves.of(rig.names[jaw]) - at_rest[jaw]
        found[JAW] = way / (opened[jaw] - at_rest[jaw])
    return found


def _seen(curves: Curves, rig: Rig) -> Curves:
    """The joints when their servos have followed."""
    t_s = curves.t_s
    later = [
        np.interp(t_s - rig.lag_s[rig.index(name)], t_s, column)
        for name, column in zip(curves.names, curves.values.T, strict=True)
    ]
    return Curves(curves.names, curves.rate_hz, np.stack(later, axis=1), curves.begin_s)
