"""`CueSource`: gestures that are asked for at known times of the speech."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kinesics.conversation.intent import Start
from kinesics.conversation.tags import Tag
from kinesics.conversation.utterance import Utterance
from kinesics.errors import GestureError
from kinesics.gesture.collection import Collection
from kinesics.gesture.read import collection
from kinesics.gesture.score import ARMS, NAMES
from kinesics.rig.rig import Rig
from kinesics.signals import GestureCue

__all__ = ["CueSetting", "CueSource", "read_cues", "tag_cues"]

EARLY_NS = 2_500_000_000
"""A cue comes this long before its stroke: the arms have time to be there."""

HOLD_S = 0.3
"""For so long hands stay where a stroke has brought them."""
_SETTING = re.compile(r"([^@]{1,64})@([0-9.]{1,9})(?::([0-9.]{1,9}))?")


@dataclass(frozen=True, slots=True)
class CueSetting:
    """A gesture, and when its stroke falls."""

    concept: str
    at_s: float
    """Of the speech."""
    size: float
    """0..1; 0.5 is as authored."""


def read_cues(
    texts: Iterable[str], rig: Rig, gestures: Collection | None = None
) -> tuple[CueSetting, ...]:
    """Settings such as `wave@0.5` or `point@1.2:0.8` (seconds of the speech, and size 0..1).

    `gestures`: what there is; None: what is shipped.

    Raises:
        GestureError: no setting, a concept that no gesture has, a robot that shows nothing of it.
    """
    known = gestures or collection()
    return _shown(tuple(_read(text, known) for text in texts), rig, known)


def tag_cues(
    tags: Iterable[Tag], said: Utterance, rig: Rig, gestures: Collection | None = None
) -> tuple[CueSetting, ...]:
    """What the tags of a text want, each where its word is heard in the speech.

    Raises:
        GestureError: as `read_cues`.
    """
    cues, known = [], gestures or collection()
    for tag in tags:
        known.demand(tag.concept)
        at_ns = said.at(Start(character=tag.character)) if said.text else 0
        cues.append(CueSetting(tag.concept, (at_ns or 0) * 1e-9, tag.size))
    return _shown(tuple(cues), rig, known)


def _shown(cues: tuple[CueSetting, ...], rig: Rig, gestures: Collection) -> tuple[CueSetting, ...]:
    """The same; GestureError where arms are wanted that this robot has not."""
    if not any(map(rig.shows, NAMES[:ARMS])):
        asked = [cue.concept for cue in cues if cue.concept not in gestures.clips]
        armed = [concept for concept in asked if gestures.called(concept).arms != "none"]
        if armed:
            raise GestureError(
                f"{rig.name} has no arms: it does not {', '.join(armed)}; bow moves none"
            )
    return cues


def _read(text: str, gestures: Collection) -> CueSetting:
    found = _SETTING.fullmatch(text.strip())
    if found is None:
        raise GestureError(f"gesture {text!r}; wanted CONCEPT@SECOND or CONCEPT@SECOND:SIZE")
    gestures.demand(found[1])
    try:
        at_s, size = float(found[2]), float(found[3] or 0.5)
    except ValueError:
        raise GestureError(f"gesture {text!r}; wanted numbers such as 0.5") from None
    if not 0.0 <= size <= 1.0:
        raise GestureError(f"gesture {text!r}: a size of {size:g}; wanted 0..1")
    return CueSetting(found[1], at_s, size)


class CueSource:
    """Brings each cue `EARLY_NS` before its stroke, or at the start."""

    def __init__(self, settings: Sequence[CueSetting], begin_ns: int, heard_t0_ns: int) -> None:
        cues = [
            GestureCue(
                heard_t0_ns + round(one.at_s * 1e9),
                f"cue {n}",
                one.concept,
                one.size,
                "",
                None,
                HOLD_S,
            )
            for n, one in enumerate(settings)
        ]
        self._coming = sorted(
            ((max(cue.t_ns - EARLY_NS, begin_ns), n, cue) for n, cue in enumerate(cues)),
            reverse=True,
        )

    def arrived(self, now_ns: int) -> list[GestureCue]:
        """Every cue that has come by `now_ns` and was not yet taken."""
        taken = []
        while self._coming and self._coming[-1][0] <= now_ns:
            taken.append(self._coming.pop()[2])
        return taken
