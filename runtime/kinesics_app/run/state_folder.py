"""Where a robot's computer keeps what must outlast a run, if nobody says."""

import os
from pathlib import Path

__all__ = ["memory_folder", "state_folder"]


def state_folder() -> Path:
    """`kinesics` in $XDG_STATE_HOME, where that is an absolute path, else in ~/.local/state."""
    told = Path(os.environ.get("XDG_STATE_HOME", ""))
    return (told if told.is_absolute() else Path.home() / ".local" / "state") / "kinesics"


def memory_folder() -> Path:
    """This user's, on a file system in memory where there is one: killed processes leave it."""
    shared = Path("/dev/shm")
    base = shared if shared.is_dir() and os.access(shared, os.W_OK) else Path("/tmp")
    return base / f"kinesics-{os.getuid()}"
