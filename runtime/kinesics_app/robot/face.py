"""`face`: a face as four numbers, as the robot is told of it."""

from collections.abc import Sequence

from kinesics.errors import IntentError

__all__ = ["face"]

_NAMES = ("yaw_rad", "pitch_rad", "distance_m", "confidence")


def face(told: Sequence[float]) -> dict[str, float]:
    """Its yaw and pitch [rad], distance [m] and how surely it is one, by name.

    Raises:
        IntentError: other than four numbers.
    """
    try:
        return dict(zip(_NAMES, map(float, told), strict=True))
    except (TypeError, ValueError, OverflowError) as error:
        words = f"faces: {str(told)[:80]} is no face"
        raise IntentError(f"{words}; wanted four numbers: {', '.join(_NAMES)}") from error
