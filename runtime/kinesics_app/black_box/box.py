"""`BlackBox`: the last ten minutes of a robot; a fault has them kept, and so does a kill."""

import json
import logging
import time
from collections.abc import Sequence
from pathlib import Path

from kinesics.conversation.event import Event
from kinesics.errors import RecordError
from kinesics.rig.rig import Rig
from kinesics_app.black_box.faults import Faults
from kinesics_app.black_box.keep import keep, tidy
from kinesics_app.black_box.keeper import Keeper, Keeping
from kinesics_app.black_box.ring import Ring, is_left
from kinesics_app.device.device import Device
from kinesics_app.life.life import Life
from kinesics_app.life.shown import LoopShown
from kinesics_app.life.snapshot import Snapshots

__all__ = ["MINUTES", "ROWS", "WORDS", "BlackBox", "box_for"]

MINUTES = 10
_RATE_HZ = 50
_WORD_BYTES = 512
ROWS, WORDS = b"R", b"W"
"""What a record begins with: a snapshot, or JSON."""
_LOOK_TURNS = 50  # from look to look whether somebody is there who keeps it
_AGAIN_NS = 30_000_000_000  # a fault that comes and goes is not kept at every turn

_log = logging.getLogger(__name__)


class BlackBox:
    """Owned by the thread that moves the robot: a turn costs two small writes into memory.

    Rows that were asked, sent, played and measured, what intents came to, and faults. No sound
    that is heard, no picture, no word that is said.
    """

    def __init__(self, path: Path, rig: Rig, keeping: Keeping) -> None:
        """Rings beside `path` that were left by runs that were killed are kept first.

        Raises:
            RecordError: it cannot be made.
        """
        self.path, self._keeping = path, keeping
        self._keep_left()
        self._snapshots = Snapshots(len(rig.joints))
        size = max(len(self._snapshots.take(0, 0, "", None, None)), _WORD_BYTES) + 1
        head = {
            "robot": rig.name,
            "joints": [*rig.names],
            "units": [joint.unit for joint in rig.joints],
            "begun_s": time.time(),
        }
        self._keeper = Keeper(path, keeping)
        try:
            self._ring = Ring(path, head, size, round(MINUTES * 60 * _RATE_HZ))
        except RecordError:
            self._keeper.close()
            raise
        self._faults = Faults()
        self._turn = self._number = self._now_ns = 0
        self._kept_ns: int | None = None

    def turn(self, device: Device, life: Life | None, events: Sequence[Event]) -> None:
        """Once a tick."""
        for event in events:
            self._say({"t_ns": event.t_ns, **event.as_map()})
        self._turn += 1
        if self._turn % 2 == 0:
            self._take(device, life)
        if self._turn % _LOOK_TURNS == 0:
            self._keeper.look()
        fault = self._faults.found(device, life)
        if fault:
            now_ns = device.clock.now_ns()
            self._say({"t_ns": now_ns, "fault": fault})
            if self._kept_ns is None or now_ns - self._kept_ns > _AGAIN_NS:
                self._kept_ns = now_ns
                self._keep(fault.split(":")[0].replace(" ", "-"))

    def end(self, trouble: str) -> None:
        """The run is over: kept if something was wrong since it began to tick, else gone."""
        if trouble and self._turn:
            self._say({"t_ns": self._now_ns, "fault": f"the run ended: {trouble}"})
            self._keep("ended")
        self._keeper.close()
        self._ring.close()
        self.path.unlink(missing_ok=True)

    def _keep_left(self) -> None:
        """Before anything moves, so in this process."""
        keeping = self._keeping
        for left in sorted(self.path.parent.glob("*.ring")):
            if not is_left(left):
                continue
            size = left.stat().st_size
            name = time.strftime(f"{left.stem}-%Y%m%d-%H%M%S-killed")
            try:
                tidy(keeping.folder, round(keeping.most_mb * 1e6) - size, keeping.days)
                _log.warning("a run was killed; kept: %s", keep(left, keeping.folder, name))
                left.unlink()
            except OSError as error:
                _log.warning("%s cannot be kept: %s", left, error.strerror)

    def _take(self, device: Device, life: Life | None) -> None:
        self._now_ns = now_ns = device.clock.now_ns()
        self._number += 1
        shown = LoopShown.of(life)
        row = None if shown is None else shown.row_at(now_ns)
        state = device.bridge.state or ""
        told = self._snapshots.take(self._number, now_ns, state, row, device.latest)
        self._put(ROWS + told)

    def _say(self, words: dict[str, object]) -> None:
        text = json.dumps(words, ensure_ascii=False).encode()
        if len(text) >= _WORD_BYTES:
            words = {**words, "reason": str(words.get("reason", ""))[:100], "heard": None}
            text = json.dumps(words, ensure_ascii=False).encode()
        self._put(WORDS + text)

    def _put(self, record: bytes) -> None:
        try:
            self._ring.put(record)
        except OSError as error:  # no room was ever short: it was taken at the begin
            _log.error("the black box cannot be written: %s", error.strerror)

    def _keep(self, why: str) -> None:
        name = time.strftime(f"{self.path.stem}-%Y%m%d-%H%M%S-{why}")
        _log.warning("keeping the black box as %s", self._keeping.folder / f"{name}.blackbox")
        self._keeper.keep(name)


def box_for(path: Path, rig: Rig, keeping: Keeping) -> BlackBox | None:
    """A black box; None, and a warning, where there is no room for one: a robot lives without."""
    try:
        return BlackBox(path, rig, keeping)
    except RecordError as error:
        _log.warning("there is no black box: %s", error)
        return None
