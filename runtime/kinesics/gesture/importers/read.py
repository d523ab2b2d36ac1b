"""Motion files of other people's, recognised by what they hold."""

import json
from collections.abc import Callable
from pathlib import Path

from kinesics.errors import GestureError
from kinesics.gesture.clip import Clip
from kinesics.gesture.importers import bvh, furhat, laban, reachy

__all__ = ["FORMATS", "import_motion"]

FORMATS = ("furhat", "reachy", "labanotation", "bvh")

_READ: dict[str, Callable[[str], Clip]] = {
    "furhat": furhat.read,
    "reachy": reachy.read,
    "labanotation": laban.read,
}
_LOOKS = (
    ("furhat", furhat.looks_like),
    ("reachy", reachy.looks_like),
    ("labanotation", laban.looks_like),
)
_MOST_BYTES = 64_000_000


def import_motion(path: Path, kind: str | None = None) -> tuple[str, Clip]:
    """The format of a file, of `FORMATS`, and its motion; `kind` says which, if known.

    Raises:
        GestureError: a file that cannot be read, or is of no format that is known.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise GestureError(f"{path} is larger than {_MOST_BYTES // 1_000_000} MB; cut it")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise GestureError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise GestureError(f"cannot read {path}: it is no text") from error
    found = kind or _kind(text)
    if found is None:
        raise GestureError(f"{path}: of no format that is known; wanted {', '.join(FORMATS)}")
    try:
        return found, bvh.read(text, path.stem) if found == "bvh" else _READ[found](text)
    except GestureError as error:
        raise GestureError(f"{path}: {error}") from error


def _kind(text: str) -> str | None:
    if bvh.looks_like(text):
        return "bvh"
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return next((kind for kind, looks in _LOOKS if looks(document)), None)
