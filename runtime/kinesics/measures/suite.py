"""`measured`: everything that is measured of one recording, and of two that belong together."""

from collections.abc import Callable, Mapping
from functools import partial

from kinesics.measures.asymmetry import asymmetry
from kinesics.measures.beat_consistency import beat_consistency
from kinesics.measures.classes import activity, class_agreement
from kinesics.measures.coordination import agreement, coordination, imitation
from kinesics.measures.curves import Curves
from kinesics.measures.differences import row_differences
from kinesics.measures.diversity import diversity
from kinesics.measures.expressivity import expressivity
from kinesics.measures.frechet import frechet_distance
from kinesics.measures.heard import Heard
from kinesics.measures.kinematics import kinematics, relative_motion
from kinesics.measures.lip_timing import lip_following, lip_timing
from kinesics.measures.reading import Reading
from kinesics.measures.smoothness import smoothness

__all__ = ["OF_MOUTHS", "OF_ONE", "OF_SOUND", "OF_TWO", "measured", "timed"]

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
    "row-differences": row_differences,
    "frechet-distance": frechet_distance,
    "activity": activity,
    "classes": class_agreement,
}
OF_SOUND: Mapping[str, Callable[[Curves, Heard], list[Reading]]] = {
    "beat-consistency": beat_consistency,
}
"""Of signals and what was heard while they moved."""
OF_MOUTHS: Mapping[str, Callable[[Curves, Heard], list[Reading]]] = {"lip-timing": lip_timing}
"""Of a mouth, as `mouth_of` gives it, and what was heard."""


def measured(
    curves: Curves, other: Curves | None = None, reference: slice | None = None
) -> list[Reading]:
    """Every measure of `curves`, and of how `other` goes with them if it is told.

    `reference`: rows in which the signals are at rest, for the measures of relative motion.

    Raises:
        RecordError: too short, or two that have no signal or no rate in common.
    """
    of_one = dict(OF_ONE)
    of_one["relative-motion"] = partial(relative_motion, reference=reference)
    readings = [reading for measure in of_one.values() for reading in measure(curves)]
    if other is not None:
        for compare in OF_TWO.values():
            readings += compare(curves, other)
    return readings


def timed(
    curves: Curves, mouth: Curves | None, heard: Heard, other: Curves | None = None
) -> list[Reading]:
    """Everything about when: of signals and of their mouth, by what was heard; of another's mouth.

    Nothing of what nobody knows: without a mouth, without a sound.
    """
    readings = [reading for measure in OF_SOUND.values() for reading in measure(curves, heard)]
    if mouth is None:
        return readings
    for measure in OF_MOUTHS.values():
        readings += measure(mouth, heard)
    return [*readings, *([] if other is None else lip_following(mouth, other))]
