"""`read_curves`: the signals in a recording of a robot or of a person, evenly sampled."""

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RecordError
from kinesics.measures.curves import Curves
from kinesics.record.export.arkit_json import read_arkit_json
from kinesics.record.export.bvh import read_bvh
from kinesics.record.export.face import channels_told
from kinesics.record.export.facs_csv import is_facs, units_told
from kinesics.record.mcap_file import read_mcap
from kinesics.record.rows import Rows
from kinesics.record.take import F64
from kinesics.record.unreadable import why_unreadable

__all__ = ["STREAMS", "read_curves"]

STREAMS = ("channels", "asked", "sent", "played", "measured")
_SUFFIXES = {"asked": ".cmd", "played": ".play", "measured": ".meas"}
_FACE_FPS = 60.0  # at which face recorders count the frames of a timecode
_LEAST_ROWS = 8
_EVEN = 0.05
_ROUNDING = 1e-3  # rows: times are told with six digits
_TEXTS = {".json": read_arkit_json, ".bvh": read_bvh}
_TIMES = ("t_s", "timestamp")  # the latter is OpenFace's


def read_curves(path: Path, stream: str = "channels") -> tuple[Curves, tuple[str, ...]]:
    """Signals of `path`, and the names of those left out because some of their values are unknown.

    `path` is a motion.mcap, channels.csv or joints.csv of kinesics; or another program's: the CSV
    of an ARKit face recorder (`Timecode`, then blendshapes) or of action units, blendshapes as
    JSON, BVH. Those come as channels. `stream`, one of `STREAMS`, picks from motion.mcap and
    joints.csv. Rows are brought to their usual rate, linearly. Their clock is the file's own: in
    those of kinesics it is 0 when the first sample of the speech is heard, in others' at the first
    row, but where a column of seconds says else.

    Raises:
        RecordError: no such file, not one of these, too short, or time that goes back.
    """
    names, t_s, values, begin_s = _rows(path, stream)
    if len(t_s) < _LEAST_ROWS:
        raise RecordError(f"{path}: {len(t_s)} rows; wanted {_LEAST_ROWS} or more")
    steps_s = np.diff(t_s)
    if not (steps_s > 0.0).all():
        row = int(np.flatnonzero(~(steps_s > 0.0))[0]) + 1
        raise RecordError(f"{path}: time does not rise at row {row + 1}; wanted rows in order")
    known: NDArray[np.bool_] = np.asarray(np.isfinite(values).all(axis=0))
    if not known.any():
        raise RecordError(f"{path}: every signal has unknown values; choose another stream")
    rate_hz = float(np.round(1.0 / _usual_s(steps_s), 3))
    even_s = t_s[0] + np.arange(int((t_s[-1] - t_s[0]) * rate_hz + _ROUNDING) + 1) / rate_hz
    columns = [np.interp(even_s, t_s, column) for column in values.T[known]]
    kept = tuple(name for name, one in zip(names, known.tolist(), strict=True) if one)
    left_out = tuple(name for name, one in zip(names, known.tolist(), strict=True) if not one)
    begin_s += float(t_s[0])
    return Curves(kept, rate_hz, np.stack(columns, axis=1), begin_s), left_out


def _usual_s(steps_s: F64) -> float:
    """From row to row; the mean where steps are even but for the digits that were written."""
    median_s = float(np.median(steps_s))
    even = bool((np.abs(steps_s - median_s) < _EVEN * median_s).all())
    return float(steps_s.mean()) if even else median_s


def _rows(path: Path, stream: str) -> Rows:
    kind = path.suffix.lower()
    if kind == ".mcap":
        return _mcap(path, stream)
    if kind not in _TEXTS:
        return _csv(path, stream)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RecordError(
            f"cannot read {path}: {why_unreadable(path, error)}; wanted a file of motion"
        ) from error
    try:
        return _TEXTS[kind](text)
    except RecordError as error:
        raise RecordError(f"{path}: {error}") from error


def _mcap(path: Path, stream: str) -> Rows:
    streams = read_mcap(path)
    if stream not in streams:
        raise RecordError(f"{path}: no stream {stream!r}; it has {', '.join(streams)}")
    found = streams[stream]
    t_s = np.asarray((found.t_ns - found.t_ns[:1]) / 1e9, np.float64)
    begin_s = float((found.t_ns[0] - found.heard_t0_ns) / 1e9)
    return Rows(found.names, t_s, found.values, begin_s)


def _csv(path: Path, stream: str) -> Rows:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            told = [row for row in csv.reader(file) if any(row)]
    except (OSError, UnicodeDecodeError, csv.Error, ValueError) as error:
        raise RecordError(
            f"cannot read {path}: {why_unreadable(path, error)}; wanted a .mcap or .csv of motion"
        ) from error
    if not told:
        raise RecordError(f"cannot read {path}: it is empty; wanted a .mcap or .csv of motion")
    header, *rows = told
    width = len(header)
    uneven = next((n for n, row in enumerate(rows, 2) if len(row) != width), None)
    if uneven is not None:
        raise RecordError(f"{path}: line {uneven} has another number of fields than the first")
    names = tuple(name.strip() for name in header)
    if names[0].lower() == "timecode":
        first = 2 if names[1:] and names[1].lower() == "blendshapecount" else 1
        times_s = np.array([_seconds(path, row[0]) for row in rows])
        times_s -= times_s[:1]  # of the day
        return channels_told(
            Rows(names[first:], times_s, _numbers(path, [row[first:] for row in rows]))
        )
    time = next((name for name in _TIMES if name in names), "")
    if not time or (time != "t_s" and not is_facs(names)):
        raise RecordError(f"{path}: its first column is {header[0]!r}; wanted t_s or Timecode")
    return _timed(path, names, _numbers(path, rows), (time, stream))


def _timed(path: Path, names: tuple[str, ...], numbers: F64, what: tuple[str, str]) -> Rows:
    """Rows that have a column of seconds, of that name; of joints that stream."""
    time, stream = what
    at = names.index(time)
    told = (*names[:at], *names[at + 1 :])
    values = np.delete(numbers, at, axis=1)
    if is_facs(told):
        try:
            return units_told(Rows(told, numbers[:, at], values))
        except RecordError as error:
            raise RecordError(f"{path}: {error}") from error
    kept, picked = _picked(path, told, values, stream)
    return Rows(kept, numbers[:, at], picked)


def _picked(
    path: Path, names: tuple[str, ...], values: F64, stream: str
) -> tuple[tuple[str, ...], F64]:
    """Of joints.csv the columns of `stream`, named as the joints are; of others all."""
    if not any(name.endswith(tuple(_SUFFIXES.values())) for name in names):
        return names, values
    suffix = _SUFFIXES.get(stream)
    if suffix is None:
        wanted = ", ".join(_SUFFIXES)
        raise RecordError(f"{path}: holds joints, not {stream}; wanted {wanted}, or channels.csv")
    columns = [n for n, name in enumerate(names) if name.endswith(suffix)]
    return tuple(names[n].removesuffix(suffix) for n in columns), values[:, columns]


def _numbers(path: Path, rows: list[list[str]]) -> F64:
    """(T, K); an empty field is unknown."""
    try:
        return np.array([[float(one) if one else np.nan for one in row] for row in rows])
    except ValueError as error:
        raise RecordError(f"{path}: {error}; wanted numbers below the first line") from error


def _seconds(path: Path, timecode: str) -> float:
    """Of hh:mm:ss:ff.fff, the frames at 60 a second."""
    try:
        hours, minutes, seconds, frames = (float(part) for part in timecode.split(":"))
    except ValueError as error:
        raise RecordError(f"{path}: timecode {timecode!r}; wanted hh:mm:ss:ff.fff") from error
    return 3600.0 * hours + 60.0 * minutes + seconds + frames / _FACE_FPS
