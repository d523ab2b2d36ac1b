"""The errors that kinesics raises on purpose.

::

    KinesicsError            the root: one `except` at the command line
    ├── AffectError          a feeling that cannot be: an unknown emotion, shares that are none
    ├── ConfigError          a setting that is unknown, of another type or out of its range
    ├── AudioError           a sound file or stream that cannot be used
    ├── GestureError         a gesture that cannot be read, found or written
    ├── TrackError           motion that is not what it says: shapes, NaN, unknown channels
    ├── IntentError          what is asked of a robot and cannot be, or not of this one
    ├── RigError             a robot file that contradicts itself, an unknown robot or joint
    ├── ModelError           a model folder that is not what its card says
    │   └── EngineError      the engine that would run it is not installed
    ├── KernelError          the part in C that cannot run: too little memory
    ├── CompileError         C that does not compile, or not with the compiler that is pinned
    ├── PictureError         a picture that cannot be looked at
    ├── BridgeError          a port, a link or a firmware that cannot be used
    └── RecordError          a recording that cannot be written or read

Every message says what is wrong and what would be right.
"""

__all__ = [
    "AffectError",
    "AudioError",
    "BridgeError",
    "CompileError",
    "ConfigError",
    "EngineError",
    "GestureError",
    "IntentError",
    "KernelError",
    "KinesicsError",
    "ModelError",
    "PictureError",
    "RecordError",
    "RigError",
    "TrackError",
]


class KinesicsError(Exception):
    """Root of every error that kinesics raises on purpose."""


class AffectError(KinesicsError):
    """A feeling cannot be: an unknown emotion or action unit, a share or intensity out of range."""


class AudioError(KinesicsError):
    """A sound file or stream cannot be used: not audio, empty, NaN, an unknown rate."""


class CompileError(KinesicsError):
    """C sources do not compile, or the compiler is not the one that is pinned."""


class ConfigError(KinesicsError):
    """A setting is unknown, of another type, or out of its range."""


class GestureError(KinesicsError):
    """A gesture cannot be read, found or written: an unknown key, poses out of order."""


class IntentError(KinesicsError):
    """What is asked of the robot cannot be: not understood, or not by this robot."""


class KernelError(KinesicsError):
    """The part that is written in C cannot run: too little memory, a struct that does not fit."""


class TrackError(KinesicsError):
    """Motion is not what it says: wrong shape, NaN, an unknown channel, a non-positive rate."""


class RigError(KinesicsError):
    """A robot file contradicts itself or names what does not exist."""


class ModelError(KinesicsError):
    """A model folder is not what its card says: hash, shape, dtype, goldens, backend."""


class EngineError(ModelError):
    """The inference engine that a model's file needs is not installed."""


class PictureError(KinesicsError):
    """A picture cannot be looked at: another format, cut off, of a shape or type that is none."""


class BridgeError(KinesicsError):
    """A port cannot be opened or was lost, or its firmware does not fit this host or robot."""


class RecordError(KinesicsError):
    """A recording cannot be written or read."""
