"""`Eyes`: the process that looks at pictures, as the robot's sees it; begun again if it dies."""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kinesics.closing import Closing
from kinesics.errors import IntentError
from kinesics.rig.rig import Rig
from kinesics_app.eyes.slots import Slots
from kinesics_app.hatch import Hatch
from kinesics_app.helper import Begun, Helper
from kinesics_app.run_request import RunRequest

__all__ = ["GIVEN", "EyeSettings", "Eyes", "eyes_of", "eyes_shown"]

GIVEN = "given"
"""In place of a camera: pictures are shown by whoever has the eyes."""

_LOSS = "the eyes' process ended: faces are not seen until it is there again"
_MOST_A_TICK = 4
_STALE_NS = 1_500_000_000  # it had no time, or the robot did not live yet
_SILENT_S = 3.0  # it tells twice a second how it is, or as often as pictures come
_WORDS = "no camera could be looked through"

_log = logging.getLogger(__name__)


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
        self._settings = settings
        self._slots = Slots.make() if settings.camera == GIVEN else None
        self._told: Mapping[str, Any] = {}
        self._why = ""
        # A process that is begun later would be on the CPU that the motion has got for itself.
        self._cpus = [*os.sched_getaffinity(0)] if hasattr(os, "sched_getaffinity") else []
        self._heard_s = 0.0
        self._helper = Helper(self._begin, _LOSS, patient=True)
        self.refused = 0
        """Pictures that were too large to be shown."""

    def open(self) -> None:
        """Wait until it looks: a second, for a robot that does not move yet.

        Raises:
            IntentError: it cannot, with the reason.
        """
        self._told = self._helper.first_words(_WORDS).get("camera", {})

    def receive(self) -> Iterator[dict[str, Any]]:
        """What was seen since the last tick, as messages that a life hears."""
        if not self._helper.is_there():
            return
        for message in self._helper.hatch.receive(_MOST_A_TICK):
            if "faces" in message:
                if time.monotonic_ns() - message["faces"]["t_ns"] < _STALE_NS:
                    yield {"faces": message["faces"]}
            elif "camera" in message:
                self._take(message["camera"])
            elif "failed" in message:
                self._why = message["failed"]
                _log.error("the eyes cannot look: %s", self._why)

    def show(self, data: bytes | memoryview, how: Mapping[str, Any]) -> bool:
        """Show it a picture, of which `how` tells what `shown.py` reads; whether it fits.

        It looks at the newest: what it has no time for is replaced.
        """
        if self._slots is None or not self._helper.is_there():
            return False
        number = self._slots.put(data)
        if number is None:
            self.refused += 1
            return False
        length = memoryview(data).nbytes
        return self._helper.hatch.send({"shown": {**how, "slot": number, "length": length}})

    def status(self) -> Mapping[str, Any]:
        """How the camera is: plain values by name."""
        told = dict(self._told)
        silent_s = time.monotonic() - self._heard_s
        if self._helper.hatch.closed:
            told["trouble"] = self._why or _LOSS
        elif silent_s > _SILENT_S and not told.get("trouble"):
            told["rate_hz"] = 0.0
            told["trouble"] = f"nothing was heard of its process for {silent_s:.0f} s"
        return {**told, "deaths": self._helper.deaths}

    def close(self) -> None:
        """Look no more; twice is fine."""
        self._helper.close()
        if self._slots is not None:
            self._slots.close()

    def _take(self, told: Mapping[str, Any]) -> None:
        trouble = told.get("trouble", "")
        if trouble != self._told.get("trouble", ""):
            _log.warning("camera %s: %s", told.get("source"), trouble or "it is there again")
        self._told, self._why, self._heard_s = told, "", time.monotonic()

    def _begin(self) -> Begun:
        self._heard_s = time.monotonic()
        here, there = Hatch.pair()
        slots = -1 if self._slots is None else self._slots.fileno()
        with there:
            fds = [there.fileno(), *([slots] if slots >= 0 else [])]
            command = [sys.executable, "-m", "kinesics_app.eyes", *map(str, fds)]
            process = subprocess.Popen(command, pass_fds=fds)
        here.send({**asdict(self._settings), "cpus": self._cpus})
        return here, process
