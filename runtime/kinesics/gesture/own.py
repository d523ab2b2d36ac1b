"""`with_own`: the shipped gestures and those of somebody's folder."""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from kinesics.errors import GestureError
from kinesics.gesture.clip import Clip, is_clip, load_clip
from kinesics.gesture.collection import Collection
from kinesics.gesture.gesture import POSTURE, Gesture
from kinesics.gesture.read import collection, library, load_gesture

__all__ = ["with_own"]

_MOST = 1000
_LONGEST_S = 120.0  # of a recording
_LONGEST = 64  # as a concept that is asked for


class _Named(Protocol):
    @property
    def name(self) -> str: ...


def with_own(folder: Path | None) -> Collection:
    """What is shipped, with the gesture files and imported clips (*.toml) of `folder`.

    Raises:
        GestureError: no such folder, none in it, a file that is neither, two of one name.
    """
    if folder is None:
        return collection()
    paths = sorted(folder.glob("*.toml"))
    if not folder.is_dir():
        raise GestureError(f"gestures: {folder} is no folder; wanted one with gesture files")
    if not 0 < len(paths) <= _MOST:
        raise GestureError(f"gestures: {folder} has {len(paths)} .toml; wanted 1 to {_MOST}")
    clips = [load_clip(path) for path in paths if is_clip(path)]
    gestures = [load_gesture(path) for path in paths if not is_clip(path)]
    _check(folder, gestures, clips)
    return Collection(library(), gestures, {clip.name: clip for clip in clips})


def _check(folder: Path, gestures: Iterable[Gesture], clips: Iterable[Clip]) -> None:
    for clip in clips:
        lasts_s = float(clip.times_s[-1] - clip.times_s[0])
        if lasts_s > _LONGEST_S:
            raise GestureError(
                f"gestures: {folder}: {clip.name!r} lasts {lasts_s:.0f} s; wanted {_LONGEST_S:g} s "
                "at most"
            )
    postures = [one.name for one in gestures if one.kind == POSTURE]
    if postures:
        raise GestureError(f"gestures: {folder}: {postures[0]!r} is a posture; wanted gestures")
    seen: set[str] = set()
    everyone: tuple[_Named, ...] = (*gestures, *clips)
    for one in everyone:
        if not 0 < len(one.name) <= _LONGEST:
            raise GestureError(
                f"gestures: {folder}: name {one.name!r}; wanted 1 to {_LONGEST} letters"
            )
        if one.name in seen:
            raise GestureError(f"gestures: {folder} has two of the name {one.name!r}; wanted one")
        seen.add(one.name)
