"""`open_watch`: what looks at a camera's pictures, as commands and the eyes' process want it."""

import time
from typing import NamedTuple

from kinesics.errors import PictureError
from kinesics.signals import SeenFace
from kinesics.vision.face_model import open_face_network
from kinesics.vision.face_search import FaceSearch
from kinesics.vision.face_watch import FaceWatch
from kinesics.vision.lens import Lens
from kinesics.vision.picture import U8

__all__ = ["Looked", "Lookout", "open_watch"]


class Looked(NamedTuple):
    """What came of a picture."""

    seen: list[SeenFace]
    took_ms: float


class Lookout:
    """Looks at pictures, and counts them; those that are none never end it."""

    def __init__(self, watch: FaceWatch) -> None:
        self._watch = watch
        self.pictures = 0
        self.bad = 0
        self.complaint = ""
        """Why the last one was bad."""

    def look(
        self, picture: U8 | PictureError, lens: Lens | None = None, *, thoroughly: bool = False
    ) -> Looked | None:
        """The faces in a picture; None: it was none."""
        self.pictures += 1
        if isinstance(picture, PictureError):
            self.bad += 1
            self.complaint = str(picture)
            return None
        begin_s = time.perf_counter()
        seen = self._watch.look(picture, lens, thoroughly=thoroughly)
        return Looked(seen, 1e3 * (time.perf_counter() - begin_s))


def open_watch(face_model: str, width_rad: float) -> FaceWatch:
    """With the face network of this file, or the installed one.

    Raises:
        ModelError: it is not there, or another; EngineError: OpenCV or LiteRT is not installed.
    """
    return FaceWatch(FaceSearch(open_face_network(face_model)), width_rad)
