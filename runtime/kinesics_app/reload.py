"""`Reload`: a configuration that is read again while its robot lives."""

import logging
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from kinesics.affect.feeling import read_feeling
from kinesics.errors import KinesicsError
from kinesics_app.dial_source import whole_dials
from kinesics_app.interrupts import Ending
from kinesics_app.life import Life
from kinesics_app.persona_given import TRAITS, given_persona
from kinesics_app.run_request import RunRequest
from kinesics_app.service_manager import tell_service_manager
from kinesics_app.setting import SETTINGS

__all__ = ["Reload", "changes"]

_USUAL = 0.5

_log = logging.getLogger(__name__)


class Reload:
    """Owned by the thread that moves the robot: heeds SIGHUP between two ticks.

    Everything that is told is checked before anything changes: of a faulty file nothing is used.
    """

    def __init__(
        self, request: RunRequest, again: Callable[[], RunRequest] | None, end: Ending
    ) -> None:
        """`request`: what is in force; `again`: what is told now; None: it is never asked."""
        self.request = request
        self.end = end
        self._again = again

    def heed(self, life: Life | None) -> bool:
        """Read again, if that was asked for; whether anything may be different now.

        `life` None: the robot is limp, and its next life begins as `request` says then.
        """
        if not self.end.hung_up or self._again is None:
            return False
        self.end.hung_up = False
        tell_service_manager("RELOADING=1", dated=True)
        try:
            new = self._again()
            _check(new, life)
        except KinesicsError as error:
            _log.error("not reloaded, everything stays as it was: %s", error)
            return False
        finally:
            tell_service_manager("READY=1")
        told, waits = changes(self.request, new)
        if life is not None:
            _use(self.request, new, life)
        self.request = new
        _log.warning("reloaded: %s", "; ".join(told) or "nothing that acts at once has changed")
        if waits:
            _log.warning("not before kinesics run is begun again: %s", "; ".join(waits))
        return True


def changes(old: RunRequest, new: RunRequest) -> tuple[list[str], list[str]]:
    """What differs, as `lead_ms 100 -> 150`: what acts at once, and what does not."""
    at_once: list[str] = []
    later: list[str] = []
    for field in fields(RunRequest):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if field.name == "persona":
            before, after = _traits(before), _traits(after)
            pairs = [(name, before[name], after[name]) for name in TRAITS]
        else:
            pairs = [(field.name, before, after)]
        for name, was, is_now in pairs:
            if was != is_now:
                kept = at_once if SETTINGS[name].reloads else later
                kept.append(f"{name} {_shown(was)} -> {_shown(is_now)}")
    return at_once, later


def _check(new: RunRequest, life: Life | None) -> None:
    given_persona(new.persona)
    if new.emotion is not None:
        read_feeling(new.emotion, 0)
    if life is not None:
        whole_dials(new.dials, life.tuning.dials)
        for name in new.off:
            life.tuning.demand(name)


def _use(old: RunRequest, new: RunRequest, life: Life) -> None:
    """Only what differs: what was asked for by others since the start stays."""
    persona = _traits(new.persona)
    if persona != _traits(old.persona):
        life.hear({"persona": persona}, life.now_ns)
    before = {one.dial: one.gain for one in whole_dials(old.dials, life.tuning.dials)}
    after = {one.dial: one.gain for one in whole_dials(new.dials, life.tuning.dials)}
    for dial in {**before, **after}:
        if before.get(dial) != after.get(dial):
            life.turn(dial, after.get(dial, 1.0))
    for name in {*old.off} ^ {*new.off}:
        life.switch(name, on=name not in new.off)
    if old.av_trim_ms != new.av_trim_ms:
        life.trim(new.av_trim_ms)
    if old.quiet != new.quiet:
        life.hush(always=new.quiet)


def _traits(told: tuple[str, ...]) -> dict[str, float]:
    return given_persona(told) or dict.fromkeys(TRAITS, _USUAL)


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(value) or "-"
    return f"{value:g}" if isinstance(value, float) else str(value)
