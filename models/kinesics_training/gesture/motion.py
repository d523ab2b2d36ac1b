"""Phases of recorded motion: from the speed of each hand and its minima.

As coders of gesture do (Kita, van Gijn & van der Hulst 1998): a movement lies between two minima of
speed; stillness away from rest is a hold; a movement that ends at rest is a retraction; of the
others those are strokes that are fast, and no slower than what is before and after them; the rest
prepares. What is fast is told by the hand's own movements, so large and small speakers are alike.
"""

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kinesics.audio.gesture_cues import ROW_RATE_HZ
from kinesics.gesture.clip import Clip
from kinesics.gesture.outlook import PARTS, PHASES
from kinesics.motion import channels
from kinesics.rig.load import load_rig
from kinesics_training.gesture.labels import Labels, strikes

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

REST, PREPARATION, STROKE, HOLD, RETRACTION = range(len(PHASES))
_STEP_S = 0.02
_SMOOTH_S = 0.05
_STILL = 0.12
"""Of a hand's fast movements (95th percentile of speed): slower is still."""
_LEAST_MPS, _LEAST_RADPS = 0.10, 0.15
"""And so is this, whatever the hand's, or the head's and torso's, other movements."""
_NEAR = 0.2  # of the way from rest to the furthest place: at rest
_FAST = 0.6  # of a unit's fastest movement: a stroke
_LEAST_S = 0.08  # shorter movements are noise
_LONGEST_STROKE_S = 0.5  # what is longer prepares first


@dataclass(frozen=True)
class Move:
    """What a part does from one time to another."""

    phase: int
    begin_s: float
    end_s: float
    size: float
    """Length of its way, 1 the part's longest."""


def labels_of(clip: Clip, rows: int, offset_s: float = 0.0) -> Labels:
    """Labels of `rows` rows of a recording whose sound begins `offset_s` after the motion."""
    phases = np.zeros((rows, len(PARTS)), np.int64)
    amplitude = np.zeros((rows, len(PARTS)), np.float32)
    ends_s: list[float] = []
    for part, way in enumerate(ways(clip)):
        for move in moves(way, _LEAST_RADPS if part == 2 else _LEAST_MPS):
            spans_s = (move.begin_s - offset_s, move.end_s - offset_s)
            begin, end = (min(max(round(at * ROW_RATE_HZ) - 1, 0), rows) for at in spans_s)
            phases[begin:end, part] = move.phase
            amplitude[begin:end, part] = move.size
            if move.phase == STROKE and part < 2:
                ends_s.append(move.end_s - offset_s)
    return Labels(phases, amplitude, strikes(rows, _merged(ends_s)))


def _merged(ends_s: list[float]) -> F64:
    """Strokes of both hands at once are one."""
    kept: list[float] = []
    for at_s in sorted(ends_s):
        if not kept or at_s - kept[-1] > 0.1:
            kept.append(at_s)
    return np.array(kept)


def ways(clip: Clip) -> tuple[F64, F64, F64]:
    """Paths (N, 3) every 20 ms: of the left palm, the right palm [m], and of the head [rad].

    The palms are those of the humanoid, in the frame of its trunk, so turning is no gesture.
    """
    rig = load_rig("humanoid")
    assert rig.skeleton is not None
    times_s = np.arange(clip.times_s[0], clip.times_s[-1] + _STEP_S, _STEP_S)
    score = np.column_stack([np.interp(times_s, clip.times_s, one) for one in clip.values.T])
    arms = [n for n, name in enumerate(clip.channels) if name.startswith(("left_", "right_"))]
    mixes = np.zeros((len(times_s), len(channels.CHANNELS)))
    mixes[:, channels.columns([clip.channels[n] for n in arms])] = score[:, arms]
    frames = rig.skeleton.frames(rig.poses(mixes))
    palms = [
        frames[rig.skeleton.index[hand.link]] @ np.array([*hand.palm, 1.0])
        for hand in (rig.skeleton.hands[side] for side in ("left", "right"))
    ]
    turns = [
        sum((score[:, n] for n, c in enumerate(clip.channels) if c.endswith(name)), start=0.0)
        * np.ones(len(times_s))
        for name in ("head_yaw", "head_pitch", "head_roll")
    ]
    return palms[0][:, :3], palms[1][:, :3], np.column_stack(turns)


def moves(way: F64, least: float) -> list[Move]:
    """Phases of a path (N, 3), in order; what lies between them is rest."""
    speed = _smooth(np.linalg.norm(np.gradient(way, _STEP_S, axis=0), axis=1))
    still = max(_STILL * float(np.percentile(speed, 95)), least)
    away = np.linalg.norm(way - _rest(way, speed <= still), axis=1)
    furthest = float(away.max())
    found: list[Move] = []
    unit: list[tuple[int, int]] = []
    cuts = _movements(speed, still)
    for k, (begin, end) in enumerate(cuts):
        unit.append((begin, end))
        if away[min(end, len(away) - 1)] <= _NEAR * furthest or k == len(cuts) - 1:
            found += _unit(unit, speed, away, furthest)
            unit = []
    return found


def _movements(speed: F64, still: float) -> list[tuple[int, int]]:
    """From minimum to minimum of what is not still."""
    moving = np.flatnonzero(np.diff(np.concatenate(([False], speed > still, [False])).astype(int)))
    found = []
    for first, last in moving.reshape(-1, 2).tolist():
        inside = speed[first:last]
        lows = np.flatnonzero((inside[1:-1] < inside[:-2]) & (inside[1:-1] <= inside[2:])) + 1
        deep = [
            int(low) for low in lows
            if inside[low] < 0.5 * min(inside[:low].max(), inside[low:].max())
        ]  # fmt: skip
        ends = [first, *(first + low for low in deep), last]
        found += [(a, b) for a, b in itertools.pairwise(ends)
                  if (b - a) * _STEP_S >= _LEAST_S]  # fmt: skip
    return found


def _unit(cuts: list[tuple[int, int]], speed: F64, away: F64, furthest: float) -> list[Move]:
    """Movements from rest to rest, named, with the holds between."""
    peaks = [float(speed[a:b].max()) for a, b in cuts]
    last_rests = away[min(cuts[-1][1], len(away) - 1)] <= _NEAR * furthest and len(cuts) > 1
    inner = peaks[:-1] if last_rests else peaks
    fast = _FAST * max(inner)
    found: list[Move] = []
    for k, (begin, end) in enumerate(cuts):
        size = float(min(away[begin : end + 1].max() / max(furthest, 1e-9), 1.0))
        if k == len(cuts) - 1 and last_rests:
            phase = RETRACTION
        else:
            phase = STROKE if peaks[k] >= max(fast, *inner[max(k - 1, 0) : k + 2]) else PREPARATION
        if found and begin > cuts[k - 1][1]:
            found.append(Move(HOLD, found[-1].end_s, begin * _STEP_S, size))
        found += _named(phase, begin * _STEP_S, end * _STEP_S, size)
    return found


def _named(phase: int, begin_s: float, end_s: float, size: float) -> list[Move]:
    """A movement; of a stroke that is too long for one, the first part prepares it."""
    ready_s = end_s - _LONGEST_STROKE_S
    if phase != STROKE or ready_s <= begin_s:
        return [Move(phase, begin_s, end_s, size)]
    return [Move(PREPARATION, begin_s, ready_s, size), Move(STROKE, ready_s, end_s, size)]


def _rest(way: F64, still: npt.NDArray[np.bool_]) -> F64:
    """(3,) where the part hangs: the lowest of the places where it is still, or its beginning."""
    places = way[still] if still.any() else way[:1]
    low = np.percentile(places[:, 2], 20)
    return np.asarray(np.median(places[places[:, 2] <= low + 1e-6], axis=0), np.float64)


def _smooth(values: F64) -> F64:
    count = round(4.0 * _SMOOTH_S / _STEP_S)
    kernel = np.exp(-0.5 * (np.arange(-count, count + 1) * _STEP_S / _SMOOTH_S) ** 2)
    padded = np.pad(values, count, mode="edge")
    return np.convolve(padded, kernel / kernel.sum(), "valid")
