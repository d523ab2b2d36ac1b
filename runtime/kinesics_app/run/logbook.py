"""`Logbook`: what is kept of a run: black box, odometer, and a recording if one is wanted."""

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kinesics.conversation.event import Event
from kinesics.errors import IntentError
from kinesics.rig.rig import Rig
from kinesics_app.black_box.box import BlackBox, box_for
from kinesics_app.black_box.keeper import Keeping
from kinesics_app.device.device import Device
from kinesics_app.life.life import Life
from kinesics_app.recording.recorder import Recorder
from kinesics_app.run.odometer import Odometer
from kinesics_app.run.state_folder import memory_folder, state_folder
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.tick.delays import Delays, mouth_lag_ms

__all__ = ["RECORDINGS", "Logbook", "logbook_of", "odometer_path", "ring_path"]

RECORDINGS = Path("out/studio")
"""Where what a page wants recorded goes, unless the run says where."""

_APART = ("twin", "mujoco", "topics")


class Logbook:
    """Owned by the thread that moves the robot."""

    def __init__(
        self,
        box: BlackBox | None,
        odometer: Odometer | None,
        recorder: Recorder | None = None,
    ) -> None:
        self._box, self._odometer, self._recorder = box, odometer, recorder
        self._closed = False

    def watch(self, device: Device, life: Life) -> None:
        """A life begins: before its first tick."""
        if self._recorder is not None:
            self._recorder.watch(device, life)

    def turn(self, device: Device, life: Life | None, events: Sequence[Event]) -> None:
        """Once a tick."""
        if self._box is not None:
            self._box.turn(device, life, events)
        if self._odometer is not None:
            self._odometer.turn(device, life)
        if self._recorder is not None:
            self._recorder.turn(device, life, events)

    def recording(self) -> Mapping[str, Any]:
        """How it goes with what is recorded; empty: nothing is."""
        return {} if self._recorder is None else self._recorder.status()

    def record(self, *, on: bool) -> str:
        """From now on write down what happens, or no longer; what came of it, in words.

        Raises:
            IntentError: nobody is there who could, or the recording before is not whole yet.
        """
        if self._recorder is None:
            raise IntentError("nothing here records; wanted `kinesics run` with --studio")
        if on == self._recorder.on:
            return "it is recorded already" if on else "it is not recorded"
        (self._recorder.begin if on else self._recorder.cease)()
        return "it is recorded" if on else "it is recorded no longer"

    def close(self, trouble: str) -> None:
        """The run is over; `trouble`: what was wrong. Twice is fine."""
        if self._closed:
            return
        self._closed = True
        if self._recorder is not None:
            self._recorder.close()
        if self._odometer is not None:
            self._odometer.save()
        if self._box is not None:
            self._box.end(trouble)


def logbook_of(request: RunRequest, rig: Rig) -> Logbook:
    """The logbook of a run that has its socket, or its name there: no other writes the same.

    Raises:
        IntentError: a recording is wanted and cannot be written.
    """
    limits = (request.recording_mb, request.recording_days)
    delays = Delays(request.lookahead_ms, request.lead_ms, mouth_lag_ms(rig))
    recorder = None
    if request.record or request.studio:  # a page may want it later
        path, waits = Path(request.record or RECORDINGS), not request.record
        recorder = Recorder(path, rig, limits, delays, waits=waits)
    keeping = Keeping(state_folder() / "black-box", request.black_box_mb, request.black_box_days)
    box = box_for(ring_path(request.socket, rig), rig, keeping) if request.black_box else None
    counted = odometer_path(rig, request.device)
    return Logbook(box, Odometer(counted, rig) if request.odometer else None, recorder)


def ring_path(socket: Path, rig: Rig) -> Path:
    """Where the black box of the robot lies that listens on `socket`."""
    return memory_folder() / f"{rig.name}-{zlib.crc32(str(socket).encode()):08x}.ring"


def odometer_path(rig: Rig, device: str) -> Path:
    """A twin has another than the robot, and so has a robot that another node holds."""
    apart = f"-{device}" if device in _APART else ""
    return state_folder() / "odometer" / f"{rig.name}{apart}.json"
