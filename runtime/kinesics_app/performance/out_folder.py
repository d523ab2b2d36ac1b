"""`out_folder`: the folder that results go to, made before the work and not after it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kinesics.errors import RecordError

__all__ = ["out_folder"]


@contextmanager
def out_folder(folder: Path) -> Iterator[None]:
    """Within it `folder` is there, can be written to, and is nobody else's.

    What was made for it is removed again when the work fails and has left nothing in there.

    Raises:
        RecordError: it cannot be made, or written to, or another process writes to it.
    """
    absent = _absent(folder)
    try:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            raise RecordError(
                f"cannot write to {folder}: {error.strerror}; wanted a folder that can be (--out)"
            ) from error
    except BaseException:
        _remove(absent)
        raise
    with _held(folder):
        try:
            yield
        except BaseException:
            _remove(absent)
            raise


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Within it no other process holds `folder`; the system lets go when this one dies."""
    try:
        import fcntl
    except ImportError:  # not on this system
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RecordError(
                f"{folder}: another kinesics is writing its results there; "
                "wanted another folder (--out), or wait until it is done"
            ) from None
        except OSError:
            pass  # a file system without locks
        yield
    finally:
        os.close(handle)


def _absent(folder: Path) -> list[Path]:
    """`folder` and those above it that are not there yet, the innermost first."""
    return [place for place in (folder, *folder.parents) if not place.exists()]


def _remove(folders: list[Path]) -> None:
    with suppress(OSError):  # something is in it
        for place in filter(Path.exists, folders):
            place.rmdir()
