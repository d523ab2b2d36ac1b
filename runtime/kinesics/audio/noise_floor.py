"""`NoiseFloor`: a steady noise beneath a voice is heard fainter, where there is one."""

import math

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.ramp import smoothstep

__all__ = ["NoiseFloor"]

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

_AGO = np.arange(_BLOCK)[:, None] - np.arange(_BLOCK)
_NEWER = np.where(_AGO >= 0, (1.0 - _FADES) * _FADES ** np.maximum(_AGO, 0), 0.0).astype(np.float32)
"""The smoothed power of a block's frames, of their power."""
_OLDER = (_FADES ** np.arange(1, _BLOCK + 1)[:, None]).astype(np.float32)
"""And of what was before them."""


class NoiseFloor:
    """Log-mel frames in and out, one by one, with a steady noise about 5 dB fainter.

    The floor of a band is twice the least of its smoothed power in the last .8 s (minimum
    statistics: Martin 2001), and is taken from its power, of which .3 is left: as far as the voice
    does not stand out of what was least in 5 s. A voice in no noise does, and its frames are what
    they were, to the bit. A function of the frames until now.
    """

    def __init__(self, mels: int, silence: float) -> None:
        """For frames of `mels` bands to whose power `silence` was added, as `LogMel` does."""
        self._silence = np.float32(silence)
        self._heard: F32 = np.empty((_BLOCK, mels), np.float32)
        self._near: F32 = np.empty((_NEAR, mels), np.float32)
        self._far: F32 = np.empty((_FAR, mels), np.float32)
        self.reset()

    def reset(self) -> None:
        """Nothing heard."""
        self._near.fill(np.inf)
        self._far.fill(np.inf)
        mels = self._heard.shape[1]
        self._smooth: F32 = np.zeros(mels, np.float32)
        self._highest: F32 = np.zeros(mels, np.float32)
        self._floor: F32 = np.zeros(mels, np.float32)
        self._row = self._blocks = 0
        self._wanted = 0.0
        self.share = 0.0
        """Of the floor that is taken away, 0..1."""

    def frame(self, heard: F32) -> F32:
        """The frame (mels,), natural logarithm of power, less the floor until now."""
        self._heard[self._row] = heard
        self._row += 1
        if self._row == _BLOCK:
            self._row = 0
            self._judge()
        self.share += _RAMP * (self._wanted - self.share)
        if self.share < _NONE:
            return heard
        power: F32 = np.exp(heard)
        power -= self._silence
        left: F32 = power - np.float32(self.share) * self._floor
        power *= np.float32(1.0 - self.share * (1.0 - _LEFT))
        np.maximum(left, power, out=left)
        left += self._silence
        return np.log(left, out=left)

    def _judge(self) -> None:
        """The floor, and how much of it is noise, now that a block is whole."""
        power: F32 = np.exp(self._heard) - self._silence
        if not self._blocks:
            self._smooth = power[0]
        smooth: F32 = _NEWER @ power
        smooth += _OLDER * self._smooth
        self._smooth = smooth[-1]
        least = smooth.min(axis=0) if self._blocks else smooth[_PARTIAL:].min(axis=0)
        self._near[self._blocks % _NEAR] = least
        self._far[self._blocks % _FAR] = least
        self._highest *= np.float32(_LEVEL_FADES)
        np.maximum(self._highest, smooth.max(axis=0), out=self._highest)
        self._blocks += 1
        if self._blocks < _FROM:
            return
        self._floor = np.float32(_ABOVE) * self._near.min(axis=0)
        ratio = (self._highest + self._silence) / (self._far.min(axis=0) + self._silence)
        stands_out_db = 10.0 / math.log(10.0) * float(np.log(ratio).mean())
        self._wanted = smoothstep((_CLEAN_DB - stands_out_db) / (_CLEAN_DB - _NOISY_DB))
