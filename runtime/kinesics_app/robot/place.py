"""`place`: where to look, as one says it, as the parameters of a look."""

from typing import Any

from kinesics.errors import IntentError

__all__ = ["place"]


def place(*at: float | str) -> dict[str, Any]:
    """The parameters of a look at x, y, z [m], at yaw, pitch [rad], or at the id of a target.

    Raises:
        IntentError: another number of numbers, or what is none among them.
    """
    if len(at) == 1 and isinstance(at[0], str):
        return {"target": at[0]}
    text = next((one for one in at if isinstance(one, str)), None)
    if text is not None:
        raise IntentError(f"{text!r} to look at; wanted x y z, yaw pitch, or a target's id alone")
    try:
        numbers = [float(one) for one in at]
    except (OverflowError, TypeError, ValueError) as error:
        raise IntentError(f"{at!r:.80} to look at: {error}; wanted numbers") from error
    if len(numbers) == 3:
        return {"point_m": numbers}
    if len(numbers) == 2:
        return {"yaw_rad": numbers[0], "pitch_rad": numbers[1]}
    raise IntentError(f"{len(at)} numbers to look at; wanted x y z, yaw pitch, or a target's id")
