"""`shot_of`, `lens_of`: a picture that was shown as bytes, as sensors and ROS lay them out."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from kinesics.errors import PictureError
from kinesics.vision.lens import Lens
from kinesics.vision.picture import U8, picture_of, unpacked

__all__ = ["FILES", "LAYOUTS", "lens_of", "picture_shown"]

LAYOUTS = {"rgb8": (3, 1), "bgr8": (3, -1), "mono8": (1, 1)}
"""Encodings of sensor_msgs/Image that are taken: colours, and in which order."""
FILES = ("jpeg", "jpg", "png")
"""Formats of sensor_msgs/CompressedImage that are taken."""

_MOST_PX = 100_000


def picture_shown(data: bytes, how: Mapping[str, Any]) -> U8:
    """The picture (H, W, 3), RGB, of its bytes.

    `how`: `encoding`, and of one of `LAYOUTS` `width`, `height` and `step` [bytes a row].

    Raises:
        PictureError: another layout, or bytes that do not fit it, with what would be right.
    """
    encoding = str(how.get("encoding"))
    if encoding in FILES:
        return unpacked(data)
    if encoding not in LAYOUTS:
        raise PictureError(f"encoding {encoding!r}; wanted {', '.join((*LAYOUTS, *FILES))}")
    colours, order = LAYOUTS[encoding]
    width, height, step = (int(how.get(name, 0)) for name in ("width", "height", "step"))
    row = width * colours
    if not (0 < width < _MOST_PX and 0 < height < _MOST_PX and step >= row):
        raise PictureError(
            f"{width} x {height} {encoding} in rows of {step} bytes; wanted {row} or more"
        )
    if len(data) < step * (height - 1) + row:
        raise PictureError(f"{len(data)} bytes for {height} rows of {step}; wanted all of them")
    flat = np.frombuffer(data, np.uint8)
    rows = np.lib.stride_tricks.as_strided(flat, (height, row), (step, 1), writeable=False)
    return picture_of(rows.reshape(height, width, colours)[..., ::order])


def lens_of(how: Mapping[str, Any], size_px: tuple[int, int]) -> Lens | None:
    """The lens that is told with a picture of this width and height; None: none is.

    `how`: the nine numbers `k`, for pictures of `k_size`; of another size they are scaled.

    Raises:
        PictureError: it is none.
    """
    if not how.get("k"):
        return None
    of_px = how.get("k_size", size_px)
    across, down = size_px[0] / of_px[0], size_px[1] / of_px[1]
    k = how["k"]
    if len(k) != 9:
        return Lens.of_matrix(k)
    return Lens.of_matrix([k[n] * (across, down, 1.0)[n // 3] for n in range(9)])
