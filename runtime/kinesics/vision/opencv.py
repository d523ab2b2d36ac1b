"""`opencv`: OpenCV, imported by whoever looks at a picture first."""

import os
from typing import Any

from kinesics.errors import EngineError

__all__ = ["MOST_PIXELS", "opencv"]

MOST_PIXELS = 50_000_000
"""Of a picture: what says that it has more is not unpacked."""


def opencv() -> Any:
    """The module cv2, on one thread.

    Raises:
        EngineError: it is not installed.
    """
    os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(MOST_PIXELS))  # read at the import
    try:
        import cv2
    except ImportError as error:
        raise EngineError(
            f"pictures need OpenCV, which cannot be imported ({error}); wanted "
            "pip install 'kinesics[vision]'"
        ) from error
    cv2.setNumThreads(1)
    return cv2
