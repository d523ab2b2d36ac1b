"""`Place`: where a bag goes. What is there already stays, and the next free name is taken."""

from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from kinesics.errors import RecordError
from kinesics_app.recording.numbered import numbered

__all__ = ["METADATA", "Place", "demand_place"]

METADATA = "metadata.yaml"
"""In a folder, what rosbag2 is told of it."""

_FILE = "motion.mcap"  # in a folder, where `kinesics replay FOLDER` looks for it
_BAGS = (".mcap", ".db3")


class Place:
    """Of one bag: `motion.mcap`, else `motion-2.mcap`; of a folder `take/`, else `take-2/`."""

    def __init__(self, where: str) -> None:
        """`where`: a file, or a folder (it is there, or ends with `/`) that is to be a bag."""
        path = Path(where)
        self.folder = path if where.endswith("/") or path.is_dir() else None
        self.file = path if self.folder is None else path / _FILE
        """What is written, once it is open; before, what was asked for."""
        self.kept = ""
        """The recording that was asked for and is there, for which another name was taken."""

    def open(self) -> BinaryIO:
        """Make the file.

        Raises:
            RecordError: another recording is in the folder, or it is a disk that has one.
            OSError: it cannot be made.
        """
        asked, folder = self.file, self.folder
        made = self._open_file() if folder is None else self._open_in(folder)
        self.kept = "" if self.file == asked else str(folder or asked)
        return made

    def _open_file(self) -> BinaryIO:
        asked = self.file
        if asked.exists() and not asked.is_file():  # a device, which keeps nothing
            return asked.open("wb")
        names = numbered(asked.parent, asked.stem, asked.suffix)
        return next(made for name in names if (made := self._new(name)))

    def _open_in(self, asked: Path) -> BinaryIO:
        asked.mkdir(parents=True, exist_ok=True)
        _demand_alone(asked)
        if not (asked / METADATA).exists() and (made := self._new(asked / _FILE)):
            return made
        own = asked.resolve()
        if own.is_mount():  # what is beside it would be on another disk
            raise RecordError(
                f"{asked} is a disk and holds a recording; wanted a folder on it, or a file"
            )
        folders = numbered(own.parent, own.name, "")
        return next(made for folder in folders if (made := self._new_in(folder)))

    def _new_in(self, folder: Path) -> BinaryIO | None:
        self.folder, self.file = folder, folder / _FILE
        with suppress(FileExistsError):
            folder.mkdir()
            return self._new(self.file)
        return None

    def _new(self, file: Path) -> BinaryIO | None:
        """None: one is there, whoever made it, and when."""
        self.file = file
        with suppress(FileExistsError):
            return file.open("xb")
        return None


def demand_place(where: str) -> None:
    """Whether a bag could be written there; folders of bags are made.

    Raises:
        RecordError: there is no folder for the file, or another recording in the folder.
    """
    path = Path(where)
    if path.is_dir():
        _demand_alone(path)
    elif not (where.endswith("/") or path.parent.is_dir()):
        raise RecordError(f"path is {where}: there is no folder {path.parent}; wanted one")


def _demand_alone(folder: Path) -> None:
    """No recording is in a folder but ours: what is told of the folder would be of ours alone."""
    for other in folder.iterdir():
        if other.suffix in _BAGS and other.name != _FILE:
            raise RecordError(f"{folder} holds {other.name}; wanted a folder of its own, or a file")
