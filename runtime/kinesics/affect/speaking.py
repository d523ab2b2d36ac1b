"""`SpeakingGate`: which share of the face emotion may move while the robot speaks."""

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.facs import COLUMNS, settings
from kinesics.errors import AffectError
from kinesics.motion.channels import CHANNELS

__all__ = ["SpeakingGate"]

F64 = NDArray[np.float64]


class SpeakingGate:
    """Closes before the first sound is heard and opens after the last, without a jump."""

    def __init__(self, step_s: float) -> None:
        table = settings().table("speaking")
        self._close = step_s / table.number("close_s")
        self._open = step_s / table.number("open_s")
        tints = table.table("tint")
        shares = {stem: tints.finite(stem, 0.0, 1.0) for stem in tints.whole()}
        table.done()
        unknown = set(shares) - {_stem(channel.name) for channel in CHANNELS}
        if unknown:
            raise AffectError(f"{table.where}tint of {sorted(unknown)}; wanted channels' stems")
        self._share = np.array(  # (K,) what is left of each channel while the robot speaks
            [
                shares.get(_stem(CHANNELS[column].name), float(CHANNELS[column].region != "mouth"))
                for column in COLUMNS
            ]
        )

    def step(self, closed: float, *, speaking: bool) -> float:
        """How far the gate has closed a step later, 0..1."""
        return min(closed + self._close, 1.0) if speaking else max(closed - self._open, 0.0)

    def shares(self, closed: F64) -> F64:
        """(T, K) what is left of each channel that emotion moves, from how closed it is, (T,)."""
        smooth = closed * closed * (3.0 - 2.0 * closed)
        left: F64 = 1.0 - smooth[:, None] * (1.0 - self._share)
        return left


def _stem(name: str) -> str:
    return name.removesuffix("Left").removesuffix("Right")
