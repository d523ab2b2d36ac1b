"""`fp32`: the float network over whole signals."""

import numpy as np
import torch

from kinesics_training.lips.channels import expansion
from kinesics_training.mouth.net import Net
from kinesics_training.mouth.runners import F32, Runner

__all__ = ["fp32"]


def fp32(net: Net) -> Runner:
    """The float network in torch, whole signals at once."""
    columns = expansion()

    def run(logmel: F32) -> F32:
        with torch.no_grad():
            units, scores, _ = net(
                torch.from_numpy(np.ascontiguousarray(logmel))[None], net.zero_states(1)
            )
            made = torch.cat((units[0][:, :, columns], torch.softmax(scores[0], dim=2)), dim=2)
        return np.asarray(made.numpy(), np.float32)

    return run
