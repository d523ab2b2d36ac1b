"""`live_link_csv`: the CSV that Live Link Face records, which animation tools read."""

import numpy as np

from kinesics.measures.curves import Curves
from kinesics.record.export.face import face_at, live_link

__all__ = ["live_link_csv"]

_FPS = 60


def live_link_csv(curves: Curves) -> bytes:
    """52 blendshapes and nine angles [rad] at 60 frames a second, from timecode 0 on.

    Raises:
        RecordError: no channels.
    """
    table, face = live_link(), face_at(curves, _FPS)
    shapes = table.texts("blendshapes")
    angles = table.value("angles")
    columns = [face[name[0].lower() + name[1:]] for name in shapes]
    columns += [face[channel] if channel else np.zeros(len(columns[0])) for _, channel in angles]
    header = ["Timecode", "BlendShapeCount", *shapes, *(name for name, _ in angles)]
    count = f"{len(columns)}"
    lines = [",".join(header)]
    lines += [
        ",".join([_timecode(frame), count, *(f"{value:.6f}" for value in row)])
        for frame, row in enumerate(np.stack(columns, axis=1).tolist())
    ]
    return ("\n".join(lines) + "\n").encode()


def _timecode(frame: int) -> str:
    """As hh:mm:ss:ff.fff."""
    seconds, frames = divmod(frame, _FPS)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}:{frames:02d}.000"
