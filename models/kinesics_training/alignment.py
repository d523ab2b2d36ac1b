"""How late each recording's curves run, as if camera and microphone were not started together.

A map from sound to jaw that the other recordings teach follows the sound; the shift at which it
fits a recording's curves best is how late they are: -10 to +20 ms among the five of session 1114_2.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from kinesics.audio.logmel import LogMel, log_mel
from kinesics_training import ridge
from kinesics_training.facegood import Clip

F32 = npt.NDArray[np.float32]
_REACH = 10
"""Rows of 10 ms to either side."""


def aligned(clips: Mapping[str, Clip]) -> dict[str, Clip]:
    """The same recordings, their curves as late as on average over all, to within 10 ms.

    One alone has nothing to be measured by and stays as it is.
    """
    if len(clips) < 2:
        return dict(clips)
    late = {name: _late(clip, clips, name) for name, clip in clips.items()}
    usual = round(float(np.mean(list(late.values()))))
    return {name: earlier(clip, late[name] - usual) for name, clip in clips.items()}


def earlier(clip: Clip, rows: int) -> Clip:
    """The recording with its curves moved `rows` earlier, held at the ends."""
    moved = np.clip(np.arange(len(clip.units)) + rows, 0, len(clip.units) - 1)
    return replace(clip, units=clip.units[moved])


def lateness(guess: F32, truth: F32, reach: int = _REACH) -> int:
    """Rows by which `truth` (T,) follows `guess` (T,), where they correlate best."""
    inner = guess[reach:-reach]
    shifts = range(-reach, reach + 1)
    r = [np.corrcoef(inner, truth[reach + s : len(inner) + reach + s])[0, 1] for s in shifts]
    return int(np.argmax(r)) - reach


def _late(clip: Clip, clips: Mapping[str, Clip], name: str) -> int:
    follow = ridge.fit([other for key, other in clips.items() if key != name])
    guess = follow(log_mel(clip.samples, LogMel()))[: len(clip.units)]
    return lateness(guess, clip.units[: len(guess), ridge.JAW])
