"""`keep`: a copy of a ring, made by a process of its own: the one that moves a robot never waits.

python -m kinesics_app.black_box.keep RING FOLDER MOST_MB DAYS NAME
"""

import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path

__all__ = ["keep", "tidy"]

_SUFFIX = ".blackbox"
_PART = ".part"
_LEFT_S = 600.0
"""A part to which nothing was added for so long is of a copier that was killed."""
_DAY_S = 86_400.0


def keep(ring: Path, folder: Path, name: str) -> Path:
    """A copy of `ring` in `folder`, whole or not at all; OSError where it cannot be made."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in folder.glob(f"*{_SUFFIX}{_PART}"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _LEFT_S:
                left.unlink()
    copy = folder / (name + _SUFFIX)
    part = copy.with_name(copy.name + _PART)
    try:
        shutil.copyfile(ring, part)
        part.replace(copy)
    finally:
        part.unlink(missing_ok=True)
    return copy


def tidy(folder: Path, most_bytes: int, days: float, pattern: str = f"*{_SUFFIX}") -> list[Path]:
    """Remove files of these names that are too old, then the oldest until all fit; which went.

    The newest stays, however large it is.
    """
    files = sorted(folder.glob(pattern), key=lambda one: one.stat().st_mtime)
    gone, left = [], sum(one.stat().st_size for one in files)
    for one in files[:-1]:
        told = one.stat()
        if left <= most_bytes and time.time() - told.st_mtime <= days * _DAY_S:
            continue
        one.unlink(missing_ok=True)
        left -= told.st_size
        gone.append(one)
    return gone


def main(arguments: list[str]) -> int:
    """What the command line asks for; the exit code."""
    ring, folder, most_mb, days, name = arguments
    try:
        tidy(Path(folder), round(float(most_mb) * 1e6) - Path(ring).stat().st_size, float(days))
        keep(Path(ring), Path(folder), name)
    except OSError as error:
        sys.stderr.write(f"kinesics: the black box cannot be kept in {folder}: {error.strerror}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
