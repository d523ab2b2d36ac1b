"""Kinesics: the runtime that gives a robot its body language.

Needs numpy only, and that not before the first of its names is asked for: `kinesics stop` must not
wait for it. It reads no clock and starts no thread. `docs/overview.md` is the map.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES = {
    "errors": ("KinesicsError",),
    "motion.frame": ("Frame",),
    "motion.limits": ("LimitTable", "Limiter"),
    "motion.mixer": ("Layer", "Mixer"),
    "motion.track": ("Track", "make_track"),
    "rig.load": ("load_rig", "shipped_rigs"),
    "rig.rig": ("Rig",),
    "signals": ("Horizon", "Speech", "SpeechEnd", "Telemetry"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """One of the names above, from the module that it lives in."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
