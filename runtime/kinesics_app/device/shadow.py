"""`Shadow`: a wire on which nothing goes out."""

import numpy as np

from kinesics.motion.frame import Frame
from kinesics.signals import Telemetry

__all__ = ["Shadow"]


class Shadow:
    """A `Bridge` for the loop of a robot that is only watched: every row is kept from it."""

    def send(self, frame: Frame) -> Frame:
        """What really went out: nothing, NaN."""
        return Frame(frame.t_ns, np.full(len(frame.values), np.nan))

    def poll(self) -> Telemetry | None:
        """Nothing: who watches the robot polls its own bridge."""
        return None

    def stop(self) -> None:
        """Nothing moves."""

    def close(self) -> None:
        """Nothing to release."""
