"""Dated packets: everything that crosses a seam carries the robot time it is about."""

from kinesics.signals.cues import (
    Being,
    Cease,
    GestureCue,
    HeadCue,
    Look,
    Point,
    Posture,
    Say,
    Target,
)
from kinesics.signals.ears import HeardVoice, MotorNoise
from kinesics.signals.felt import BaseTilt
from kinesics.signals.foreseen import BlinkUrges, GazeShift, GestureOutlook, Horizon
from kinesics.signals.heard import (
    PartnerVoice,
    PhoneTimes,
    Prosody,
    Speech,
    SpeechEnd,
    SpeechText,
    TimedPhone,
    TimedWord,
)
from kinesics.signals.seen import Faces, SeenFace
from kinesics.signals.shown import (
    Appraisal,
    Expression,
    Feeling,
    Hint,
    LetGo,
    Persona,
    Quiet,
    Staged,
    Turn,
)
from kinesics.signals.telemetry import Telemetry

__all__ = [
    "Appraisal",
    "BaseTilt",
    "Being",
    "BlinkUrges",
    "Cease",
    "Expression",
    "Faces",
    "Feeling",
    "GazeShift",
    "GestureCue",
    "GestureOutlook",
    "HeadCue",
    "HeardVoice",
    "Hint",
    "Horizon",
    "LetGo",
    "Look",
    "MotorNoise",
    "PartnerVoice",
    "Persona",
    "PhoneTimes",
    "Point",
    "Posture",
    "Prosody",
    "Quiet",
    "Say",
    "SeenFace",
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
