"""`rerun_file`: a recording as an .rrd that the Rerun viewer opens; needs rerun-sdk."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np

from kinesics.errors import RecordError
from kinesics.motion.channels import CHANNELS, index
from kinesics.record.mcap_file import Stream, read_mcap

__all__ = ["rerun_file"]

_TIMELINE = "robot"
_ID = "kinesics"  # the same for every file, so that equal recordings give equal series


def rerun_file(path: Path) -> bytes:
    """Each channel is a series `channels/REGION/NAME`, each joint `joints/NAME/STREAM`.

    All streams of the motion.mcap at `path`, on the timeline `robot`: seconds since its first row.

    Raises:
        RecordError: rerun-sdk is not installed, or the file cannot be read.
    """
    rerun = _rerun()
    recording = rerun.RecordingStream(_ID, recording_id=path.stem)
    memory = rerun.memory_recording(recording)
    first_ns: int | None = None
    for name, stream in read_mcap(path).items():
        first_ns = int(stream.t_ns[0]) if first_ns is None else first_ns
        t_s = (stream.t_ns - first_ns) * 1e-9
        for entity, values in _series(name, stream):
            known = np.isfinite(values)
            if known.any():
                recording.send_columns(
                    entity,
                    indexes=[rerun.TimeColumn(_TIMELINE, duration=t_s[known])],
                    columns=rerun.Scalars.columns(scalars=values[known]),
                )
    data: bytes = memory.drain_as_bytes()
    return data


def _rerun() -> ModuleType:
    try:
        import rerun
    except ImportError as error:
        raise RecordError(
            "Rerun's files need rerun-sdk, which is not installed; wanted "
            "pip install 'kinesics[rerun]'"
        ) from error
    module: ModuleType = rerun
    return module


def _series(stream_name: str, stream: Stream) -> Iterator[tuple[str, np.ndarray]]:
    """Path and values (T,) of each signal."""
    for name, values in zip(stream.names, stream.values.T, strict=True):
        if stream_name == "channels":
            yield f"channels/{CHANNELS[index(name)].region}/{name}", values
        else:
            yield f"joints/{name}/{stream_name}", values
