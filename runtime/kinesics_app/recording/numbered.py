"""`numbered`: names that a recording may have, until one of them is free."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

__all__ = ["numbered"]


def numbered(folder: Path, stem: str, suffix: str) -> Iterator[Path]:
    """In a folder `STEM.mcap`, `STEM-2.mcap`, `STEM-3.mcap` and so on, for a suffix of `.mcap`."""
    return (folder / f"{stem}{'' if n == 1 else f'-{n}'}{suffix}" for n in count(1))
