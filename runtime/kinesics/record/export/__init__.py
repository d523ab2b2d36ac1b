"""Motion in the files of other programs: one file a format, one line in `EXPORTS` or `OF_TAKES`.

Formats that are read too have their reader beside, and a line in `kinesics.record.curves_file`.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from kinesics.measures.curves import Curves
from kinesics.record.export.arkit_json import arkit_json
from kinesics.record.export.bvh import bvh
from kinesics.record.export.channels import channels
from kinesics.record.export.facs_csv import facs_csv
from kinesics.record.export.foxglove_layout import foxglove_layout
from kinesics.record.export.live_link_csv import live_link_csv
from kinesics.record.export.rerun_file import rerun_file

__all__ = ["EXPORTS", "OF_TAKES"]

EXPORTS: Mapping[str, tuple[str, Callable[[Curves], bytes]]] = {
    "live-link-face": ("live_link_face.csv", live_link_csv),
    "arkit-json": ("arkit.json", arkit_json),
    "facs": ("facs.csv", facs_csv),
    "bvh": ("motion.bvh", bvh),
    "channels": ("channels.csv", channels),
}
"""By the format's name: the usual name of such a file, and what makes it of channels."""

OF_TAKES: Mapping[str, tuple[str, Callable[[Path], bytes]]] = {
    "rerun": ("motion.rrd", rerun_file),
    "foxglove": ("foxglove_layout.json", foxglove_layout),
}
"""The same of what needs the whole of a motion.mcap: its path."""
