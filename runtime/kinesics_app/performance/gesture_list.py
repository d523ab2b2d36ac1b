"""`listed`: the gestures that there are, and what one robot can show of them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from kinesics.behaviours.clips import Clips
from kinesics.gesture.collection import Collection
from kinesics.gesture.enact import Enactor, Manner
from kinesics.gesture.gesture import Gesture
from kinesics.gesture.own import with_own
from kinesics.rig.load import load_rig
from kinesics.rig.rig import Rig

__all__ = ["listed"]

_CLIP = "clip"
_INDENT = " " * 25


def listed(kind: str | None, robot: str | None, folder: Path | None) -> Iterator[str]:
    """Lines about all of a class, or about every one, as authored.

    `robot`: whether it can show each, or why not; `folder`: of somebody's own, beside the shipped.

    Raises:
        KinesicsError: no such robot or folder, or a file in it that cannot be read.
    """
    known = with_own(folder)
    gestures = [one for one in known.gestures.values() if kind in (None, one.kind)]
    shown = {} if robot is None else _shown(load_rig(robot), known, gestures)
    for one in gestures:
        yield f"{one.kind:8} {one.name:16} {one.summary}"
        if one.concepts:
            yield f"{_INDENT} {', '.join(one.concepts)}"
        yield from _told(shown, one.name)
    if kind is None:
        for name, clip in known.clips.items():
            yield f"{_CLIP:8} {name:16} {clip.summary}"
            yield from _told(shown, name)
    if robot is not None:
        able = sum(not lack for lack, _ in shown.values())
        yield f"{robot} shows {able} of {len(shown)}"


def _told(shown: Mapping[str, tuple[str, str]], name: str) -> Iterator[str]:
    lack, lost = shown.get(name, ("", ""))
    if lack:
        yield f"{_INDENT} not here: {lack}"
    elif lost:
        yield f"{_INDENT} here without all of it: {lost}"


def _shown(rig: Rig, known: Collection, gestures: list[Gesture]) -> Mapping[str, tuple[str, str]]:
    """By name: why it cannot be asked for, and else what is lost of it; empty: nothing."""
    enactor = Enactor(rig)
    enactor.make([(one, Manner()) for one in gestures])
    phrases = {one.name: enactor.phrase(one, Manner()) for one in gestures}
    clips = Clips(rig, known.clips)
    return {
        **{name: (one.lack, "; ".join(one.cannot)) for name, one in phrases.items()},
        **{name: (clips.lacks(name), clips.lasts_s(name)[1]) for name in known.clips},
    }
