"""Channels in the files of other programs: one file a format, one line in `EXPORTS`."""

from collections.abc import Callable, Mapping

from kinesics.measures.curves import Curves
from kinesics.record.export.arkit_json import arkit_json
from kinesics.record.export.facs_csv import facs_csv
from kinesics.record.export.live_link_csv import live_link_csv

__all__ = ["EXPORTS"]

EXPORTS: Mapping[str, tuple[str, Callable[[Curves], bytes]]] = {
    "live-link-face": ("live_link_face.csv", live_link_csv),
    "arkit-json": ("arkit.json", arkit_json),
    "facs": ("facs.csv", facs_csv),
}
"""By the format's name: the usual name of such a file, and what makes it of channels."""
