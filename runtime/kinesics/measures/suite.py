"""`measured`: everything that is measured of one recording, and of two that belong together."""

from collections.abc import Callable, Mapping

from kinesics.measures.asymmetry import asymmetry
from kinesics.measures.coordination import agreement, coordination, imitation
from kinesics.measures.curves import Curves
from kinesics.measures.diversity import diversity
from kinesics.measures.expressivity import expressivity
from kinesics.measures.kinematics import kinematics, relative_motion
from kinesics.measures.reading import Reading
from kinesics.measures.smoothness import smoothness

__all__ = ["OF_ONE", "OF_TWO", "measured"]

OF_ONE: Mapping[str, Callable[[Curves], list[Reading]]] = {
    "kinematics": kinematics,
    "relative-motion": relative_motion,
    "smoothness": smoothness,
    "asymmetry": asymmetry,
    "expressivity": expressivity,
    "diversity": diversity,
}
OF_TWO: Mapping[str, Callable[[Curves, Curves], list[Reading]]] = {
    "coordination": coordination,
    "imitation": imitation,
    "agreement": agreement,
}


def measured(curves: Curves, other: Curves | None = None) -> list[Reading]:
    """Every measure of `curves`, and of how `other` goes with them if it is told.

    Raises:
        RecordError: too short, or two that have no signal or no rate in common.
    """
    readings = [reading for measure in OF_ONE.values() for reading in measure(curves)]
    if other is not None:
        for compare in OF_TWO.values():
            readings += compare(curves, other)
    return readings
