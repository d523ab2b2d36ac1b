"""`Reload`: a configuration that is read again while its robot lives."""

import logging
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from kinesics.errors import KinesicsError
from kinesics_app.life.life import Life
from kinesics_app.processes.interrupts import Ending
from kinesics_app.run.retold import demand_tellable, retell, traits
from kinesics_app.run.service_manager import tell_service_manager
from kinesics_app.settings.persona_given import TRAITS
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.settings.setting import SETTINGS

__all__ = ["Reload", "changes"]

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
            demand_tellable(new, None if life is None else life.tuning)
        except KinesicsError as error:
            _log.error("not reloaded, everything stays as it was: %s", error)
            return False
        finally:
            tell_service_manager("READY=1")
        told, waits = changes(self.request, new)
        if life is not None:
            retell(self.request, new, life)
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
            before, after = traits(before), traits(after)
            pairs = [(name, before[name], after[name]) for name in TRAITS]
        else:
            pairs = [(field.name, before, after)]
        for name, was, is_now in pairs:
            if was != is_now:
                kept = at_once if SETTINGS[name].reloads else later
                kept.append(f"{name} {_shown(was)} -> {_shown(is_now)}")
    return at_once, later


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(value) or "-"
    return f"{value:g}" if isinstance(value, float) else str(value)
