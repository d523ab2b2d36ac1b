"""`bench_tick`: all parts in one run."""

from collections.abc import Callable

from kinesics.rig.load import load_rig
from kinesics_app.bench.figures import Section
from kinesics_app.bench.tick.growth import growth
from kinesics_app.bench.tick.paced import paced
from kinesics_app.tick.realtime import no_long_collections, on_one_core

__all__ = ["bench_tick"]

_LONG_S, _SHORT_S = 60.0, 6.0
_ROUNDS, _FEW_ROUNDS = 15, 3


def bench_tick(
    *, robot: str, backend: str, quick: bool, show: Callable[[str, float], None]
) -> list[Section]:
    """Paced at 100 Hz on the robot's twin, then how the cost grows with what there is to do."""
    rig = load_rig(robot)
    seconds, rounds = (_SHORT_S, _FEW_ROUNDS) if quick else (_LONG_S, _ROUNDS)
    with no_long_collections(), on_one_core() as where:
        return [
            paced(rig, backend, seconds, where, lambda share: show("paced", share)),
            *growth(rig, backend, rounds, lambda share: show("growth", share)),
        ]
