"""`read_curves`: the signals in a recording of a robot or of a person, evenly sampled."""

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RecordError
from kinesics.measures.curves import Curves
from kinesics.motion.channels import NAMES
from kinesics.record.mcap_file import read_mcap
from kinesics.record.take import F64

__all__ = ["STREAMS", "read_curves"]

STREAMS = ("channels", "asked", "sent", "played", "measured")
_SUFFIXES = {"asked": ".cmd", "played": ".play", "measured": ".meas"}
_FACE_FPS = 60.0  # at which face recorders count the frames of a timecode
_LEAST_ROWS = 8

_Table = tuple[tuple[str, ...], F64, F64]  # names (K,), times [s] (T,), values (T, K)


def read_curves(path: Path, stream: str = "channels") -> tuple[Curves, tuple[str, ...]]:
    """Signals of `path`, and the names of those left out because some of their values are unknown.

    `path` is a motion.mcap, channels.csv or joints.csv of kinesics, or the CSV of an ARKit face
    recorder (`Timecode`, then blendshapes). `stream`, one of `STREAMS`, picks from the first and
    the third. Rows are brought to their median rate, linearly.

    Raises:
        RecordError: no such file, not one of these, too short, or time that goes back.
    """
    names, t_s, values = _mcap(path, stream) if path.suffix == ".mcap" else _csv(path, stream)
    if len(t_s) < _LEAST_ROWS:
        raise RecordError(f"{path}: {len(t_s)} rows; wanted {_LEAST_ROWS} or more")
    steps_s = np.diff(t_s)
    if not (steps_s > 0.0).all():
        row = int(np.flatnonzero(~(steps_s > 0.0))[0]) + 1
        raise RecordError(f"{path}: time does not rise at row {row + 1}; wanted rows in order")
    known: NDArray[np.bool_] = np.asarray(np.isfinite(values).all(axis=0))
    if not known.any():
        raise RecordError(f"{path}: every signal has unknown values; choose another stream")
    rate_hz = float(np.round(1.0 / np.median(steps_s), 3))
    even_s = t_s[0] + np.arange(int((t_s[-1] - t_s[0]) * rate_hz + 1e-6) + 1) / rate_hz
    columns = [np.interp(even_s, t_s, column) for column in values.T[known]]
    kept = tuple(name for name, one in zip(names, known.tolist(), strict=True) if one)
    left_out = tuple(name for name, one in zip(names, known.tolist(), strict=True) if not one)
    return Curves(kept, rate_hz, np.stack(columns, axis=1)), left_out


def _mcap(path: Path, stream: str) -> _Table:
    streams = read_mcap(path)
    if stream not in streams:
        raise RecordError(f"{path}: no stream {stream!r}; it has {', '.join(streams)}")
    found = streams[stream]
    t_s = np.asarray((found.t_ns - found.t_ns[:1]) / 1e9, np.float64)
    return found.names, t_s, found.values


def _csv(path: Path, stream: str) -> _Table:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            header, *rows = [row for row in csv.reader(file) if any(row)]
    except (OSError, UnicodeDecodeError, csv.Error, ValueError) as error:
        raise RecordError(
            f"cannot read {path}: {error}; wanted a .mcap or .csv of motion"
        ) from error
    width = len(header)
    uneven = next((n for n, row in enumerate(rows, 2) if len(row) != width), None)
    if uneven is not None:
        raise RecordError(f"{path}: line {uneven} has another number of fields than the first")
    if header[0] == "t_s":
        numbers = _numbers(path, rows)
        names, values = _picked(path, tuple(header[1:]), numbers[:, 1:], stream)
        return names, numbers[:, 0], values
    if header[0].lower() == "timecode":
        first = 2 if header[1].lower() == "blendshapecount" else 1
        names = tuple(map(_channel, header[first:]))
        times_s = np.array([_seconds(path, row[0]) for row in rows])
        return names, times_s, _numbers(path, [row[first:] for row in rows])
    raise RecordError(f"{path}: its first column is {header[0]!r}; wanted t_s or Timecode")


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


def _channel(name: str) -> str:
    """`JawOpen` is the channel jawOpen; what is no channel keeps its name."""
    own = name[:1].lower() + name[1:]
    return own if own in NAMES else name
