"""Recordings without face curves, labelled by what is known: ridge regression and a network.

A network learns the jaw of one recording session; a linear map is duller but carries over better to
another. So the jaw of the unpaired recordings is the map's, all else the network's.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile

from kinesics.audio.logmel import LogMel, log_mel
from kinesics_training.corpora.facegood import UNPAIRED, Clip
from kinesics_training.lips.channels import UNITS, expansion
from kinesics_training.mouth import ridge
from kinesics_training.mouth.lookaheads import LOOKAHEADS
from kinesics_training.mouth.runners import Runner, dated


def clips(folder: Path, runner: Runner, paired: Sequence[Clip]) -> list[Clip]:
    """The unpaired recordings, their jaw by ridge regression, the rest by the network."""
    follow = ridge.fit(paired)
    return [_labelled(folder, name, runner, follow) for name in UNPAIRED]


def _labelled(folder: Path, name: str, runner: Runner, follow: ridge.JawRidge) -> Clip:
    samples, rate_hz = soundfile.read(folder / "wav" / f"{name}.wav", dtype="float32")
    if rate_hz != 16000:
        raise ValueError(f"expected 16 kHz in {name}, found {rate_hz}")
    logmel = log_mel(samples, LogMel())
    channels = dated(runner(logmel), LOOKAHEADS.index(8))
    columns = [expansion().index(unit) for unit in range(len(UNITS))]
    units = channels[:, columns]
    guess = np.clip(follow(logmel)[: len(units)], 0.0, 1.0)
    units[:, ridge.JAW] = guess
    return Clip(samples[: len(units) * 160], units)
