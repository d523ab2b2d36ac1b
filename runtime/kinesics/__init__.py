"""Kinesics: the runtime that gives a robot its body language.

Needs numpy only at import; it reads no clock and starts no thread. `docs/overview.md` is the map.
"""

from kinesics.errors import KinesicsError
from kinesics.motion.frame import Frame
from kinesics.motion.limits import Limiter, LimitTable
from kinesics.motion.mixer import Layer, Mixer
from kinesics.motion.track import Track, make_track
from kinesics.rig.load import load_rig, shipped_rigs
from kinesics.rig.rig import Rig
from kinesics.signals import Horizon, Speech, SpeechEnd, Telemetry

__all__ = [
    "Frame",
    "Horizon",
    "KinesicsError",
    "Layer",
    "LimitTable",
    "Limiter",
    "Mixer",
    "Rig",
    "Speech",
    "SpeechEnd",
    "Telemetry",
    "Track",
    "load_rig",
    "make_track",
    "shipped_rigs",
]
