"""`picture_of`, `unpacked`: what comes as a picture, as one to be looked at, or why it is none."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import PictureError
from kinesics.vision.opencv import MOST_PIXELS, opencv

__all__ = ["LEAST_PX", "U8", "picture_of", "unpacked"]

U8 = NDArray[np.uint8]

LEAST_PX = 32
"""On either side: in less no face can be told."""

_ENDS = {b"\xff\xd8": b"\xff\xd9", b"\x89P": b"IEND\xaeB`\x82"}
"""How a JPEG and a PNG begin, and end."""
_TRAILER = 64  # bytes, zeros mostly, that cameras leave behind the end


def picture_of(pixels: Any) -> U8:
    """(H, W, 3) RGB of pixels (H, W), (H, W, 1), (H, W, 3) or (H, W, 4), of 8 or 16 bits.

    Raises:
        PictureError: another shape or type, too small or too large.
    """
    if not isinstance(pixels, np.ndarray) or pixels.dtype not in (np.uint8, np.uint16):
        kind = pixels.dtype if isinstance(pixels, np.ndarray) else type(pixels).__name__
        raise PictureError(f"a picture of {kind}; wanted 8 or 16 bits, without sign")
    if pixels.ndim == 2:
        pixels = pixels[..., None]
    if pixels.ndim != 3 or pixels.shape[2] not in (1, 3, 4):
        raise PictureError(f"a picture of shape {pixels.shape}; wanted (H, W), 1, 3 or 4 colours")
    height, width, colours = pixels.shape
    if min(height, width) < LEAST_PX or height * width > MOST_PIXELS:
        raise PictureError(
            f"a picture of {width} x {height}; wanted {LEAST_PX} px a side at least, "
            f"{MOST_PIXELS * 1e-6:g} megapixels at most"
        )
    if pixels.dtype == np.uint16:
        pixels = (pixels >> 8).astype(np.uint8)
    colour: U8 = np.repeat(pixels, 3, axis=2) if colours == 1 else pixels[..., :3]
    return colour


def unpacked(data: bytes) -> U8:
    """The picture of a whole JPEG or PNG file.

    Raises:
        PictureError: another format, cut off, damaged, too small or too large.
    """
    end = _ENDS.get(bytes(data[:2]))
    if end is None:
        raise PictureError(f"{len(data)} bytes that are neither JPEG nor PNG")
    if end not in data[-_TRAILER:]:
        raise PictureError(f"a picture file that is cut off after {len(data)} bytes")
    cv2 = opencv()
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise PictureError(f"a picture file that cannot be unpacked: {error.err}") from error
    if pixels is None:
        raise PictureError(f"a picture file of {len(data)} bytes that cannot be unpacked")
    return picture_of(pixels[..., ::-1])
