"""The humanoid's tree: every link with the joint that carries it, its mass and its shapes."""

from dataclasses import dataclass

from kinesics.rig.description.shapes import Shape, Vec, bounds

__all__ = ["Link", "X", "Y", "Z", "inertial"]

X: Vec = (1.0, 0.0, 0.0)
Y: Vec = (0.0, 1.0, 0.0)
Z: Vec = (0.0, 0.0, 1.0)

_LEAST_M = 0.02
"""No side of a link's inertia is shorter: the servo, at least, is inside."""


@dataclass(frozen=True, slots=True)
class Link:
    """A rigid part. Its frame is its joint's, and parallel to its parent's when the joint is 0."""

    name: str
    parent: str
    joint: str
    """The joint between parent and this link, by its name in the rig."""
    origin: Vec
    """Of the joint, in the parent's frame [m]."""
    axis: Vec
    """The joint turns about it, or slides along it."""
    mass: float
    """[kg]"""
    shapes: tuple[Shape, ...] = ()


def inertial(mass: float, shapes: tuple[Shape, ...]) -> tuple[Vec, Vec]:
    """Centre of mass [m] and moments about it [kg m²]: of an even box round the `shapes`."""
    boxes = [bounds(shape) for shape in shapes] or [((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))]
    low = [min(box[0][axis] for box in boxes) for axis in range(3)]
    high = [max(box[1][axis] for box in boxes) for axis in range(3)]
    x, y, z = (max(b - a, _LEAST_M) ** 2 for a, b in zip(low, high, strict=True))
    centre = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
    twelfth = mass / 12.0
    return centre, (twelfth * (y + z), twelfth * (x + z), twelfth * (x + y))
