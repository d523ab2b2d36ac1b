"""Where a running robot listens, if nobody says."""

import os
from pathlib import Path

__all__ = ["socket_path"]


def socket_path() -> Path:
    """In the user's own folder for such things, else in one of this user's in /tmp."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(runtime) if runtime else Path(f"/tmp/kinesics-{os.getuid()}")
    return folder / "kinesics.sock"
