"""`Eyes`: the process that looks at pictures, as the robot's sees it; begun again if it dies."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kinesics.closing import Closing
from kinesics.errors import IntentError
from kinesics.rig.rig import Rig
from kinesics_app.eyes.slots import Slots
from kinesics_app.senses.sense import Organ, Sense
from kinesics_app.settings.run_request import RunRequest

__all__ = ["GIVEN", "EyeSettings", "Eyes", "eyes_of", "eyes_shown"]

GIVEN = "given"
"""In place of a camera: pictures are shown by whoever has the eyes."""

_EYES = Organ(
    "kinesics_app.eyes",
    "camera",
    "the eyes' process ended: faces are not seen until it is there again",
    "the eyes cannot look",
    "no camera could be looked through",
)
_MOST_A_TICK = 4
_STALE_NS = 1_500_000_000  # it had no time, or the robot did not live yet


@dataclass(frozen=True, slots=True)
class EyeSettings:
    """What its process is told."""

    camera: str
    rate_hz: float
    delay_ms: float
    width_rad: float
    """How wide the camera sees, where no lens is told with its pictures."""
    face_model: str


def eyes_of(request: RunRequest, rig: Rig) -> "Eyes | None":
    """Eyes that look through the camera of a run, begun but not open yet; None: it has none."""
    return Eyes(_settings(request, rig, request.camera)) if request.camera else None


def eyes_shown(request: RunRequest, rig: Rig) -> "Eyes":
    """Eyes that are shown pictures."""
    return Eyes(_settings(request, rig, GIVEN))


def _settings(request: RunRequest, rig: Rig, camera: str) -> EyeSettings:
    try:
        f"{camera}{request.face_model}".encode()
    except UnicodeEncodeError as error:
        names = f"{camera!a}, {request.face_model!a}"
        raise IntentError(f"eyes: files named {names}; wanted names in UTF-8") from error
    return EyeSettings(
        camera,
        request.camera_rate_hz,
        request.camera_delay_ms,
        rig.camera.width_rad,
        request.face_model,
    )


class Eyes(Closing):
    """Hands on the faces that were seen: some numbers a picture, and nothing else of it."""

    def __init__(self, settings: EyeSettings) -> None:
        """Begun, but not open yet."""
        self._slots = slots = Slots.make() if settings.camera == GIVEN else None
        self.sense = Sense(
            _EYES,
            lambda: asdict(settings),
            lambda: [] if slots is None else [slots.fileno()],
        )
        self.refused = 0
        """Pictures that were too large to be shown."""

    def open(self) -> None:
        """Wait until it looks: a second, for a robot that does not move yet.

        Raises:
            IntentError: it cannot, with the reason.
        """
        self.sense.open()

    def receive(self) -> Iterator[dict[str, Any]]:
        """What was seen since the last tick, as messages that a life hears."""
        for message in self.sense.receive(_MOST_A_TICK):
            if time.monotonic_ns() - message["faces"]["t_ns"] < _STALE_NS:
                yield {"faces": message["faces"]}

    def show(self, data: bytes | memoryview, how: Mapping[str, Any]) -> bool:
        """Show it a picture, of which `how` tells what `shown.py` reads; whether it fits.

        It looks at the newest: what it has no time for is replaced.
        """
        if self._slots is None or not self.sense.helper.is_there():
            return False
        number = self._slots.put(data)
        if number is None:
            self.refused += 1
            return False
        length = memoryview(data).nbytes
        return self.sense.send({"shown": {**how, "slot": number, "length": length}})

    def status(self) -> Mapping[str, Any]:
        """How the camera is: plain values by name."""
        return self.sense.status()

    def close(self) -> None:
        """Look no more; twice is fine."""
        self.sense.helper.close()
        if self._slots is not None:
            self._slots.close()
