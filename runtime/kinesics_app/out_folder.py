"""`out_folder`: the folder that results go to, made before the work and not after it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kinesics.errors import RecordError

__all__ = ["out_folder"]


@contextmanager
def out_folder(folder: Path) -> Iterator[None]:
    """Within it `folder` is there and can be written to.

    What was made for it is removed again when the work fails and has left nothing in there.

    Raises:
        RecordError: it cannot be made, or written to.
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
        yield
    except BaseException:
        _remove(absent)
        raise


def _absent(folder: Path) -> list[Path]:
    """`folder` and those above it that are not there yet, the innermost first."""
    return [place for place in (folder, *folder.parents) if not place.exists()]


def _remove(folders: list[Path]) -> None:
    with suppress(OSError):  # something is in it
        for place in filter(Path.exists, folders):
            place.rmdir()
