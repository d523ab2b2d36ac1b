"""`Intake`: all that the mixer of a run was told; with it, its mix can be made again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.motion.mixer import Layer
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.record.course import mixture_text
from kinesics.signals import (
    Appraisal,
    Being,
    Cease,
    Expression,
    Feeling,
    GestureCue,
    HeadCue,
    LetGo,
    Look,
    Posture,
    Say,
    Turn,
)

__all__ = ["AskedFor", "Intake", "Sounded", "Taken", "Turned", "asked_for"]

_TOLD = 0.005
"""Share of an emotion that is told."""


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """A track, as the mixer took it."""

    after_ns: int
    """Date of the row that was mixed last before."""
    source: str
    track: Track


@dataclass(frozen=True, slots=True)
class Turned:
    """A dial that was turned."""

    after_ns: int
    """Date of the row that was mixed last before."""
    turn: Turn


@dataclass(frozen=True, slots=True)
class Sounded:
    """A piece of its own speech, as behaviours were given it: it moves nothing by itself."""

    after_ns: int
    """Date of the row that was mixed last before."""
    first: int
    """Index of its first sample in the utterance."""
    count: int
    """How many samples it has."""


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What somebody asked of the body: the intent behind motion."""

    t_ns: int
    """From when on it is to show."""
    source: str
    """Name of the layer that shows it; empty: of none alone."""
    what: str
    """Id of its intent, if it has one, and what it wants, in words."""


@dataclass(frozen=True, slots=True, eq=False)
class Intake:
    """The layers, where the robot was at first, and what came, in its order."""

    layers: Sequence[Layer]
    pose: NDArray[np.float64]
    """(J,) positions from which the first row was made."""
    taken: list[Taken | Turned | Sounded] = field(default_factory=list)
    asked: Sequence[AskedFor] = ()


def asked_for(packet: Packet) -> AskedFor | None:
    """What a packet asks of the body; None: nothing, it is something that was heard or seen."""
    known = _ASKS.get(type(packet))
    if known is None:
        return None
    source, words = known
    asked: Any = packet
    return AskedFor(asked.t_ns, source, words(asked))


def _gesture(cue: GestureCue) -> str:
    return f"{cue.intent}: {cue.concept}" + ("" if cue.size == 0.5 else f", size {cue.size:g}")


def _feeling(felt: Feeling) -> str:
    some = {name: share for name, share in felt.mixture.items() if share >= _TOLD}
    return f"feel {mixture_text(some)}, intensity {felt.intensity:.2f}"


def _event(event: Appraisal) -> str:
    push = ", ".join(f"{axis:+.2f}" for axis in event.vad)
    return f"an event: valence, arousal, dominance {push}"


_ASKS: Mapping[type, tuple[str, Callable[[Any], str]]] = {
    GestureCue: ("gesture", _gesture),
    HeadCue: ("signs", lambda cue: f"{cue.intent}: {cue.kind}, {cue.times} times"),
    Look: ("gaze", lambda look: f"{look.intent}: look at {look.at}"),
    Posture: ("stance", lambda posture: f"posture {posture.name or 'of its own'}"),
    Say: ("speech", lambda say: f"{say.intent}: say {say.text!r}"),
    Feeling: ("emotion", _feeling),
    LetGo: ("emotion", lambda _: "feel what events and mood make"),
    Appraisal: ("emotion", _event),
    Expression: ("emotion", lambda _: "a plan for the face"),
    Being: ("", lambda being: f"be {being.state}"),
    Cease: ("", lambda cease: f"{cease.intent} ceases"),
}
"""Layer that shows it, and the words for it."""
