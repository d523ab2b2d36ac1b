"""`cache_folder`: where what can be made again is kept for the user."""

import os
from pathlib import Path

__all__ = ["cache_folder"]


def cache_folder() -> Path:
    """`$XDG_CACHE_HOME/kinesics`, or `~/.cache/kinesics`; it may not exist yet.

    A relative $XDG_CACHE_HOME is passed over, as the XDG base directory specification says.

    Raises:
        RuntimeError: the user has no home.
    """
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (base if base.is_absolute() else Path.home() / ".cache") / "kinesics"
