"""The primitives that the humanoid is drawn with; lengths in metres, in the frame of their link."""

from dataclasses import dataclass
from itertools import product
from math import cos, pi, sin

__all__ = ["MATERIALS", "Box", "Capsule", "Cylinder", "Lid", "Shape", "Sphere", "Vec", "bounds"]

Vec = tuple[float, float, float]

_LID_END = 0.47 * pi
"""Latitude at which a lid ends: just short of the axis it turns about."""

MATERIALS = {
    "shell": (0.93, 0.91, 0.88, 1.0),
    "trim": (0.24, 0.26, 0.30, 1.0),
    "accent": (0.20, 0.56, 0.62, 1.0),
    "lid": (0.88, 0.82, 0.78, 1.0),
    "brow": (0.17, 0.14, 0.14, 1.0),
    "lip": (0.76, 0.33, 0.33, 1.0),
    "mouth": (0.15, 0.05, 0.06, 1.0),
    "eye": (0.99, 0.99, 0.98, 1.0),
    "iris": (0.16, 0.42, 0.55, 1.0),
    "pupil": (0.03, 0.03, 0.04, 1.0),
}
"""Red, green, blue, opacity, 0..1."""


@dataclass(frozen=True, slots=True)
class Sphere:
    """A ball."""

    center: Vec
    radius: float
    material: str
    solid: bool = False
    """Whether it collides; otherwise it is only seen."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box along the axes of its link."""

    center: Vec
    half: Vec
    """Half of its size along x, y, z."""
    material: str
    solid: bool = False


@dataclass(frozen=True, slots=True)
class Capsule:
    """A rod with round ends, from the centre of one end's ball to that of the other."""

    start: Vec
    end: Vec
    radius: float
    material: str
    solid: bool = False


@dataclass(frozen=True, slots=True)
class Cylinder:
    """A rod with flat ends."""

    start: Vec
    end: Vec
    radius: float
    material: str
    solid: bool = False


@dataclass(frozen=True, slots=True)
class Lid:
    """An eyelid: a piece of a spherical shell round the eye, which is the origin of its link."""

    radius: float
    edge: float
    """Elevation of its free edge [rad]."""
    back: float
    """Elevation of its far edge [rad]: above `edge` for an upper lid, below it for a lower one."""
    material: str = "lid"
    solid: bool = False

    def angles(self, along: float, across: float) -> tuple[float, float]:
        """Elevation, and latitude towards y [rad], of a place on the lid.

        `along` is 0 at its edge and 1 at its back, `across` -1 at its right end and 1 at its left.
        """
        return self.edge + along * (self.back - self.edge), _LID_END * across

    def point(self, radius: float, along: float, across: float) -> Vec:
        """Where that place is on the sphere of `radius`."""
        elevation, latitude = self.angles(along, across)
        flat = radius * cos(latitude)
        return (flat * cos(elevation), radius * sin(latitude), flat * sin(elevation))


Shape = Sphere | Box | Capsule | Cylinder | Lid


def bounds(shape: Shape) -> tuple[Vec, Vec]:
    """Lowest and highest x, y, z of `shape`; of a rod with flat ends, those of round ones."""
    match shape:
        case Box(center, half):
            return _around((center,), half)
        case Sphere(center, radius):
            return _around((center,), (radius, radius, radius))
        case Lid(radius):
            steps = (0.0, 0.25, 0.5, 0.75, 1.0)
            grid = product(steps, (-1.0, 0.0, 1.0))
            return _around(tuple(shape.point(radius, *at) for at in grid), (0.0, 0.0, 0.0))
        case Capsule(start, end, radius) | Cylinder(start, end, radius):
            return _around((start, end), (radius, radius, radius))


def _around(points: tuple[Vec, ...], margin: Vec) -> tuple[Vec, Vec]:
    x, y, z = (tuple(point[axis] for point in points) for axis in range(3))
    dx, dy, dz = margin
    return (min(x) - dx, min(y) - dy, min(z) - dz), (max(x) + dx, max(y) + dy, max(z) + dz)
