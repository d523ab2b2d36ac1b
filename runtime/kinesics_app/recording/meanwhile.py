"""`kept_meanwhile`: a live performance on disk while it goes on, for a process that is killed."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kinesics.errors import IntentError
from kinesics.rig.rig import Rig
from kinesics_app.device.device import Device
from kinesics_app.life.shown import LoopShown, Shown
from kinesics_app.life.watch import Unwatched, Watch
from kinesics_app.recording.recorder import Recorder
from kinesics_app.recording.recording_path import MEANWHILE
from kinesics_app.tick.delays import Delays, mouth_lag_ms

__all__ = ["Beside", "kept_meanwhile"]

_LIMITS = (100_000, 30)  # MB, days: a performance is held in memory, which is less

Beside = Callable[[Watch | None], Watch | None]
"""Makes of a `Watch` one that is also kept."""

_log = logging.getLogger(__name__)


@contextmanager
def kept_meanwhile(folder: Path, ms: tuple[float, float]) -> Iterator[Beside]:
    """Has a recorder write into `folder` beside whoever looks on; gone at the end, however it ends.

    Only a killed process leaves its file. `ms`: look-ahead and lead.
    """
    before = {*_files(folder)}
    own = _Kept(folder / MEANWHILE, ms)
    try:
        yield own.beside
    finally:
        own.close()
        for file in _files(folder):
            if file not in before:
                file.unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[Path]:
    name = Path(MEANWHILE)
    return folder.glob(f"{name.stem}*{name.suffix}")


class _Kept:
    """Looks on with another, and tells a recorder."""

    def __init__(self, path: Path, ms: tuple[float, float]) -> None:
        self._path, self._ms = path, ms
        self._watch: Watch = Unwatched()
        self._device: Device | None = None
        self._recorder: Recorder | None = None

    def beside(self, watch: Watch | None) -> Watch:
        """With `watch`, if there is one."""
        self._watch = watch or self._watch
        return self

    def begin(self, device: Device, rig: Rig) -> None:
        """Before the robot is brought up: its recorder begins."""
        self._device = device
        try:
            delays = Delays(*self._ms, mouth_lag_ms(rig))
            self._recorder = Recorder(self._path, rig, _LIMITS, delays)
        except IntentError as error:
            _log.warning("a kill would leave nothing of it: %s", error)
        self._watch.begin(device, rig)

    def turn(self, shown: Shown) -> None:
        """After every tick."""
        if self._recorder is not None and self._device is not None:
            self._recorder.turn(self._device, shown if isinstance(shown, LoopShown) else None, ())
        self._watch.turn(shown)

    def close(self) -> None:
        """Its recorder ends."""
        if self._recorder is not None:
            self._recorder.close()
