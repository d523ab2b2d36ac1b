"""`Watched`: what joints did around one cut of the cable, and when they speak again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["AFTER_S", "BEFORE_S", "Moments", "Seen", "Watched", "is_speech"]

BEFORE_S = 3.0
AFTER_S = 5.0
_SILENT_S = 0.7  # at the end of a cut
_OPEN = 0.3  # of how far the jaw went
_AROUND_S = (-0.3, 1.5)  # of an utterance


class Seen(NamedTuple):
    """A joint state: when it came, its date by the ROS clock [s], and two joints [rad]."""

    came_s: float
    date_s: float
    jaw: float
    elbow: float


class Moments(NamedTuple):
    """When the cable was cut, when the end of the cut was looked at, and when it was whole."""

    down_s: float
    watched_s: float
    up_s: float


def is_speech(event: Mapping[str, Any], state: str) -> bool:
    """Whether an event tells that of an utterance: their ids are numbers."""
    return event["event"] == state and str(event["intent"]).isdigit()


@dataclass(frozen=True, slots=True)
class Watched:
    """Of one cut, what was seen from `BEFORE_S` before to `AFTER_S` after it."""

    seen: Sequence[Seen]
    moments: Moments
    events: Sequence[Mapping[str, Any]]
    """All that the body told."""

    def told(self) -> dict[str, float | None]:
        """Ranges and places of joints [rad], and when lips move again [s].

        `lips_after_s`: from when the cable was whole; `met_s`: from when the first utterance since
        is heard to when its lips open. None: they do not.
        """
        down_s, watched_s, up_s = self.moments
        came_s, dates_s, jaw, elbow = np.transpose(self.seen)
        before = (came_s > down_s - BEFORE_S) & (came_s < down_s)
        silent = (came_s > watched_s - _SILENT_S) & (came_s < watched_s)
        after = (came_s > up_s) & (came_s < up_s + AFTER_S)
        rest = float(np.median(jaw[silent]))
        open_ = _OPEN * np.ptp(jaw[before])
        opened = came_s[after & (np.abs(jaw - rest) > open_)]
        return {
            "jaw_before": float(np.ptp(jaw[before])),
            "jaw_silent": float(np.ptp(jaw[silent])),
            "elbow_before": float(elbow[before].min()),
            "elbow_silent": float(np.median(elbow[silent])),
            "lips_after_s": float(opened[0] - up_s) if len(opened) else None,
            "met_s": self._met_s(dates_s, np.abs(jaw - rest) > open_, dates_s[after]),
        }

    def _met_s(
        self, dates_s: NDArray[np.float64], is_open: NDArray[np.bool_], after_s: NDArray[np.float64]
    ) -> float | None:
        if not len(after_s):
            return None
        begun = (one["stamp"] for one in self.events if is_speech(one, "started"))
        began_s = min((one for one in begun if after_s[0] < one < after_s[-1]), default=None)
        if began_s is None:
            return None
        first_s, last_s = _AROUND_S
        during = (dates_s > began_s + first_s) & (dates_s < began_s + last_s)
        opened = dates_s[during & is_open]
        return float(opened[0] - began_s) if len(opened) else None
