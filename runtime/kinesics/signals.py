"""Dated packets: everything that crosses a seam carries the robot time it is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Being",
    "BlinkUrges",
    "Cease",
    "Expression",
    "Feeling",
    "GazeShift",
    "GestureCue",
    "GestureOutlook",
    "HeadCue",
    "Hint",
    "Horizon",
    "Look",
    "PartnerVoice",
    "Persona",
    "PhoneTimes",
    "Point",
    "Posture",
    "Prosody",
    "Quiet",
    "Say",
    "Speech",
    "SpeechEnd",
    "SpeechText",
    "Staged",
    "Target",
    "Telemetry",
    "TimedPhone",
    "TimedWord",
    "Turn",
]

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

Point = tuple[float, float, float]
"""x forward, y left, z up [m] in the robot's base frame (REP-103)."""


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """A piece of the robot's own speech, dated by when it will be *heard*.

    A piece whose `first_sample` is 0 begins an utterance; pieces follow without gap or overlap.
    """

    t_ns: int
    """Robot time at which the first sample of this piece is heard."""
    first_sample: int
    """Index of the first sample within its utterance."""
    rate_hz: int
    """Samples per second."""
    samples: F32
    """(N,) mono, -1..1."""


@dataclass(frozen=True, slots=True)
class SpeechEnd:
    """The utterance is complete: no further piece follows."""

    t_ns: int
    """Robot time at which the last sample has been heard; earlier than the end of what was told
    of it: it is broken off there."""


@dataclass(frozen=True, slots=True)
class SpeechText:
    """What an utterance says, told before it is heard."""

    t_ns: int
    """Robot time at which the utterance's first sample is heard."""
    text: str
    """In English."""


@dataclass(frozen=True, slots=True)
class TimedPhone:
    """A phone of an utterance; times count from the utterance's first sample."""

    start_s: float
    end_s: float
    phone: str
    """As in kinesics/audio/phones.toml; `pau` is silence."""


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word of an utterance; times count from the utterance's first sample."""

    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True, slots=True)
class PhoneTimes:
    """What the synthesiser knows of an utterance that is about to be spoken.

    It comes before the first piece of the utterance; where it says nothing, nothing is known.
    """

    t_ns: int
    """Robot time at which the utterance's first sample is heard."""
    phones: tuple[TimedPhone, ...]
    """In order, without overlap."""
    words: tuple[TimedWord, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Prosody:
    """How a hop of the robot's own speech is said, dated by when the hop's end is *heard*."""

    t_ns: int
    rate_hz: float
    """Packets per second."""
    f0_hz: float
    """Fundamental frequency; NaN where the voice has none."""
    energy_db: float
    """Level of the hop relative to full scale, -120..0."""
    voiced: float
    """0..1: how surely the hop is voiced."""
    syllable_rate_hz: float
    """Syllables per second of the last few; 0 until two were heard."""
    accent: float
    """0..1: how surely a pitch accent peaks in this hop; 0 where no syllable peaks."""
    boundary: float
    """0..1: how surely a phrase has ended."""
    pause_s: float
    """For how long nothing has been said; 0 while something is."""


@dataclass(frozen=True, slots=True, eq=False)
class GestureOutlook:
    """What a network expects arms, head and torso to do with what is being said.

    Layout and readings: `kinesics/gesture/outlook.py`.
    """

    t_ns: int
    """Date of the `Prosody` that is known with it: motion of that date is due now."""
    newest_ns: int
    """Robot time at which the newest sound that it knows is heard."""
    strikes: F32
    """(S,) 0..1: how surely an accent that a stroke may fall on peaks in each coming bin."""
    phases: F32
    """(3, 5) share of each phase, for left arm, right arm, head and torso; rows sum to 1."""
    amplitude: F32
    """(3,) 0..1: how large their gestures are."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """Tracks are wanted up to `t_ns`: the clock of behaviours that have no other input."""

    t_ns: int


@dataclass(frozen=True, slots=True, eq=False)
class Feeling:
    """What the robot is to show from `t_ns` on, until another: a distribution, never a label."""

    t_ns: int
    """Robot time from which it begins to show."""
    vad: tuple[float, float, float]
    """Valence, arousal, dominance, -1..1 each, as strong as they are felt."""
    mixture: Mapping[str, float]
    """Share of each emotion of `kinesics/affect/emotions.toml`; they sum to 1."""
    intensity: float
    """0..1, how strongly the mixture shows."""


@dataclass(frozen=True, slots=True, eq=False)
class Hint:
    """What a source suggests that the robot may feel; a command goes before it."""

    source: str
    """Who says so, as `voice` or `text`: of one source the newest word counts."""
    feeling: Feeling
    """Dated when it begins to act."""
    confidence: float
    """0..1."""


class Staged(Protocol):
    """What a face is to do over time: a plan, as `kinesics.affect.staging` makes it."""

    def at(self, t_s: float) -> F64 | None:
        """(N,) actions of `kinesics.affect.facs`, `t_s` after it began; None once it has ended."""


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A plan for the face, over what is felt, until it ends or another begins."""

    t_ns: int
    """Robot time at which it begins."""
    plan: Staged


@dataclass(frozen=True, slots=True)
class Turn:
    """A dial is turned: what its layers want is scaled by `gain`, from `ramp_s` after `t_ns` on."""

    t_ns: int
    dial: str
    """`lips` (how wide speech opens the mouth), `expression`, `pose` (head), `face` (all of the
    face), as the character names them."""
    gain: float
    """0..2; 1 is as it comes."""
    ramp_s: float = 0.3
    """0.1..2: the time it takes."""


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody or something to look at, as known at `t_ns`; a newer one of the same id follows it.

    A person is a target whose id begins with `person:`.
    """

    t_ns: int
    id: str
    position_m: Point
    confidence: float
    """0..1."""
    ttl_s: float
    """Time after `t_ns` for which it is believed."""


@dataclass(frozen=True, slots=True)
class Look:
    """The gaze is to go there, from `t_ns` on; already arbitrated."""

    t_ns: int
    intent: str
    """Id of the intent that wants it, as in every packet below."""
    at: str | Point
    """Id of a target, or a point."""
    style: Literal["eyes", "head", "body"]
    """What may turn: the eyes alone, the head too, the torso too."""
    hold_s: float
    """Time on the target; `inf` until it is told to cease."""


@dataclass(frozen=True, slots=True)
class GazeShift:
    """Attention moves: the eyes jump there at `t_ns` and stay, until another.

    A newer one takes the place of all that were told for its date and later.
    """

    t_ns: int
    at: str | Point
    """Id of a target, which is followed, or a point."""
    style: Literal["eyes", "head", "body"]
    """What may turn, as in `Look`."""
    why: Literal["look", "partner", "avert", "other", "idle"]
    """Told to; to the face of a partner; away from it; to others; or because nobody is there."""
    aside_rad: tuple[float, float] = (0.0, 0.0)
    """Yaw and pitch by which it is beside that."""
    size_rad: float = 0.0
    """How far it is from what was looked at before."""


@dataclass(frozen=True, slots=True)
class BlinkUrges:
    """All blinks that begin from `t_ns` to `until_ns`: who blinks by itself does not meanwhile."""

    t_ns: int
    until_ns: int
    blinks: tuple[tuple[int, bool], ...]
    """When each begins, and whether it closes the eye; the oldest first."""


@dataclass(frozen=True, slots=True)
class PartnerVoice:
    """Whoever the robot talks with speaks, or does not, from `t_ns` on."""

    t_ns: int
    speaks: float
    """0..1: how surely."""


@dataclass(frozen=True, slots=True)
class GestureCue:
    """A gesture whose stroke is to fall on `t_ns`, or on the pitch accent near it."""

    t_ns: int
    intent: str
    concept: str
    size: float
    """0..1; 0.5 is as authored."""
    side: Literal["left", "right", "both", ""]
    """Empty: the gesture's own choice."""
    target_m: Point | None
    """What it points at or deals with."""
    hold_s: float
    """Time for which the stroke's end is held."""


@dataclass(frozen=True, slots=True)
class HeadCue:
    """A sign given with the head, from `t_ns` on."""

    t_ns: int
    intent: str
    kind: Literal["nod", "shake", "tilt"]
    size: float
    """0..1; 0.5 is as authored."""
    times: int
    """How often it goes there and back."""


@dataclass(frozen=True, slots=True)
class Posture:
    """The body settles into the posture `name`, from `t_ns` on."""

    t_ns: int
    name: str
    """Of a file of `kinesics/gesture/postures`; empty: none, as it stands by itself."""


@dataclass(frozen=True, slots=True)
class Being:
    """What the robot is doing from `t_ns` on, as somebody who looks at it should see."""

    t_ns: int
    state: Literal["idle", "listening", "thinking", "speaking", "asleep"]


@dataclass(frozen=True, slots=True)
class Quiet:
    """The microphone is needed from `t_ns` on: servos are to be hushed; or they need not be."""

    t_ns: int
    on: bool | None
    """None: as long as it listens."""


@dataclass(frozen=True, slots=True)
class Say:
    """A sound that waits for it begins to be said; already arbitrated."""

    t_ns: int
    """Robot time at which its first sample is heard."""
    intent: str
    text: str = ""
    """What it says, in English."""


@dataclass(frozen=True, slots=True)
class Cease:
    """An intent is cancelled or pre-empted at `t_ns`: what it began is retracted naturally."""

    t_ns: int
    intent: str


@dataclass(frozen=True, slots=True)
class Persona:
    """How lively everything is from `t_ns` on; each 0..1, where 0.5 is as authored."""

    t_ns: int
    extraversion: float
    warmth: float
    energy: float


@dataclass(frozen=True, slots=True, eq=False)
class Telemetry:
    """What the firmware last said of the robot; it never drives a behaviour."""

    t_ns: int
    """Robot time of the values."""
    state: str
    """Name of the firmware's state as in protocol.toml."""
    played: F64
    """(J,) joint positions as played from the buffer [rad or m]."""
    measured: F64
    """(J,) joint positions as the servos report them; `played` where a joint cannot report."""
    counters: Mapping[str, int] = field(default_factory=dict)
    """Everything that is counted, by its name in protocol.toml."""
