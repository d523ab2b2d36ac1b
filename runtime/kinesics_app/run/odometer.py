"""`Odometer`: what each joint of a robot has done in its life so far, kept between runs."""

import itertools
import json
import logging
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import RecordError
from kinesics.record.files import save_json
from kinesics.rig.rig import Rig
from kinesics_app.device.device import Device
from kinesics_app.life.life import FOLLOWS, Life
from kinesics_app.life.shown import LoopShown
from kinesics_bridge.joints.servo_health import HOT_C
from kinesics_bridge.threads.worker import Worker

__all__ = ["FIGURES", "Odometer", "read_odometer"]

F64 = NDArray[np.float64]

FIGURES = ("on_s", "travel", "reversals", "extreme_s", "hot_s", "hottest_c")
"""Of each joint: time with torque [s], way [rad, m or 1], changes of direction, time near an end of
its range [s], time hot [s], highest temperature [degrees C; NaN: it never told]."""

_BEGUN = dict.fromkeys(FIGURES, 0.0) | {"hottest_c": None}
_EVERY_TURNS = 4  # a firmware tells its joints every 40 ms
_SAVED_NS = 60_000_000_000
_BAND = 0.01  # of the range: less is noise of its sensor
_EXTREME = 0.02  # of the range, from either end
_MOST = 1e12  # of any figure: more, or no number, is of a file that was harmed
_LONGEST_S = 0.5  # between two looks: longer, nobody looked

_log = logging.getLogger(__name__)


class Odometer:
    """Owned by the thread that moves the robot; the disk is written beside.

    A joint that tells where it is is measured, any other is where it was sent.
    """

    def __init__(self, path: Path, rig: Rig) -> None:
        """Goes on from the file at `path`; one that cannot be read is put aside, and told."""
        self._path, self._rig = path, rig
        self._figures: dict[str, F64] = {name: np.zeros(len(rig.joints)) for name in FIGURES}
        self._figures["hottest_c"][:] = np.nan
        self._gone: dict[str, Any] = {}
        self._begin_from_file()
        self._low = np.array([joint.position_min for joint in rig.joints])
        self._span = np.array([joint.position_max for joint in rig.joints]) - self._low
        self._tells = np.array([joint.feedback != "none" for joint in rig.joints])
        self._anchor: F64 | None = None
        self._way = np.zeros(len(rig.joints))
        self._turn = 0
        self._last_ns = 0
        self._saved_ns: int | None = None
        self._worker = Worker("odometer")
        self._trouble = ""
        """Why the last write failed; told when it begins, and when it is over."""

    def turn(self, device: Device, life: Life | None) -> None:
        """Once a tick."""
        self._turn += 1
        if self._turn % _EVERY_TURNS:
            return
        now_ns = device.clock.now_ns()
        shown = LoopShown.of(life)
        row = None if shown is None else shown.row_at(now_ns)
        told = device.latest
        if row is not None and told is not None and device.bridge.state in FOLLOWS:
            health = device.bridge.servo_health
            heat_c = None if health is None else health.temperatures_c
            self.look(now_ns, np.where(self._tells, told.measured, row.sent), heat_c)
        else:
            self._last_ns = 0
        if self._saved_ns is None:
            self._saved_ns = now_ns
        elif now_ns - self._saved_ns > _SAVED_NS:
            self._saved_ns = now_ns
            self._worker.do(partial(self._write, self.told()))  # not if a disk takes a minute

    def look(self, now_ns: int, positions: F64, heat_c: F64 | None) -> None:
        """Joints with torque are at `positions` (J,), and so hot [degrees C, NaN: unknown]."""
        passed_s = (now_ns - self._last_ns) * 1e-9 if self._last_ns else 0.0
        self._last_ns = now_ns
        passed_s = passed_s if passed_s <= _LONGEST_S else 0.0
        figures = self._figures
        figures["on_s"] += passed_s
        share = (positions - self._low) / self._span
        figures["extreme_s"] += passed_s * ((share < _EXTREME) | (share > 1.0 - _EXTREME))
        if heat_c is not None:
            figures["hottest_c"] = np.fmax(figures["hottest_c"], heat_c)
            figures["hot_s"] += passed_s * (np.nan_to_num(heat_c, nan=-np.inf) >= HOT_C)
        self._go(positions)

    def told(self) -> dict[str, Any]:
        """For a file, and for people; joints that the robot no longer has as they were."""
        joints = {
            joint.name: {
                "unit": joint.unit,
                **{name: _plain(self._figures[name][column]) for name in FIGURES},
            }
            for column, joint in enumerate(self._rig.joints)
        }
        return {"robot": self._rig.name, "joints": joints | self._gone}

    def save(self) -> None:
        """The last time: write the file, whole or not at all; a full disk is told, no more."""
        self._worker.close()
        self._write(self.told())

    def _go(self, positions: F64) -> None:
        """Ways and changes of direction, of what goes further than its sensor's noise."""
        if self._anchor is None:
            self._anchor = positions.copy()
            return
        step = positions - self._anchor
        far = np.abs(step) > _BAND * self._span
        way = np.sign(step)
        self._figures["travel"] += np.where(far, np.abs(step), 0.0)
        self._figures["reversals"] += far & (way == -self._way) & (self._way != 0.0)
        self._way = np.where(far, way, self._way)
        self._anchor = np.where(far, positions, self._anchor)

    def _write(self, told: Mapping[str, Any]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            save_json(self._path, told)
        except (OSError, RecordError) as error:
            if not self._trouble:
                _log.warning("the odometer cannot be kept: %s", error)
            self._trouble = str(error)
            return
        if self._trouble:
            self._trouble = ""
            _log.warning("the odometer is kept again, nothing of it was lost")

    def _begin_from_file(self) -> None:
        try:
            joints = read_odometer(self._path)["joints"]
        except RecordError as error:
            if self._path.is_file():
                _log.warning("%s; %s, and it begins anew", error, _put_aside(self._path))
            return
        self._gone = {name: kept for name, kept in joints.items() if name not in self._rig.names}
        for column, joint in enumerate(self._rig.joints):
            for name in FIGURES:
                figure = joints.get(joint.name, {}).get(name)
                if figure is not None:
                    self._figures[name][column] = figure


def read_odometer(path: Path) -> dict[str, Any]:
    """What was kept; of each joint all figures: those that cannot be are begun anew.

    Raises:
        RecordError: no such file, or none of an odometer.
    """
    try:
        if path.exists() and not path.is_file():
            raise RecordError(f"{path} is no file; wanted none, or an odometer")
        told = json.loads(path.read_text(encoding="utf-8"))
        json.dumps(told, ensure_ascii=False).encode()  # halves of letters cannot be written again
    except (OSError, ValueError, RecursionError) as error:
        raise RecordError(f"cannot read the odometer {path}: {error}") from error
    joints = told.get("joints") if isinstance(told, dict) else None
    if not isinstance(joints, dict) or not all(isinstance(one, dict) for one in joints.values()):
        raise RecordError(f"{path} is no odometer: wanted joints, by name")
    return {**told, "joints": {name: _joint(kept) for name, kept in joints.items()}}


def _joint(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What was kept of one joint."""
    figures = {
        name: figure if isinstance(figure, int | float) and abs(figure) < _MOST else begun
        for name, begun in _BEGUN.items()
        for figure in [kept.get(name)]
    }
    return {"unit": str(kept.get("unit", "")), **figures}


def _put_aside(path: Path) -> str:
    """What has become of a file that cannot be read, for people: nothing of it is written over."""
    copies = (path.with_name(f"{path.stem}.damaged-{n}{path.suffix}") for n in itertools.count(1))
    aside = next(copy for copy in copies if not copy.exists())
    try:
        path.rename(aside)
    except OSError as error:
        return f"it cannot be put aside ({error})"
    return f"it is kept as {aside.name}"


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 3)
