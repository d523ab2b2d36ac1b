"""The ears' process: `python -m kinesics_app.ears HATCH`, a descriptor of whoever began it.

Of what it hears it tells how surely somebody else speaks; no sound leaves it, none is kept.
"""

import select
from collections.abc import Mapping
from typing import Any

from kinesics.errors import AudioError
from kinesics_app.ears.desk import Desk
from kinesics_app.ears.keeper import GIVEN
from kinesics_app.ears.source import Source, open_source
from kinesics_app.processes.hatch import Hatch
from kinesics_app.senses.sense_process import Patience, attend

__all__ = ["main"]

_TURN_S = 0.01


def _work(hatch: Hatch, settings: Mapping[str, Any]) -> None:
    desk = Desk(hatch, settings["microphone"])
    if desk.source == GIVEN:
        desk.tell(now=True)
        while desk.turn([]):
            select.select([hatch], [], [], _TURN_S)
    else:
        _through_microphone(desk, 1e-3 * settings["delay_ms"])


def _through_microphone(desk: Desk, delay_s: float) -> None:
    """Until nobody wants it; one that is lost is tried again, less and less often.

    Raises:
        AudioError: there never was one.
    """
    patience, begun = Patience(), False
    while not desk.hatch.closed:
        before = desk.intake.pieces
        try:
            source = open_source(desk.source, delay_s)
            begun = True
            trouble = _until_lost(desk, source)
        except AudioError as error:
            if not begun:
                raise
            trouble = str(error)
        if trouble:
            again_s = patience.again_s(worked=desk.intake.pieces > before)
            desk.lose(f"{trouble}; tried again in {again_s:g} s")
            desk.wait(again_s)


def _until_lost(desk: Desk, source: Source) -> str:
    """Hear it; why that ended, if somebody still wants it."""
    desk.begin()
    try:
        while desk.turn(source.pieces()):
            select.select([desk.hatch], [], [], _TURN_S)
    except AudioError as error:
        return str(error)
    finally:
        source.close()
    return ""


def main() -> None:
    """Hear until whoever began this process closes its end."""
    attend(_work)


if __name__ == "__main__":
    main()
