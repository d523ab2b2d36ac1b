"""`bench_all`: every bench in one run, as one report."""

import time
from collections.abc import Callable, Sequence

from kinesics.errors import BridgeError, KinesicsError
from kinesics_app.bench.figures import Section, unmeasured
from kinesics_app.bench.report import Report, machine_told

__all__ = ["PARTS", "bench_all"]

Show = Callable[[str, float], None]

_HEAD = """\
# Benchmarks of kinesics

Made by `kinesics bench all`, one part after the other. {}"""


def bench_all(parts: Sequence[str], *, quick: bool, show: Show) -> Report:
    """Measure `parts` of PARTS; what cannot be measured here is a bar missed, not the end."""
    begin_s = time.monotonic()
    sections = tuple(one for part in parts for one in _measured(part, quick, show))
    return Report(_HEAD, machine_told(time.monotonic() - begin_s), sections)


def _measured(part: str, quick: bool, show: Show) -> Sequence[Section]:
    try:
        return PARTS[part](quick, show)
    except KinesicsError as error:
        return [unmeasured(part, f"Not measured: {part}", error)]


# What a part needs is imported when it is measured: the others go without it.


def _step(quick: bool, show: Show) -> Sequence[Section]:
    from kinesics_app.bench.step import QUICK, Effort, bench
    from kinesics_models import find_model

    show("step", 0.0)
    return [bench(find_model("speech_face"), QUICK if quick else Effort()).section]


def _tick(quick: bool, show: Show) -> Sequence[Section]:
    from kinesics_app.bench.tick.suite import bench_tick

    return bench_tick(robot="humanoid", backend="auto", quick=quick, show=show)


def _studio(quick: bool, show: Show) -> Sequence[Section]:
    from kinesics_app.bench.studio import bench_studios

    return bench_studios(robot="humanoid", quick=quick, show=show)


def _intents(quick: bool, show: Show) -> Sequence[Section]:
    from kinesics_app.bench.intents.suite import bench_intents

    return bench_intents(quick=quick, show=show)


def _live(quick: bool, show: Show) -> Sequence[Section]:
    from kinesics_app.bench.live import suite

    return suite.bench_live(tuple(suite.PARTS), suite.QUICK if quick else suite.FULL, show).sections


def _bridge(quick: bool, show: Show) -> Sequence[Section]:
    from kinesics_app.bench.bridge import suite

    effort = suite.QUICK if quick else suite.FULL
    return suite.bench_bridge(tuple(suite.PARTS), effort, show).sections


def _ros(quick: bool, show: Show) -> Sequence[Section]:
    from kinesics_app.bench.ros import bench_ros, demand_ros

    show("ros", 0.0)
    try:
        demand_ros()
    except BridgeError as error:  # most who measure have no ROS, and miss nothing
        return [Section("ROS", f"Not measured: {error}.", ())]
    return bench_ros(quick=quick)


PARTS: dict[str, Callable[[bool, Show], Sequence[Section]]] = {
    "step": _step,
    "tick": _tick,
    "studio": _studio,
    "intents": _intents,
    "live": _live,
    "bridge": _bridge,
    "ros": _ros,
}
"""What can be measured by itself, in the order of the report."""
