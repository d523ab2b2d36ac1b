"""`HandCap`: no hand faster than its cap, now or while everything brakes.

A hand gets faster on its way to rest where joints that move it against each other brake differently
long, and where an arm unfolds while what carries it still turns. So it is not the speed of the
moment that is capped but the fastest of a whole braking: from each row that is taken, braking as
hard as the limits allow keeps the cap, and is therefore a next row for which that holds again. What
is wanted beyond is scaled, and what that is too late for is braked, as little as will do. It is all
in C: kernels/hands.c.
"""

from ctypes import Structure, c_double, c_int64

import numpy as np
from numpy.typing import NDArray

from kinesics.kernels.room import POINTER
from kinesics.motion.limits import Limiter
from kinesics.rig.hand_speed import levers, shares
from kinesics.rig.rig import Rig
from kinesics.rig.skeleton import Skeleton

__all__ = ["HandCap", "HandsStruct"]

F64 = NDArray[np.float64]


class HandsStruct(Structure):
    """`Hands` of kernels/hands.h."""

    _fields_ = (
        ("limits", POINTER),
        *((name, c_int64) for name in ("guarded", "hands")),
        *((name, POINTER) for name in ("joint", "first", "row", "slides", "share")),
        *((name, POINTER) for name in ("origin", "axis", "tip", "levers")),
        ("fastest_m_s", c_double),
        *((name, POINTER) for name in ("peak", "braking", "pose", "velocity", "wanted")),
        *((name, POINTER) for name in ("placed", "shares")),
    )


class HandCap:
    """Of the hands of a skeleton, before a limiter."""

    def __init__(
        self, rig: Rig, skeleton: Skeleton, joints: NDArray[np.intp], limiter: Limiter, share: float
    ) -> None:
        """`joints`, (G,) columns in order: all that move a hand, and others that brake with them.

        Kept is a `share` of the cap of the skeleton.
        """
        hands = [*skeleton.hands.values()]
        chains = [skeleton.chain(hand.link) for hand in hands]
        links = [link for chain in chains for link in chain]  # A, one hand after another
        room, guarded = limiter.room, len(joints)
        alike = [kind for chain in chains for kind in shares(chain, rig.limits)]
        self.peak: F64 = room.zeros(len(hands))
        """(H,) where a hand might have been too fast: how fast it was, at most [m/s]."""
        self.struct = room.struct(
            HandsStruct,
            limits=limiter.struct,
            guarded=guarded,
            hands=len(hands),
            joint=joints.astype(np.int64),
            first=np.cumsum([0, *map(len, chains)], dtype=np.int64),
            row=np.searchsorted(joints, [link.joint for link in links]).astype(np.int64),
            slides=np.array([link.slides for link in links], dtype=np.int64),
            share=np.array(alike, dtype=np.int64),
            origin=np.array([link.origin for link in links], dtype=np.float64),
            axis=np.array([link.axis for link in links], dtype=np.float64),
            tip=np.array([hand.tip for hand in hands], dtype=np.float64),
            levers=np.array(
                [levers(skeleton, hand.link, (hand.tip,), joints, rig.limits) for hand in hands],
                dtype=np.float64,
            ),
            fastest_m_s=share * (skeleton.hand_speed or np.inf),
            peak=self.peak,
            braking=room.zeros(len(hands), np.uint8),
            **{name: room.zeros(guarded) for name in ("pose", "velocity", "wanted")},
            placed=room.zeros((len(links), 6)),
            shares=room.zeros((len(links), 3)),
        )
        self.keeps = room.function("hands_kept", self.struct)
        """Whether the row in `made`, and a full braking after it, keep the cap; sets `peak`."""
        self.slow = room.function("hands_slow", self.struct)
        """Slow the row in `made` until it does; whether it had to be."""
