"""`Deeds`: what a recorded person did: looked at the partner or away, jumped, blinked, nodded."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kinesics_training.gaze.face_csv import FaceTake

F64 = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_FACE_RAD = np.radians(5.0)  # from the eyes to the mouth at a metre, and what a camera errs
_BIN_RAD = np.radians(2.0)
_ONSET_RAD_S = np.radians(30.0)
_SMALLEST_RAD = np.radians(1.5)
_SHUT, _CLOSED = 0.25, 0.8
_BLIND_S = 0.12  # around a blink no camera sees where eyes look
_NOD_S, _NOD_RAD, _DEEP_RAD = 0.25, np.radians(2.0), 0.15


@dataclass(frozen=True, slots=True)
class Jump:
    """A saccade: from when, whether it ends at the partner, and how it goes [rad]."""

    begin_s: float
    at_partner: bool
    left: float
    down: float

    @property
    def size_rad(self) -> float:
        """How far."""
        return float(np.hypot(self.left, self.down))


@dataclass(frozen=True, eq=False)
class Deeds:
    """In the order of time."""

    begins_at_partner: bool
    jumps: list[Jump]
    blinks: list[tuple[float, bool]]
    """When, and whether it closed the eye."""


def deeds(take: FaceTake) -> Deeds:
    """What there is to see in a take."""
    blinks = _blinks(take)
    yaw_to, pitch_to = _partner(take)
    away = np.hypot(take.gaze_yaw - yaw_to, take.gaze_pitch - pitch_to)
    at = away < _FACE_RAD
    return Deeds(bool(at[0]), _jumps(take, at, _blind(take, blinks)), blinks)


def nod(take: FaceTake, t_s: float) -> float:
    """How deep the head bows and rises again near `t_s`, 0..1; 0 where it does not."""
    first, last = (round((t_s + side * _NOD_S) * take.rate_hz) for side in (-1, 1))
    bow = take.head_pitch[max(first, 0) : last]
    way = float(bow.max() - max(bow[0], bow[-1])) if len(bow) else 0.0
    return min(way / _DEEP_RAD, 1.0) if way >= _NOD_RAD else 0.0


def _partner(take: FaceTake) -> tuple[float, float]:
    """The direction most looked in: where the partner is."""
    bins = [np.round(one / _BIN_RAD).astype(int) for one in (take.gaze_yaw, take.gaze_pitch)]
    found, counts = np.unique(np.stack(bins, axis=1), axis=0, return_counts=True)
    middle = found[np.argmax(counts)] * _BIN_RAD
    near = np.hypot(take.gaze_yaw - middle[0], take.gaze_pitch - middle[1]) < _FACE_RAD
    return float(take.gaze_yaw[near].mean()), float(take.gaze_pitch[near].mean())


def _blinks(take: FaceTake) -> list[tuple[float, bool]]:
    shut = take.shut > _SHUT
    begins = np.flatnonzero(shut[1:] & ~shut[:-1]) + 1
    ends = np.flatnonzero(~shut[1:] & shut[:-1]) + 1
    return [
        (begin / take.rate_hz, bool(take.shut[begin:end].max() > _CLOSED))
        for begin in begins.tolist()
        for end in [int(ends[ends > begin][0]) if (ends > begin).any() else len(shut)]
        if (end - begin) / take.rate_hz < 0.6  # longer is no blink
    ]


def _blind(take: FaceTake, blinks: list[tuple[float, bool]]) -> Flags:
    blind = take.shut > _SHUT
    for t_s, _ in blinks:
        first, last = (round((t_s + side * _BLIND_S) * take.rate_hz) for side in (-1, 2))
        blind[max(first, 0) : last] = True
    return blind


def _jumps(take: FaceTake, at: Flags, blind: Flags) -> list[Jump]:
    rate = np.hypot(np.diff(take.gaze_yaw), np.diff(take.gaze_pitch)) * take.rate_hz
    fast = (rate > _ONSET_RAD_S) & ~blind[1:]
    begins = np.flatnonzero(fast[1:] & ~fast[:-1]) + 1
    jumps = []
    for begin in begins.tolist():
        end = begin
        while end < len(fast) and fast[end]:
            end += 1
        left = float(take.gaze_yaw[end] - take.gaze_yaw[begin])
        down = float(take.gaze_pitch[end] - take.gaze_pitch[begin])
        if np.hypot(left, down) >= _SMALLEST_RAD:
            jumps.append(Jump(begin / take.rate_hz, bool(at[end]), left, down))
    return jumps
