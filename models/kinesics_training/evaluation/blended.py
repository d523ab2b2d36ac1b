"""A runner's mouths as the runtime shows them: of less noise, blended with what it names."""

import numpy as np
import numpy.typing as npt

from kinesics.audio.logmel import LogMel
from kinesics.audio.noise_floor import NoiseFloor
from kinesics.audio.silence import NOTHING, Silence
from kinesics.audio.viseme_blend import VisemeBlend
from kinesics.motion.hull import Hull, Within
from kinesics_training.lips.channels import CHANNELS
from kinesics_training.mouth.lookaheads import LOOKAHEADS
from kinesics_training.mouth.runners import Runner

F32 = npt.NDArray[np.float32]


def blended(runner: Runner, hull: Hull | None = None) -> Runner:
    """The visemes and channels of every look-ahead as `SpeechMouth` has them."""
    within = None if hull is None else Within(hull)

    def run(logmel: F32) -> F32:
        noise = NoiseFloor(logmel.shape[1], LogMel().floor)
        made = runner(np.stack([noise.frame(frame) for frame in logmel])).copy()
        for head in range(len(LOOKAHEADS)):
            blend = VisemeBlend(LOOKAHEADS, head)
            silence = Silence(NOTHING)
            for row, frame in zip(made, logmel, strict=True):
                mouth, named = row[head, : len(CHANNELS)], row[:, len(CHANNELS) :]
                shown = blend.row(mouth, named, silence.hear(float(frame.max())))
                mouth[:] = shown if within is None else within.bring_in(shown)
        return made

    return run
