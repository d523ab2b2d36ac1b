"""`measure_trim`: how much later sound is heard than its output says."""

from dataclasses import dataclass

from kinesics.conversation.message import MOST_TRIM_MS
from kinesics.errors import AudioError
from kinesics_app.sound.card import TwoWays
from kinesics_app.sound.clicks import Clicks, Echo

__all__ = ["Trim", "measure_trim"]


@dataclass(frozen=True, slots=True)
class Trim:
    """What came of it."""

    trim_ms: float
    """Of the loudspeaker, and whatever the input is wrong about itself, and the air between."""
    said_ms: float
    """By the devices' own word."""
    echo: Echo


def measure_trim(card: TwoWays) -> Trim:
    """Play clicks, record them, and compare with what the devices say.

    Raises:
        AudioError: they are not found, or further off than a trim can be.
    """
    clicks = Clicks(card.rate_hz)
    heard = card.exchange(clicks.samples)
    echo = clicks.found_in(heard.samples)
    trim_ms = (echo.lag_s - heard.said_s) * 1e3
    if abs(trim_ms) > MOST_TRIM_MS:
        raise AudioError(
            f"sound is heard {trim_ms:.1f} ms after the output says; wanted {MOST_TRIM_MS:g} at "
            "most: another output, or one that is not wireless"
        )
    return Trim(trim_ms, heard.said_s * 1e3, echo)
