"""`recording_path`: the recording that a command line means."""

from pathlib import Path

__all__ = ["recording_path"]


def recording_path(given: Path) -> Path:
    """The file itself, or of a folder that `kinesics perform` wrote its motion.mcap."""
    return given / "motion.mcap" if given.is_dir() else given
