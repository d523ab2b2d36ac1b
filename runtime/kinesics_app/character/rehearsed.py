"""`rehearse`: what arms make ready before a life, kept between lives in the user's cache."""

import hashlib
import logging
import pickle
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

import kinesics
from kinesics.behaviours.gesture import SpeechGestures
from kinesics.cache_folder import cache_folder
from kinesics.errors import GestureError
from kinesics.gesture.made_ready import Asked, learn, made_ready
from kinesics.rig.rig import Rig

__all__ = ["rehearse"]

_log = logging.getLogger(__name__)

_KEPT = 8  # robots, or versions of one
_HARMED = (OSError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, GestureError)
"""Of a file that cannot be read; RuntimeError: a zip that asks for a key or a new method."""
_MAKERS = ("gesture", "motion", "rig")


def rehearse(arms: SpeechGestures, *, beats: bool) -> None:
    """Make ready what is asked for most: a second or two, or next to nothing if it was made before.

    `beats`: also what comes with speech alone. The file's name is a hash of all that decides what
    is in it, so another robot, library or version has another file. Where none can be written it
    is made each time.
    """
    asked = arms.most_asked(beats=beats)
    path = _path(arms.repertoire.enactor.rig, asked)
    if path is not None and _learnt(arms, asked, path):
        return
    arrays = made_ready(arms.repertoire.enactor, asked)
    if path is not None:
        _keep(path, arrays)


def _learnt(arms: SpeechGestures, asked: Asked, path: Path) -> bool:
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            learn(arms.repertoire.enactor, asked, dict(file))
    except FileNotFoundError:
        return False
    except _HARMED as error:
        _log.info("%s: %s", path, error)
        return False
    return True


def _keep(path: Path, arrays: object) -> None:
    """Write it whole or not at all; the oldest of its neighbours go."""
    assert isinstance(arrays, dict)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with TemporaryDirectory(dir=path.parent) as folder:  # another life may make the same
            part = Path(folder) / path.name
            np.savez(part, **arrays)
            part.replace(path)
        files = sorted(path.parent.glob("gestures-*.npz"), key=lambda one: one.stat().st_mtime)
        for old in files[:-_KEPT]:
            old.unlink()


def _path(rig: Rig, asked: Asked) -> Path | None:
    """None: there is no home to keep it in."""
    told = hashlib.sha256(np.__version__.encode())
    for content in _decisive(rig, asked):
        told.update(content)
    try:
        return cache_folder() / f"gestures-{told.hexdigest()[:32]}.npz"
    except RuntimeError:
        return None


def _decisive(rig: Rig, asked: Asked) -> Iterator[bytes]:
    yield pickle.dumps((rig, [*asked]))
    root = Path(kinesics.__file__).parent
    for folder in _MAKERS:
        for path in sorted((root / folder).glob("*.py")):
            yield path.read_bytes()
    yield (root / "rig" / "actuators.toml").read_bytes()
