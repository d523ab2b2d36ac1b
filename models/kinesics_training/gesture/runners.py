"""The network as a `Stepper`, by each of the ways it can run: what the runtime's analyser takes."""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import torch

from kinesics.audio.gesture_cues import CUES
from kinesics_training.export.model_file import ModelFile
from kinesics_training.gesture.net import OUTPUTS, WORDS, Net, Streaming

F32 = npt.NDArray[np.float32]
Step = Callable[[F32, F32, F32], tuple[F32, ...]]
"""Cues, words, memory -> strikes, phases, amplitude, memory, each (1, ...)."""


class Running:
    """A `Stepper` of one step function."""

    def __init__(self, step: Step, memory: int) -> None:
        self._step = step
        self._memory: F32 = np.zeros((1, memory), np.float32)
        self.inputs: Mapping[str, F32] = {
            "cues": np.zeros((1, len(CUES)), np.float32),
            "words": np.zeros((1, WORDS), np.float32),
        }
        self.outputs: Mapping[str, F32] = {}

    def step(self) -> None:
        """Run once."""
        *made, self._memory = self._step(self.inputs["cues"], self.inputs["words"], self._memory)
        self.outputs = dict(zip(OUTPUTS, made, strict=True))

    def reset(self) -> None:
        """Nothing heard yet."""
        self._memory = np.zeros_like(self._memory)

    def snapshot(self) -> dict[str, F32]:
        """A copy of the state."""
        return {"memory": self._memory.copy()}

    def restore(self, states: Mapping[str, F32]) -> None:
        """Go on from a snapshot."""
        self._memory = states["memory"].copy()


def fp32(net: Net) -> Running:
    """The float network in torch."""
    module = Streaming(net).eval()

    def step(*given: F32) -> tuple[F32, ...]:
        with torch.inference_mode():
            made = module(*(torch.from_numpy(part) for part in given))
        return tuple(np.asarray(part.numpy(), np.float32) for part in made)

    return Running(step, net.plan.hidden)


def of_file(file: ModelFile, memory: int) -> Running:
    """What ships, of a network that remembers `memory` numbers."""
    ends = [*OUTPUTS, "memory_out"]

    def step(cues: F32, words: F32, held: F32) -> tuple[F32, ...]:
        return tuple(file.run({"cues": cues, "words": words, "memory_in": held}, ends))

    return Running(step, memory)


def over(running: Running, cues: F32, words: F32) -> F32:
    """Strikes, phases and amplitude side by side, (T, 34), of a stream from its beginning."""
    running.reset()
    rows = []
    for cue, word in zip(cues, words, strict=True):
        running.inputs["cues"][0], running.inputs["words"][0] = cue, word
        running.step()
        rows.append(np.concatenate([running.outputs[name][0] for name in OUTPUTS]))
    return np.stack(rows)
