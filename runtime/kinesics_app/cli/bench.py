"""`kinesics bench`: what a step costs, and what the bridge holds."""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from kinesics_app.bench.everything import PARTS as ALL
from kinesics_app.bench.everything import bench_all
from kinesics_app.bench.figures import Section
from kinesics_app.bench.places import Places, a_report, check_writable, into_a_report, tell_report
from kinesics_app.bench.progress import Parts
from kinesics_app.bench.report import Report, machine_told
from kinesics_app.cli.examples import share_examples
from kinesics_app.cli.options import BACKEND

__all__ = ["bench", "bench_model"]

EXAMPLES = """\b
Examples:
  kinesics bench                            (the network's step against a raw loop)
  kinesics bench all --quick --json all.json
  kinesics bench tick --quick
  kinesics bench intents --quick
  kinesics bench intents --out intents.md --json intents.json
  kinesics bench studio --quick
  kinesics bench studio --robot desk --out studio.md
  kinesics bench bridge --only load --quick
"""

ALL_EXAMPLES = """\b
Examples:
  kinesics bench all --quick --json bench.json
  kinesics bench all --out bench.md --json bench.json       (some two hours)
  kinesics bench all --only step --only tick --quick
"""

TICK_EXAMPLES = """\b
Examples:
  kinesics bench tick --quick
  kinesics bench tick --out tick.md --json tick.json
"""

BRIDGE_EXAMPLES = """\b
Examples:
  kinesics bench bridge --out BENCHMARKS.md
  kinesics bench bridge --only load --into BENCHMARKS.md
  kinesics bench bridge --quick --json bridge.json
"""

LIVE_EXAMPLES = """\b
Examples:
  kinesics bench live --quick
  kinesics bench live --only soak --minutes 10
  kinesics bench live --out runtime/BENCHMARKS.md
  kinesics bench live --only start --into runtime/BENCHMARKS.md
"""

ROS_EXAMPLES = """\b
Examples:
  kinesics bench ros --quick
  kinesics bench ros --realtime --out ros_nodes/BENCHMARKS.md
  kinesics bench ros --only cost --into ros_nodes/BENCHMARKS.md
  kinesics bench ros --only cuts
"""


@click.group(invoke_without_command=True, epilog=EXAMPLES)
@click.option("--quick", is_flag=True, help="Fewer steps: a look, not a measurement.")
@click.pass_context
def bench(ctx: click.Context, *, quick: bool) -> None:
    """Measure the speech network's step and features against raw loops, in the same run.

    Ratios to a hand-written loop over the same library, hot and paced at the real rate: a hot
    loop flatters. Last, what a step costs and a file weighs against the project's goals, with the
    load of the machine: told, not judged. Exit code 1 when a ratio misses its bar. `kinesics bench
    all` measures this and everything else, as one report.
    """
    if ctx.invoked_subcommand is not None:
        return
    bench_model("speech_face", quick=quick)


def bench_model(model: str, *, quick: bool) -> None:
    """Measure a model, told by its folder or shipped name; exit code 1 when a bar is missed."""
    from kinesics_app.bench.step import QUICK, Effort
    from kinesics_app.bench.step import bench as measure
    from kinesics_models import find_model

    report = measure(find_model(model), QUICK if quick else Effort())
    click.echo(report.render())
    if not report.passed:
        sys.exit(1)


@bench.command("all", epilog=ALL_EXAMPLES)
@click.option("--quick", is_flag=True, help="A look at each, some ten minutes, and ROS.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(list(ALL)),
    help="A part by itself; may be given more than once.",
)
@a_report
def everything(*, quick: bool, only: tuple[str, ...], **places: Path | None) -> None:
    """Measure everything that the other commands of `bench` do, as one report.

    One part after the other: the network's step, a tick and its growth, a studio, intents, a robot
    that lives, the bridge, ROS. A part that cannot be measured here misses its bar. Exit code 1
    when one is missed.
    """
    to = Places(**places)
    to.demand()
    with Parts() as parts:
        report = bench_all(only or tuple(ALL), quick=quick, show=parts.show)
    tell_report(report, to)


@bench.command(epilog=BRIDGE_EXAMPLES)
@click.option("--quick", is_flag=True, help="Fewer trials, a minute in all: a look.")
@click.option("--only", multiple=True, help="A part by itself; may be given more than once.")
@into_a_report
def bridge(*, quick: bool, only: tuple[str, ...], **places: Path | None) -> None:
    """Measure what the bridge promises: lost hosts, STOP, bad wires, clocks, throughput, rivals.

    In virtual time where the figure does not depend on this machine. Exit code 1 when a bar is
    missed.
    """
    from kinesics_app.bench.bridge.suite import (
        FULL,
        PARTS,
        QUICK,
        TITLES,
        bench_bridge,
        demand_parts,
    )

    parts_wanted = only or tuple(PARTS)
    demand_parts(parts_wanted)
    to = Places(**places)
    to.demand([TITLES[part] for part in parts_wanted])
    with Parts() as parts:
        report = bench_bridge(parts_wanted, QUICK if quick else FULL, parts.show)
    tell_report(report, to)


@bench.command(epilog=LIVE_EXAMPLES)
@click.option("--quick", is_flag=True, help="One start and some seconds of each, a minute: a look.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(["start", "soak", "rivals"]),
    help="A part by itself; may be given more than once.",
)
@click.option(
    "--minutes", type=click.FloatRange(0.2), help="How long the soak lasts, in all.  [default: 30]"
)
@click.option(
    "--lead-ms",
    type=click.FloatRange(25.0, 1000.0),
    help="How early rows leave in the soak. `run` has 100, which hides stalls of 85 ms; a machine "
    "that is shared stands still for longer.  [default: 200]",
)
@into_a_report
def live(
    *,
    quick: bool,
    only: tuple[str, ...],
    minutes: float | None,
    lead_ms: float | None,
    **places: Path | None,
) -> None:
    """Measure how a robot that is begun lives: how soon, how long, and beside what others write.

    `kinesics run` on the native firmware, in real time, in processes of their own: from nothing to
    armed, a soak while other cores burn, and a naive loop and a desk robot's sway under the same
    load. Linux, with a compiler: pip install ziglang. Exit code 1 when a bar is missed.
    """
    from kinesics_app.bench.live.suite import FULL, PARTS, QUICK, TITLES, bench_live

    parts_wanted = only or tuple(PARTS)
    to = Places(**places)
    to.demand([TITLES[part] for part in parts_wanted])
    effort = QUICK if quick else FULL
    if minutes is not None:
        effort = replace(effort, minutes=minutes)
    if lead_ms is not None:
        effort = replace(effort, lead_ms=lead_ms)
    with Parts() as parts:
        report = bench_live(parts_wanted, effort, parts.show)
    tell_report(report, to)


@bench.command()
@click.option("--quick", is_flag=True, help="Fewer intents, half a minute in all: a look.")
@a_report
def intents(*, quick: bool, **places: Path | None) -> None:
    """Measure how soon intents show, whether their seams do, and what a flood of them costs.

    The flood runs in real time, and asks for real-time scheduling. Exit code 1 when a bar is
    missed.
    """
    from kinesics_app.bench.intents.suite import bench_intents

    _tell("intents", lambda show: bench_intents(quick=quick, show=show), Places(**places))


@bench.command(epilog=TICK_EXAMPLES)
@click.option("--quick", is_flag=True, help="Some twenty seconds: a look.")
@click.option("--robot", default="humanoid", show_default=True, help="Name or rig file.")
@BACKEND
@a_report
def tick(*, quick: bool, robot: str, backend: str, **places: Path | None) -> None:
    """Measure what a tick costs with everything on, stage by stage, and how that grows.

    Paced at 100 Hz for a minute on the twin, on one core, in processor time of the thread; the
    stages as the clock on the wall tells. Then with 10 to 200 joints, 0 to 32 tracks and 0 to 4
    networks more: the growth must be at most linear. Exit code 1 when a bar is missed.
    """
    from kinesics_app.bench.tick.suite import bench_tick

    how = {"robot": robot, "backend": backend}
    _tell("tick", lambda show: bench_tick(**how, quick=quick, show=show), Places(**places))


@bench.command()
@click.option("--quick", is_flag=True, help="Six seconds of life: a look.")
@click.option("--robot", default="humanoid", show_default=True, help="Name or rig file.")
@a_report
def studio(*, quick: bool, robot: str, **places: Path | None) -> None:
    """Measure what a studio costs the process that moves the robot, read and not read.

    In virtual time, in processor time of the thread, beside the ticks of the same run. Exit code 1
    when that is more than 0.1 ms of each tick, 1 % of the time that a tick has.
    """
    from kinesics_app.bench.studio import bench_studios

    def measured(show: Callable[[str, float], None]) -> list[Section]:
        return bench_studios(robot=robot, quick=quick, show=show)

    _tell("studio", measured, Places(**places))


@bench.command(epilog=ROS_EXAMPLES)
@click.option("--quick", is_flag=True, help="A round of each, 20 s, 6 cuts: eight minutes, a look.")
@click.option(
    "--realtime",
    is_flag=True,
    help="While setpoints are counted, the robot asks to go before all ordinary programs.",
)
@click.option("--only", type=click.Choice(["cost", "late", "cuts"]), help="A part by itself.")
@into_a_report
def ros(*, quick: bool, realtime: bool, **options: Path | str | None) -> None:
    """Measure what ROS costs a robot, beside a bare rclpy publisher of the same messages.

    By nodes and joints, in percent of a core; setpoints that come too late in ten minutes; and
    how soon a robot speaks again after the cable to whoever speaks was cut (`--only cuts`: needs
    network namespaces). Needs rclpy (ros_nodes/README.md). Exit code 1 when a bar is missed.
    """
    from kinesics_app.bench.ros import demand_ros, run_ros

    for place in ("out", "json"):
        if isinstance(path := options[place], Path):
            check_writable(path)
    demand_ros()
    how = [f"--{name}" for name, on in (("quick", quick), ("realtime", realtime)) if on]
    where = [word for name, of in options.items() if of for word in (f"--{name}", str(of))]
    sys.exit(run_ros([*how, *where]))


share_examples(bench, "kinesics bench")


def _tell(
    name: str, measured: Callable[[Callable[[str, float], None]], list[Section]], places: Places
) -> None:
    """Measure, and tell it as the report of `bench NAME`; `measured` is told where to show."""
    places.demand()
    begin_s = time.monotonic()
    with Parts() as parts:
        sections = measured(parts.show)
    head = f"# What `kinesics bench {name}` measured\n\n{{}}"
    tell_report(Report(head, machine_told(time.monotonic() - begin_s), tuple(sections)), places)
