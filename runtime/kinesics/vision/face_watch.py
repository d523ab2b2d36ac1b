"""`FaceWatch`: what of a picture is told: where faces are, and nothing else of them."""

from kinesics.signals import SeenFace
from kinesics.vision.face_search import FaceSearch
from kinesics.vision.lens import Lens
from kinesics.vision.picture import U8

__all__ = ["FaceWatch"]

_FARTHEST_M = 50.0


class FaceWatch:
    """A camera's pictures, one after the other; none of them is kept."""

    def __init__(self, search: FaceSearch, width_rad: float) -> None:
        """`width_rad`: how wide the camera sees, where nobody tells a lens."""
        self._search = search
        self._width_rad = width_rad

    def look(
        self, picture: U8, lens: Lens | None = None, *, thoroughly: bool = False
    ) -> list[SeenFace]:
        """The faces in a picture (H, W, 3), RGB, the surest first, from the camera."""
        height, width = picture.shape[:2]
        seen_by = lens or Lens.of_width(self._width_rad, (width, height))
        told = []
        for face in self._search.find(picture, thoroughly=thoroughly):
            one, other = face.eyes
            yaw, pitch = seen_by.direction(0.5 * (one[0] + other[0]), 0.5 * (one[1] + other[1]))
            distance_m = min(seen_by.distance_m(one, other), _FARTHEST_M)
            told.append(SeenFace(yaw, pitch, distance_m, min(face.score, 1.0)))
        return told
