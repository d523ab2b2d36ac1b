"""`bench_intents`: all parts in one run."""

from collections.abc import Callable

from kinesics_app.bench.figures import Section
from kinesics_app.bench.intents.flood import flood
from kinesics_app.bench.intents.injections import injections

__all__ = ["bench_intents"]

_INJECTIONS, _FLOOD_S = 1000, 60.0
_FEW, _SHORT_S = 40, 5.0


def bench_intents(*, quick: bool, show: Callable[[str, float], None]) -> list[Section]:
    """The seams in virtual time, then the flood in real time; `show` is told the part and share."""
    return [
        injections(_FEW if quick else _INJECTIONS, 0, lambda share: show("injections", share)),
        flood(_SHORT_S if quick else _FLOOD_S, lambda share: show("flood", share)),
    ]
