"""The network over whole streams, by each of the ways it can run."""

import numpy as np
import numpy.typing as npt
import torch

from kinesics_training.affect.net import (
    OUTPUTS,
    STATES,
    Net,
    Streaming,
    features,
    read,
    zero_states,
)
from kinesics_training.affect.scores import Runner
from kinesics_training.export.model_file import ModelFile

F32 = npt.NDArray[np.float32]


def fp32(net: Net) -> Runner:
    """The float network in torch, whole streams at once."""

    def run(cues: F32, weights: F32) -> F32:
        heard = torch.from_numpy(cues), torch.from_numpy(weights)
        with torch.no_grad():
            seen = features(net, *heard, torch.zeros(cues.shape[:2], dtype=torch.bool))
            heads, _ = net.over(seen, zero_states(net, len(cues))[2])
            return np.asarray(torch.cat(read(heads, seen[..., -1:]), dim=-1))

    return run


def stepped(net: Net) -> Runner:
    """The same, row by row, as it is exported."""
    step = Streaming(net)

    def once(cues: F32, weights: F32) -> F32:
        states, rows = step.zero_states(), []
        with torch.no_grad():
            for row in zip(torch.from_numpy(cues), torch.from_numpy(weights), strict=True):
                *read_out, recent, usual, memory = step(*(part[None] for part in row), *states)
                states = [recent, usual, memory]
                rows.append(torch.cat(read_out, dim=-1)[0])
        return np.asarray(torch.stack(rows))

    return _each(once)


def of_file(file: ModelFile) -> Runner:
    """What ships."""
    ends = [*OUTPUTS, *(f"{name}_out" for name in STATES)]

    def once(cues: F32, weights: F32) -> F32:
        held = {f"{name}_in": file.zeros(f"{name}_in") for name in STATES}
        rows = []
        for row, weight in zip(cues, weights, strict=True):
            made = file.run({"cues": row[None], "weights": weight[None], **held}, ends)
            held = dict(zip(held, made[len(OUTPUTS) :], strict=True))
            rows.append(np.concatenate(made[: len(OUTPUTS)], axis=1)[0])
        return np.stack(rows)

    return _each(once)


def _each(once: Runner) -> Runner:
    """Of one stream (T, C), a runner of several."""
    return lambda cues, weights: np.stack([once(*pair) for pair in zip(cues, weights, strict=True)])
