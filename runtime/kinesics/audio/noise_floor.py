"""`NoiseFloor`: a steady noise beneath a voice is heard fainter, where there is one.

What it makes of a frame is C: kernels/noise.c.
"""

from ctypes import Structure, c_double, c_int64
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.kernels.room import POINTER, Room

__all__ = ["NoiseFloor", "NoiseState", "NoiseStruct"]

F32 = NDArray[np.float32]

# Chosen on the validation voices of models/kinesics_training/README.md; TRIALS.md there: what else
# was tried.
_FADES = 0.9
"""Share of the smoothed power that is kept from one frame to the next."""
_BLOCK = 10
"""Frames of which one minimum and one maximum is kept."""
_NEAR = 8
"""Blocks whose least is the floor: .8 s, longer than any sound of speech is held."""
_FAR = 50
"""Blocks in which a voice without noise is silent once in every band: 5 s."""
_PARTIAL = 3
"""Frames at first whose window began before the sound."""
_FROM = 3
"""Blocks before which nothing is known of a floor."""
_ABOVE = 2.0
"""The mean of a noise over the least of its smoothed power, and some more."""
_LEFT = 0.3
"""Share of a band's power that is left at least: 5 dB less."""
_LEVEL_FADES = 0.95
"""Share of a band's highest smoothed power that is remembered from one block to the next."""
_NOISY_DB, _CLEAN_DB = 16.0, 20.0
"""Highest over least smoothed power, mean of all bands, up to which the floor is taken away whole,
and from which on not at all: 13 to 17 in pink noise at 10 dB, 28 to 51 without (medians)."""
_RAMP = 0.2
"""Of its way to what it should be that the share taken away goes in a frame."""
_NONE = 1e-3
"""Share below which it is none."""


class NoiseStruct(Structure):
    """`Noise` of kernels/noise.h."""

    _fields_ = (
        *((name, c_int64) for name in ("mels", "block", "near_blocks", "far_blocks", "partial")),
        ("begins", c_int64),
        *((name, c_double) for name in ("silence", "fades", "level_fades", "above", "left")),
        *((name, c_double) for name in ("noisy_db", "clean_db", "ramp", "none")),
        *((name, c_int64) for name in ("row", "blocks")),
        *((name, c_double) for name in ("wanted", "share")),
        *((name, POINTER) for name in ("heard", "near", "far", "smooth", "highest", "floor")),
        ("frame", POINTER),
    )


class NoiseState(NamedTuple):
    """What a floor remembers."""

    rows: F32
    row: int
    blocks: int
    wanted: float
    share: float


class NoiseFloor:
    """Log-mel frames in and out, one by one, with a steady noise about 5 dB fainter.

    The floor of a band is twice the least of its smoothed power in the last .8 s (minimum
    statistics: Martin 2001), and is taken from its power, of which .3 is left: as far as the voice
    does not stand out of what was least in 5 s. A voice in no noise does, and its frames are what
    they were, to the bit. A function of the frames until now.
    """

    def __init__(self, mels: int, silence: float) -> None:
        """For frames of `mels` bands to whose power `silence` was added, as `LogMel` does."""
        room = Room()
        self._rows: F32 = room.zeros((_BLOCK + _NEAR + _FAR + 3, mels), np.float32)
        self._heard, self._least = self._rows[:_BLOCK], self._rows[_BLOCK:-3]
        self._frame: F32 = room.zeros(mels, np.float32)
        smooth, highest, floor = self._rows[-3:]
        self._struct = room.struct(
            NoiseStruct,
            mels=mels,
            block=_BLOCK,
            near_blocks=_NEAR,
            far_blocks=_FAR,
            partial=_PARTIAL,
            silence=silence,
            fades=_FADES,
            level_fades=_LEVEL_FADES,
            above=_ABOVE,
            left=_LEFT,
            noisy_db=_NOISY_DB,
            clean_db=_CLEAN_DB,
            ramp=_RAMP,
            none=_NONE,
            heard=self._heard,
            near=self._least[:_NEAR],
            far=self._least[_NEAR:],
            smooth=smooth,
            highest=highest,
            floor=floor,
            frame=self._frame,
            begins=_FROM,
        )
        self._less = room.function("noise_frame", self._struct)
        self.reset()

    def reset(self) -> None:
        """Nothing heard."""
        self._rows.fill(0.0)
        self._least.fill(np.inf)
        self._struct.row = self._struct.blocks = 0
        self._struct.wanted = self._struct.share = 0.0

    def state(self) -> NoiseState:
        """What it remembers, to come back to with `restore`."""
        struct = self._struct
        return NoiseState(self._rows.copy(), struct.row, struct.blocks, struct.wanted, struct.share)

    def restore(self, state: NoiseState) -> None:
        """Go on from an earlier `state()`."""
        struct, self._rows[:] = self._struct, state.rows
        struct.row, struct.blocks = state.row, state.blocks
        struct.wanted, struct.share = state.wanted, state.share

    @property
    def share(self) -> float:
        """Of the floor that is taken away, 0..1."""
        return float(self._struct.share)

    def frame(self, heard: F32) -> F32:
        """The frame (mels,), natural logarithm of power, less the floor until now."""
        self._heard[self._struct.row] = heard
        if not self._less():
            return heard
        left: F32 = self._frame.copy()
        return left
