"""How much the left side of a body differs from its right."""

from collections.abc import Iterator

import numpy as np

from kinesics.measures.curves import Curves
from kinesics.measures.reading import Reading
from kinesics.measures.regions import region

__all__ = ["asymmetry"]


def asymmetry(curves: Curves) -> list[Reading]:
    """Mean difference between left and right, of the mean of their larger: 0 alike, 1 one-sided.

    Of every pair of signals that are named so, of each region of the face, and of all pairs.
    """
    regions: dict[str, list[tuple[float, float]]] = {}
    readings = []
    for name, left, right in _pairs(curves.names):
        one, other = curves.values[:, left], curves.values[:, right]
        if "yaw" in name or "roll" in name:
            other = -other  # mirrored, by REP-103
        apart = float(np.abs(one - other).mean())
        whole = float(np.maximum(np.abs(one), np.abs(other)).mean())
        readings.append(_reading("asymmetry_of_pair", name, [(apart, whole)]))
        for group in (region(curves.names[left]), "all"):
            regions.setdefault(group, []).append((apart, whole))
    return [
        *readings,
        *(_reading("asymmetry", name, parts) for name, parts in sorted(regions.items())),
    ]


def _reading(measure: str, name: str, parts: list[tuple[float, float]]) -> Reading:
    apart, whole = map(sum, zip(*parts, strict=True))
    return Reading(measure, name, apart / whole if whole else float("nan"), "1")


def _pairs(names: tuple[str, ...]) -> Iterator[tuple[str, int, int]]:
    for left, name in enumerate(names):
        for mine, others in (("Left", "Right"), ("left_", "right_")):
            twin = name.replace(mine, others)
            if mine in name and twin in names:
                yield name.replace(mine, ""), left, names.index(twin)
