"""`device_findings`: which microphones and cameras this computer has, for `kinesics doctor`."""

from collections.abc import Iterator
from pathlib import Path

from kinesics.errors import AudioError
from kinesics_app.doctor.diagnosis import Finding
from kinesics_app.ears.source import input_names

__all__ = ["device_findings"]

_DEVICES = Path("/dev")


def device_findings() -> Iterator[Finding]:
    """Opens none of them; a robot needs neither, so there is no warning."""
    try:
        microphones = ", ".join(input_names()) or "none"
    except AudioError as error:
        microphones = str(error)
    yield Finding(True, f"microphones here: {microphones}")
    cameras = ", ".join(map(str, sorted(_DEVICES.glob("video*")))) or "none"
    yield Finding(True, f"cameras here: {cameras}")
