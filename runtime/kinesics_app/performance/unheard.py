"""`unheard`: a speech in which the robot heard none, and why, as far as the file tells."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kinesics.audio.speech_file import channels_cancel
from kinesics.motion.lips import OPEN, gap
from kinesics.record.moved import Shown
from kinesics_app.performance.taking import Heard

__all__ = ["unheard"]

F64 = NDArray[np.float64]

_START_S = 0.5  # of a sound: before more of it is known, any may part the lips a little
_GOES_ON_S = 0.7  # of sound with closed lips: longer than what follows the vowel of one short word
_HOP_S = 0.01
_QUIETEST_DB = -55.0  # of full scale: what is lower is no voice in a recording for a robot
_SEEN = 0.02  # of a wide open mouth


def unheard(speech: Path, shown: Shown, heard: Heard) -> Iterator[str]:
    """A sentence, if lips that follow the sound of `speech` opened for no more than its start.

    `shown` is what speech put into the mix, of the whole of it; `heard` is that sound.
    """
    gaps, t_s = gap(shown.values), (shown.t_ns - heard.t0_ns) * 1e-9
    opened_s = t_s[gaps >= OPEN]
    if not len(opened_s):
        yield f"no speech was heard in {speech}, and the lips {_parted(gaps)}: {_why(speech)}"
        return
    loud_s = _loud_s(heard)
    start_s = loud_s.min(initial=np.inf) + _START_S
    goes_on_s = float(np.sum(loud_s > opened_s[-1])) * _HOP_S
    if opened_s[-1] < start_s and goes_on_s >= _GOES_ON_S:
        yield (
            f"no speech was heard in {speech}: the lips opened only as it began, as they may for "
            f"any sound, and stayed closed for the other {goes_on_s:.1f} s of it: {_why(speech)}"
        )


def _parted(gaps: F64) -> str:
    most = float(gaps.max(initial=0.0))
    return f"parted by {most:.0%} of a wide open mouth at most" if most > _SEEN else "stayed closed"


def _why(speech: Path) -> str:
    if channels_cancel(speech):
        return (
            "its channels cancel each other when they are averaged; wanted mono, or channels in "
            "phase"
        )
    return "wanted a voice, as loud as speech is recorded"


def _loud_s(heard: Heard) -> F64:
    """(H,) when the sound is as loud as a voice may be, each `_HOP_S`, from its first sample."""
    hop = round(heard.rate_hz * _HOP_S)
    hops = heard.samples[: len(heard.samples) // hop * hop].reshape(-1, hop)
    power = np.mean(np.square(hops, dtype=np.float64), axis=1)
    t_s: F64 = np.flatnonzero(power > 10.0 ** (0.1 * _QUIETEST_DB)).astype(np.float64) * _HOP_S
    return t_s
