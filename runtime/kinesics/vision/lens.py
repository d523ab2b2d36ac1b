"""`Lens`: in which direction a point of a picture lies, by the pinhole model."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, hypot, isfinite, sin, tan

from kinesics.errors import PictureError
from kinesics.motion.direction import Direction, angle_between

__all__ = ["EYES_APART_M", "Lens"]

EYES_APART_M = 0.063
"""Of adults; nearly all have 0.050 to 0.075 (Dodgson 2004, SPIE 5291:36)."""

_NARROWEST_RAD = 1e-4

Px = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Lens:
    """Of a picture of one size; lenses that bend lines (fish-eyes) are off at the edges."""

    focal_px: Px
    """Along x and y."""
    middle_px: Px
    """Where the camera looks."""

    @classmethod
    def of_width(cls, width_rad: float, size_px: tuple[int, int]) -> "Lens":
        """A camera that sees so wide from its left edge to its right; size: width, height."""
        width, height = size_px
        focal = 0.5 * width / tan(0.5 * width_rad)
        return cls((focal, focal), (0.5 * width, 0.5 * height))

    @classmethod
    def of_matrix(cls, k: Sequence[float]) -> "Lens":
        """What calibration found: a camera matrix, nine numbers row by row (`CameraInfo.k`).

        Raises:
            PictureError: it is none.
        """
        if len(k) != 9 or not all(map(isfinite, k)) or k[0] <= 0.0 or k[4] <= 0.0:
            raise PictureError(f"a camera matrix {[*k]}; wanted fx, 0, cx, 0, fy, cy, 0, 0, 1")
        return cls((k[0], k[4]), (k[2], k[5]))

    def direction(self, x_px: float, y_px: float) -> Direction:
        """Yaw (left is positive) and pitch (down is positive) of a point [rad]."""
        left = (self.middle_px[0] - x_px) / self.focal_px[0]
        down = (y_px - self.middle_px[1]) / self.focal_px[1]
        return atan2(left, 1.0), atan2(down, hypot(left, 1.0))

    def distance_m(self, one: Px, other: Px) -> float:
        """Of two eyes [px] that look this way; of a face that is turned aside it is more."""
        angle = angle_between(self.direction(*one), self.direction(*other))
        return 0.5 * EYES_APART_M / sin(0.5 * max(angle, _NARROWEST_RAD))
