"""What is seen: faces in a picture, from the camera that took it."""

from dataclasses import dataclass

__all__ = ["Faces", "SeenFace"]


@dataclass(frozen=True, slots=True)
class SeenFace:
    """A face, between its eyes, from a camera that looks along x (REP-103)."""

    yaw_rad: float
    """Positive is left of the picture's middle."""
    pitch_rad: float
    """Positive is below it."""
    distance_m: float
    """Along the line of sight."""
    confidence: float
    """0..1: how surely it is a face."""


@dataclass(frozen=True, slots=True)
class Faces:
    """All faces of one picture; none is news, too."""

    t_ns: int
    """Robot time at which it was taken."""
    seen: tuple[SeenFace, ...]
