"""The eyes' process: `python -m kinesics_app.eyes HATCH [SLOTS]`, descriptors of whoever began it.

Of what it sees it tells where faces are; no picture leaves it, none is kept.
"""

import select
import sys
import time
from collections.abc import Mapping
from typing import Any

from kinesics.errors import PictureError
from kinesics.vision.lens import Lens
from kinesics_app.eyes.keeper import GIVEN
from kinesics_app.eyes.look_out import Lookout, open_watch
from kinesics_app.eyes.shown import lens_of, picture_shown
from kinesics_app.eyes.slots import Slots
from kinesics_app.eyes.source import Shot, pictures_of
from kinesics_app.processes.hatch import Hatch
from kinesics_app.senses.sense_process import Patience, attend

__all__ = ["main"]

_STATUS_S = 0.5
_MOST_AT_ONCE = 64

Seen = tuple[Shot, Lens | None]


class _Desk:
    """Looks at what comes, and tells whoever began this process."""

    def __init__(self, hatch: Hatch, settings: Mapping[str, Any]) -> None:
        self.hatch = hatch
        self.settings = settings
        self.source = settings["camera"]
        self.trouble = ""
        self.dropped = 0
        self._out = Lookout(open_watch(settings["face_model"], settings["width_rad"]))
        self._told_s = 0.0
        self._took_ms = 0.0
        self._counted, self._counted_s = 0, time.monotonic()

    @property
    def pictures(self) -> int:
        """How many came."""
        return self._out.pictures

    def look(self, shot: Shot, lens: Lens | None) -> None:
        """Look at a picture, and tell which faces are in it."""
        looked = self._out.look(shot.picture, lens)
        if looked is not None:
            self._took_ms = looked.took_ms
            seen = [
                {
                    "yaw_rad": one.yaw_rad,
                    "pitch_rad": one.pitch_rad,
                    "distance_m": one.distance_m,
                    "confidence": one.confidence,
                }
                for one in looked.seen
            ]
            self.hatch.send({"faces": {"t_ns": shot.t_ns, "seen": seen}})
        self.tell()

    def tell(self, *, now: bool = False) -> None:
        """How the camera is, twice a second, or now."""
        now_s = time.monotonic()
        if not now and now_s - self._told_s < _STATUS_S:
            return
        rate_hz = (self._out.pictures - self._counted) / max(now_s - self._counted_s, 1e-3)
        self._counted, self._counted_s, self._told_s = self._out.pictures, now_s, now_s
        told = {
            "source": self.source,
            "pictures": self._out.pictures,
            "rate_hz": round(rate_hz, 1),
            "took_ms": round(self._took_ms, 2),
            "bad": self._out.bad,
            "bad_last": self._out.complaint,
            "dropped": self.dropped,
            "trouble": self.trouble,
        }
        self.hatch.send({"camera": told})

    def is_wanted(self) -> bool:
        """Whether somebody is at the other side; nobody tells a camera's process anything more."""
        self.hatch.receive(1)
        return not self.hatch.closed


def _through_camera(desk: _Desk) -> None:
    """Until nobody wants it; a camera that is lost is tried again, less and less often."""
    patience = Patience()
    while desk.is_wanted():
        before = desk.pictures
        trouble = _until_lost(desk)
        again_s = patience.again_s(worked=desk.pictures > before)
        if trouble:
            desk.trouble = f"{trouble}; tried again in {again_s:g} s"
            desk.tell(now=True)
            select.select([desk.hatch], [], [], again_s)


def _until_lost(desk: _Desk) -> str:
    """Look through the camera; why that ended, if somebody still wants it.

    Raises:
        PictureError: there never was a picture.
    """
    settings = desk.settings
    try:
        for shot in pictures_of(desk.source, settings["rate_hz"], 1e-3 * settings["delay_ms"]):
            if desk.trouble or not desk.pictures:
                desk.trouble = ""
                desk.tell(now=True)
            desk.look(shot, None)
            if not desk.is_wanted():
                break
    except PictureError as error:
        if not desk.pictures:
            raise
        return str(error)
    return ""


def _as_shown(desk: _Desk, slots: Slots) -> None:
    """Until nobody wants it: the newest picture that was shown, whenever there is one."""
    desk.tell(now=True)
    while not desk.hatch.closed:
        select.select([desk.hatch], [], [], _STATUS_S)
        came = [one["shown"] for one in desk.hatch.receive(_MOST_AT_ONCE) if "shown" in one]
        desk.dropped += max(len(came) - 1, 0)
        for how in came[-1:]:
            data = slots.get(how["slot"], how["length"])
            if data is None:
                desk.dropped += 1
            else:
                desk.look(*_seen(data, how))
        desk.tell()


def _seen(data: bytes, how: Mapping[str, Any]) -> Seen:
    try:
        picture = picture_shown(data, how)
        return Shot(how["t_ns"], picture), lens_of(how, (picture.shape[1], picture.shape[0]))
    except PictureError as error:
        return Shot(how["t_ns"], error), None


def _work(hatch: Hatch, settings: Mapping[str, Any]) -> None:
    desk = _Desk(hatch, settings)
    if desk.source == GIVEN:
        _as_shown(desk, Slots(int(sys.argv[2])))
    else:
        _through_camera(desk)


def main() -> None:
    """Look until whoever began this process closes its end."""
    attend(_work)


if __name__ == "__main__":
    main()
