"""The network over whole lives, by each of the ways it can run."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import torch

from kinesics_training.export.model_file import ModelFile
from kinesics_training.gaze.net import OUTPUTS, STATES, Net, Streaming, read

F32 = npt.NDArray[np.float32]
Runner = Callable[[F32], F32]
"""Cues (B, T, C) -> all outputs side by side, (B, T, 16), each life from a fresh state."""


def fp32(net: Net) -> Runner:
    """The float network in torch, whole lives at once."""

    def run(cues: F32) -> F32:
        with torch.no_grad():
            memory = torch.zeros(len(cues), net.plan.hidden)
            heads, _ = net.over(torch.from_numpy(np.ascontiguousarray(cues)), memory)
            return np.asarray(torch.cat(read(heads), dim=-1))

    return run


def stepped(net: Net) -> Runner:
    """The same, row by row, as it is exported."""
    step = Streaming(net)

    def once(cues: F32) -> F32:
        (memory,), rows = step.zero_states(), []
        with torch.no_grad():
            for row in torch.from_numpy(cues):
                *made, memory = step(row[None], memory)
                rows.append(torch.cat(made, dim=-1)[0])
        return np.asarray(torch.stack(rows))

    return _each(once)


def of_file(file: ModelFile) -> Runner:
    """What ships."""
    ends = [*OUTPUTS, *(f"{name}_out" for name in STATES)]

    def once(cues: F32) -> F32:
        held = {f"{name}_in": file.zeros(f"{name}_in") for name in STATES}
        rows = []
        for row in cues:
            made = file.run({"cues": row[None], **held}, ends)
            held = dict(zip(held, made[len(OUTPUTS) :], strict=True))
            rows.append(np.concatenate(made[: len(OUTPUTS)], axis=1)[0])
        return np.stack(rows)

    return _each(once)


def _each(once: Runner) -> Runner:
    return lambda cues: np.stack([once(life) for life in cues])
