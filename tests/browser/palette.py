"""A PNG in 256 colours: a third of the bytes, for pictures that a repository keeps."""

import struct
import zlib

import numpy as np

COLOURS = 256


def png_of(pixels):
    """PNG bytes of a picture (H, W, 3) uint8."""
    height, width, _ = pixels.shape
    packed = (pixels.astype(np.uint32) << [16, 8, 0]).sum(axis=2, dtype=np.uint32)
    colours, where, counts = np.unique(packed, return_inverse=True, return_counts=True)
    rgb = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1).astype(np.float64)
    box = _boxes(rgb, counts)
    weights = np.bincount(box, counts, COLOURS)
    means = [np.bincount(box, counts * part, COLOURS) / np.maximum(weights, 1) for part in rgb.T]
    palette = np.rint(np.stack(means, axis=1)).astype(np.uint8)
    rows = np.zeros((height, 1 + width), np.uint8)
    rows[:, 1:] = box[where].reshape(height, width)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = {b"IHDR": head, b"PLTE": palette.tobytes(), b"IDAT": zlib.compress(rows.tobytes(), 9)}
    chunks = [_chunk(kind, body) for kind, body in (*parts.items(), (b"IEND", b""))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _boxes(rgb, counts):
    """(N,) palette entry of each colour: median cut of the box that errs most."""
    box = np.zeros(len(rgb), np.intp)
    errors = np.zeros(COLOURS)
    for number in range(COLOURS):
        if number:
            worst = int(errors[:number].argmax())
            inside = np.flatnonzero(box == worst)
            axis = rgb[inside].std(axis=0).argmax()
            mean = np.average(rgb[inside, axis], weights=counts[inside])
            upper = inside[rgb[inside, axis] > mean]
            box[upper] = number
            errors[worst] = _error(rgb, counts, box == worst)
        errors[number] = _error(rgb, counts, box == number)
    return box


def _error(rgb, counts, inside):
    """Squared distance of the colours of a box from their mean, over all pixels."""
    if inside.sum() < 2:
        return 0.0
    mean = np.average(rgb[inside], axis=0, weights=counts[inside])
    return float((counts[inside, None] ** 0.7 * (rgb[inside] - mean) ** 2).sum())
