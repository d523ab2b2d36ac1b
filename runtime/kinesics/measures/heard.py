"""`Heard`: what was heard while something moved, as curves and instants on the same clock."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kinesics.measures.curves import Curves

__all__ = ["Heard"]

F64 = NDArray[np.float64]


def _none() -> F64:
    return np.empty(0)


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Times are those of the motion's `Curves`, by their `begin_s`."""

    loudness: Curves | None = None
    """One signal, how loud it was; None: nobody has the sound."""
    onsets_s: F64 = field(default_factory=_none)
    """(N,) when something in it began: syllables, mostly."""
    mouth: Curves | None = None
    """`lips` and `jaw` as the phones that were said ask for them; None: nobody knows these."""
    closures_s: F64 = field(default_factory=_none)
    """(M,) when lips had to be closed: amid each /p b m/ with sounds on both sides."""
