"""The network over a whole signal, step by step, by each of the ways it can run."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from kinesics_training.export.model_file import ModelFile
from kinesics_training.lips.channels import CHANNELS
from kinesics_training.mouth.lookaheads import LOOKAHEADS

F32 = npt.NDArray[np.float32]
MADE = ("channels", "visemes")
Runner = Callable[[F32], F32]
"""Log-mel (T, mels) -> channels and visemes side by side, (T, 5, 23 + 15), from a fresh state."""


def of_file(file: ModelFile) -> Runner:
    """What ships."""
    ends = [*MADE, *(name.replace("_in", "_out") for name in file.states)]

    def run(logmel: F32) -> F32:
        held = {name: file.zeros(name) for name in file.states}
        rows = []
        for frame in logmel:
            made = file.run({"logmel": frame[None], **held}, ends)
            held = dict(zip(held, made[len(MADE) :], strict=True))
            rows.append(np.concatenate([part[0] for part in made[: len(MADE)]], axis=1))
        return np.stack(rows)

    return run


def dated(made: F32, head: int) -> F32:
    """The channels of one look-ahead, (T - look-ahead, 23): row i is dated (i + 1) * 10 ms."""
    return made[LOOKAHEADS[head] :, head, : len(CHANNELS)]


def named(made: F32, head: int) -> F32:
    """The visemes of one look-ahead, (T - look-ahead, 15), dated like its channels."""
    return made[LOOKAHEADS[head] :, head, len(CHANNELS) :]
