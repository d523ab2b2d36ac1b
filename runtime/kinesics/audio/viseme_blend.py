"""`VisemeBlend`: a network's two answers, mouth and visemes, in one mouth that rests in pauses."""

from collections.abc import Sequence
from ctypes import Structure, c_double, c_int64
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.mouth import CHANNELS
from kinesics.audio.phones import VISEMES
from kinesics.audio.visemes import faces
from kinesics.kernels.room import POINTER, Room
from kinesics.motion.channels import columns
from kinesics.motion.lips import GAP

__all__ = ["BlendState", "MouthStruct", "VisemeBlend"]

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

# Chosen on the validation voices of models/kinesics_training/README.md; TRIALS.md there: what else
# was tried.
_SHARE = 0.4
"""Of what the visemes look like in what is shown."""
_REACH = 2
"""Rows to either side that a row's visemes are averaged over: they flicker, lips do not."""
_HELD = 3
"""Rows for which a pause goes on after the last that was heard as one."""
_FALLS = 0.05
"""Share of its way to rest that a held mouth goes in a row."""
_LONG = 20
"""Rows of nothing at all after which no sound is on its way any more: no stop is closed so long."""
_SETTLES = 0.25
"""The same share from then on: at rest 300 ms after the last sound, also one that was cut off."""

_CREDIBLE = 0.15
"""Probability of /p b m/ from which lips that the network closes are closed."""
_SHUT = 0.1
"""Lip gap below which they begin to be."""

_GAP = GAP[columns(CHANNELS)]
_LIFT = np.zeros(len(CHANNELS))
for _name, _by in (("mouthLowerDown", 1.2), ("mouthUpperUp", 0.8)):  # as `mouth.units` has it
    _LIFT[[CHANNELS.index(f"{_name}{_side}") for _side in ("Left", "Right")]] = _by


class MouthStruct(Structure):
    """`Mouth` of kernels/mouth.h."""

    _fields_ = (
        *((name, c_int64) for name in ("visemes", "channels", "behind", "reach", "warm", "hangs")),
        *((name, c_int64) for name in ("head", "sooner", "bilabial", "silence", "jaw", "close")),
        *((name, c_double) for name in ("share", "falls", "settles", "credible", "shut")),
        ("quiet_rows", c_int64),
        *((name, POINTER) for name in ("weights", "faces", "gap", "parts", "lift")),
        *((name, POINTER) for name in ("pose", "named")),
        *((name, c_int64) for name in ("nothing", "steps", "pauses")),
        *((name, POINTER) for name in ("near", "line", "pause", "shown", "likely")),
    )


class BlendState(NamedTuple):
    """What a blend remembers."""

    near: F64
    line: F64
    steps: int
    pauses: tuple[float, ...]
    shown: F64


class VisemeBlend:
    """Rows of `audio.mouth.CHANNELS` from a network that gives them and also names visemes.

    A network that doubts shows a mean of mouths, which closes no lips and touches no teeth; the
    probabilities of visemes keep the doubt, so their faces, weighted by them, show what is likely.
    While it hears a pause the mouth is held, and falls to rest; it is let go as speech begins.

    What the network closes is closed, unless the visemes hold /p b m/ impossible. The jaw stays the
    network's, which learned it from a face; the lips alone make up for it. A row uses nothing later
    than its look-ahead: visemes after its date are those of a smaller look-ahead, which the network
    gave some steps ago. The law is C: kernels/mouth.c.
    """

    def __init__(self, lookahead_rows: Sequence[int], head: int) -> None:
        """For one head of a network with heads for `lookahead_rows`, ascending."""
        ahead = lookahead_rows[head]
        sooner = [k for k, rows in enumerate(lookahead_rows) if rows + _REACH <= ahead]
        behind = ahead - lookahead_rows[sooner[-1]] if sooner else 0
        room = Room()
        self._near: F64 = room.zeros((2 * _REACH + 1, len(VISEMES)))
        self._line: F64 = room.zeros((behind, len(VISEMES)))
        self._pause, self._shown = room.zeros(_HELD + 1), room.zeros(len(CHANNELS))
        self._pose = room.zeros(len(CHANNELS))
        self._named = room.zeros((len(lookahead_rows), len(VISEMES)), np.float32)
        weights = [_weights(behind, n) for n in range(1, max(_REACH + 1, behind) + 1)]
        self._struct = room.struct(
            MouthStruct,
            visemes=len(VISEMES),
            channels=len(CHANNELS),
            behind=behind,
            reach=_REACH,
            warm=len(weights),
            hangs=_HELD + 1,
            head=head,
            sooner=sooner[-1] if sooner else -1,
            bilabial=VISEMES.index("PP"),
            silence=VISEMES.index("sil"),
            jaw=CHANNELS.index("jawOpen"),
            close=CHANNELS.index("mouthClose"),
            share=_SHARE,
            falls=_FALLS,
            settles=_SETTLES,
            credible=_CREDIBLE,
            shut=_SHUT,
            quiet_rows=_LONG,
            weights=np.array(weights),
            faces=np.ascontiguousarray(_SHARE * faces()),
            gap=_GAP,
            parts=(_GAP != 0.0).astype(np.float64),
            lift=_LIFT,
            pose=self._pose,
            named=self._named,
            near=self._near,
            line=self._line,
            pause=self._pause,
            shown=self._shown,
            likely=room.zeros(len(VISEMES)),
        )
        self._row = room.function("mouth_row", self._struct)
        self.reset()

    def reset(self) -> None:
        """At rest, nothing heard."""
        for array in (self._near, self._line, self._shown):
            array.fill(0.0)
        self._struct.steps = self._struct.pauses = 0

    def state(self) -> BlendState:
        """What it remembers, to come back to with `restore`."""
        pauses = tuple(self._pause[: self._struct.pauses].tolist())
        return BlendState(
            self._near.copy(), self._line.copy(), self._struct.steps, pauses, self._shown.copy()
        )

    def restore(self, state: BlendState) -> None:
        """Go on from an earlier `state()`."""
        self._near[:], self._line[:], self._shown[:] = state.near, state.line, state.shown
        self._struct.steps, self._struct.pauses = state.steps, len(state.pauses)
        self._pause[: len(state.pauses)] = state.pauses

    def row(self, pose: NDArray[np.floating], named: F32, nothing: int = 0) -> F64:
        """The mouth to show, (23,), where a step gave `pose` (23,) and visemes (heads, 15).

        `nothing`: how many rows of no sound at all end with the newest that was heard.
        """
        self._pose[:], self._named[:], self._struct.nothing = pose, named, nothing
        self._row()
        shown: F64 = self._shown.copy()
        return shown


def _weights(behind: int, steps: int) -> F64:
    """(5,) of the rows about a row's date, those that are known after so many steps; their sum 1.

    `behind`: how many steps ago the later ones were given; 0: they are not.
    """
    weights = np.hanning(2 * _REACH + 3)[1:-1]
    for row in range(2 * _REACH + 1):
        later = row - _REACH
        known = steps > -later if later <= 0 else steps > behind - later >= 0 and behind > 0
        weights[row] *= known
    share: F64 = weights / weights.sum()
    return share
