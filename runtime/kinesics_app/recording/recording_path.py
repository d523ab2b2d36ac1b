"""`recording_path`: the recording that a command line means."""

import logging
from pathlib import Path

__all__ = ["MEANWHILE", "recording_path"]

MEANWHILE = "live.mcap"
"""What a live performance is called until its results are written, and after a kill."""

_log = logging.getLogger(__name__)


def recording_path(given: Path) -> Path:
    """The file itself, or of a folder that `kinesics perform` wrote its motion.mcap.

    Where there is none what a live performance left that was killed.
    Of one that is cut off it is said how much of it there is.
    """
    from kinesics.record.mcap_read import cut_of  # which other commands do not wait for

    path = given / "motion.mcap" if given.is_dir() else given
    if not path.exists() and (left := given / MEANWHILE).exists():
        path = left
    if cut := cut_of(path):
        _log.warning("%s", cut)
    return path
