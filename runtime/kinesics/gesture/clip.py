"""`Clip`: recorded motion as rows of channels, as importers make it and as a file keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import GestureError, TrackError
from kinesics.gesture.score import Score
from kinesics.motion import channels
from kinesics.motion.limits import SHARE
from kinesics.rig.joint import Drive
from kinesics.rig.rig import Rig
from kinesics.table import Table
from kinesics.toml import load_toml

__all__ = ["ENTER_S", "Clip", "is_clip", "load_clip", "write_clip"]

F64 = NDArray[np.float64]

SCHEMA = 1
ENTER_S = 0.4
"""From rest to the first row, and back; longer where the servos need it."""

_MOST_ROWS = 100_000
_LONGEST_S = 1800.0  # half an hour: a robot's memory holds the whole of it
_SAMPLE_S = 0.02
_TRIES = 6
_WHOLE = 1.5  # of its time: a recording that is slower is no longer itself
_NEAR_S = 0.1  # what lies around a flick is slowed with it
_KEY_POSES_S = 0.2  # rows further apart are poses, nearer ones a recording


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Motion between other motion: it begins and ends wherever its rows do."""

    name: str
    summary: str
    channels: tuple[str, ...]
    times_s: F64
    """(T,) rising."""
    values: F64
    """(T, K)"""
    notes: tuple[str, ...] = ()
    """What was left out, a sentence each."""

    def __post_init__(self) -> None:
        if len(self.times_s) < 2 or not (np.diff(self.times_s) > 0.0).all():
            raise GestureError(f"{self.name}: its times do not rise; wanted two rows or more")
        if self.values.shape != (len(self.times_s), len(self.channels)):
            raise GestureError(
                f"{self.name}: {self.values.shape} values; wanted a row for each of "
                f"{len(self.times_s)} times, a column for each of {len(self.channels)} channels"
            )
        if not np.isfinite(self.values).all():
            raise GestureError(f"{self.name}: a value is no finite number")
        lasts_s = float(self.times_s[-1] - self.times_s[0])
        if lasts_s > _LONGEST_S:
            raise GestureError(
                f"{self.name}: it lasts {lasts_s:g} s; wanted {_LONGEST_S:g} at most"
            )

    def score(self, rig: Rig) -> Score:
        """From rest through the rows to rest, so slow that no servo is asked for more than it does.

        Key poses are stretched one by one, and so are the ways from rest and back; what was
        recorded row by row as a whole, up to `_WHOLE`: beyond, a flick is slowed alone.
        """
        times = self.times_s - self.times_s[0] + ENTER_S
        times = np.concatenate(([0.0], times, [times[-1] + ENTER_S]))
        rest = np.zeros(len(self.channels))
        values = np.vstack((rest, np.clip(self.values, *_shown(rig, self.channels)), rest))
        span_s = float(np.median(np.diff(times)))
        dense, rows = span_s < _KEY_POSES_S, max(round(_NEAR_S / span_s), 1)
        score = Score.through(times, values)
        for again in range(_TRIES):
            needed = self._needed(rig, score)
            if needed.max() <= 1.01:
                break
            longer = np.maximum(needed, 1.0)
            if dense:
                whole = 1.0 if again else min(longer[1:-1].max(), _WHOLE)
                longer[1:-1] = np.maximum(_around(longer[1:-1], rows), whole)
            times = np.concatenate(([0.0], np.cumsum(np.diff(times) * longer)))
            score = Score.through(times, values)
        return score

    def _needed(self, rig: Rig, score: Score) -> F64:
        """(T + 1,) by how much longer each piece would have to be."""
        times = np.arange(0.0, score.length_s + _SAMPLE_S, _SAMPLE_S)
        mixes = np.zeros((len(times), len(channels.CHANNELS)))
        mixes[:, channels.columns(self.channels)] = score.at(times)
        joints = rig.poses(mixes)
        limits = rig.limits
        fast = np.abs(np.gradient(joints, _SAMPLE_S, axis=0)) / limits.velocity
        bend = np.zeros_like(joints)
        bend[1:-1] = np.diff(joints, n=2, axis=0) / _SAMPLE_S**2
        hard = np.sqrt(np.abs(bend) / limits.acceleration)
        worst = np.maximum(fast, hard).max(axis=1) / (0.9 * SHARE)
        piece = np.searchsorted(score.times_s, times, side="right") - 1
        needed = np.zeros(len(score.times_s) - 1)
        np.maximum.at(needed, np.clip(piece, 0, len(needed) - 1), worst)
        return needed


def _shown(rig: Rig, names: Sequence[str]) -> F64:
    """(2, K) least and most of channels: beyond, no joint goes further, whatever others do.

    A joint that comes to its end in full motion would be asked for a stop at once.
    """
    shown = np.tile([[np.inf], [-np.inf]], len(names))
    for joint in rig.joints:
        reach = np.array([np.sort(_ends(drive)) for drive in joint.drives])
        for drive, own in zip(joint.drives, reach, strict=True):
            if drive.channel not in names:
                continue
            others = reach.sum(axis=0) - own
            ends = np.array([joint.position_min, joint.position_max]) - joint.neutral - others[::-1]
            low, high = np.sort(ends / drive.gain + drive.reference) if drive.gain else (0.0, 0.0)
            column = names.index(drive.channel)
            shown[0, column] = min(shown[0, column], max(low, drive.low))
            shown[1, column] = max(shown[1, column], min(high, drive.high))
    shown[:, shown[0] > shown[1]] = [[-np.inf], [np.inf]]  # of no joint
    return shown


def _ends(drive: Drive) -> F64:
    """(2,) what it adds to its joint at either end."""
    ends: F64 = drive.gain * (np.array([drive.low, drive.high]) - drive.reference)
    return ends


def _around(longer: F64, rows: int) -> F64:
    """(N,) the largest of so many pieces on either side."""
    padded = np.pad(longer, rows, mode="edge")
    around: F64 = np.lib.stride_tricks.sliding_window_view(padded, 2 * rows + 1).max(axis=1)
    return around


def is_clip(path: Path) -> bool:
    """Whether a TOML file holds a clip, rather than a gesture."""
    try:
        return "rows" in load_toml(path)
    except (OSError, ValueError, RecursionError):
        return False


def load_clip(path: Path) -> Clip:
    """The clip of a file that `write_clip` wrote, perhaps edited.

    Raises:
        GestureError: not a readable clip, an unknown channel, rows of another length.
    """
    try:
        table = Table(f"{path.name}: ", load_toml(path), GestureError)
    except (OSError, ValueError, RecursionError) as error:
        raise GestureError(f"{path}: not a readable clip: {error}") from error
    if table.integer("schema", 1) != SCHEMA:
        raise table.wrong("schema", table.integer("schema", 1), str(SCHEMA))
    names = table.texts("channels")
    try:
        channels.columns(names)
    except TrackError as error:
        raise GestureError(f"{table.where}{error}") from error
    rows = np.array(table.rows("rows", len(names) + 1, _MOST_ROWS))
    notes = table.texts("notes") if table.has("notes") else ()
    clip = Clip(table.text("name"), table.text("summary"), names, rows[:, 0], rows[:, 1:], notes)
    table.done()
    return clip


def write_clip(clip: Clip) -> str:
    """The text of its file."""
    names = ", ".join(f'"{name}"' for name in clip.channels)
    head = [
        "# Recorded motion: each row is a time [s] and a value for each channel.",
        f"schema = {SCHEMA}",
        f"name = {_quoted(clip.name)}",
        f"summary = {_quoted(clip.summary)}",
        f"channels = [{names}]",
    ]
    if clip.notes:
        head.append("notes = [" + ", ".join(map(_quoted, clip.notes)) + "]")
    rows = [
        f"    [{_numbers([time, *row])}],"
        for time, row in zip(clip.times_s, clip.values, strict=True)
    ]
    return "\n".join([*head, "rows = [", *rows, "]", ""])


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(letter if letter.isprintable() else " " for letter in plain) + '"'


def _numbers(values: Sequence[float]) -> str:
    return ", ".join(repr(round(float(value), 4) + 0.0) for value in values)
