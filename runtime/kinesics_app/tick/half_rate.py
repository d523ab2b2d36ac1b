"""`HalfRate`: a network that can be asked to compute every other step only."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from kinesics.ports import Stepper

__all__ = ["HalfRate"]

F32 = NDArray[np.float32]


class HalfRate:
    """A `Stepper` around another; while it `halves`, each second step leaves the outputs as is.

    What its inputs were then, the network never hears: half the cost, for half of what it knows.
    """

    def __init__(self, stepper: Stepper) -> None:
        self.halves = False
        self.saved = 0
        """Steps that were not computed."""
        self._stepper = stepper
        self._rests = False

    @property
    def inputs(self) -> Mapping[str, F32]:
        """As of the network."""
        return self._stepper.inputs

    @property
    def outputs(self) -> Mapping[str, F32]:
        """As of the network: of its last step that was computed."""
        return self._stepper.outputs

    def step(self) -> None:
        """Run the network once, or not at all."""
        if self.halves and not self._rests:
            self._rests = True
            self.saved += 1
            return
        self._rests = False
        self._stepper.step()

    def reset(self) -> None:
        """As of the network; the next step is computed."""
        self._rests = True
        self._stepper.reset()

    def snapshot(self) -> dict[str, F32]:
        """As of the network."""
        return self._stepper.snapshot()

    def restore(self, states: Mapping[str, F32]) -> None:
        """As of the network."""
        self._stepper.restore(states)
