"""`recording_path`: the recording that a command line means."""

import logging
from pathlib import Path

__all__ = ["recording_path"]

_log = logging.getLogger(__name__)


def recording_path(given: Path) -> Path:
    """The file itself, or of a folder that `kinesics perform` wrote its motion.mcap.

    Of one that is cut off it is said how much of it there is.
    """
    from kinesics.record.mcap_read import cut_of  # which other commands do not wait for

    path = given / "motion.mcap" if given.is_dir() else given
    if cut := cut_of(path):
        _log.warning("%s", cut)
    return path
