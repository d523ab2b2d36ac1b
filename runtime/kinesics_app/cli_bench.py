"""`kinesics bench`: what a step costs, and what the bridge holds."""

import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from kinesics.errors import BridgeError
from kinesics_app.bench_report import Parts, check_writable, demand_places, tell_report
from kinesics_app.cli_options import BACKEND

__all__ = ["bench", "bench_model"]

BRIDGE_EXAMPLES = """\b
Examples:
  kinesics bench bridge --out BENCHMARKS.md
  kinesics bench bridge --only load --into BENCHMARKS.md
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


def _into_a_report(command: Any) -> Any:
    """`--out` and `--into`: where a report goes."""
    place = click.Path(path_type=Path, dir_okay=False)
    there = click.Path(path_type=Path, dir_okay=False, exists=True)
    into = click.option("--into", type=there, help="Renew the measured parts in the report there.")
    return click.option("--out", type=place, help="Write a report there.")(into(command))


@click.group(invoke_without_command=True)
@click.option("--quick", is_flag=True, help="Fewer steps: a look, not a measurement.")
@click.pass_context
def bench(ctx: click.Context, *, quick: bool) -> None:
    """Measure the speech network's step and features against raw loops, in the same run.

    Ratios to a hand-written loop over the same library, hot and paced at the real rate: a hot
    loop flatters. Last, what a step costs and a file weighs against the project's goals, with the
    load of the machine: told, not judged. Exit code 1 when a ratio misses its bar. `kinesics bench
    bridge` measures the bridge instead.
    """
    if ctx.invoked_subcommand is not None:
        return
    bench_model("speech_face", quick=quick)


def bench_model(model: str, *, quick: bool) -> None:
    """Measure a model, told by its folder or shipped name; exit code 1 when a bar is missed."""
    from kinesics_app.bench import QUICK, Effort
    from kinesics_app.bench import bench as measure
    from kinesics_models import find_model

    report = measure(find_model(model), QUICK if quick else Effort())
    click.echo(report.render())
    if not report.passed:
        sys.exit(1)


@bench.command(epilog=BRIDGE_EXAMPLES)
@click.option("--quick", is_flag=True, help="Fewer trials, a minute in all: a look.")
@click.option("--only", multiple=True, help="A part by itself; may be given more than once.")
@_into_a_report
def bridge(*, quick: bool, only: tuple[str, ...], out: Path | None, into: Path | None) -> None:
    """Measure what the bridge promises: lost hosts, STOP, bad wires, clocks, throughput, rivals.

    In virtual time where the figure does not depend on this machine. Exit code 1 when a bar is
    missed.
    """
    from kinesics_app.bridge_bench.suite import (
        FULL,
        PARTS,
        QUICK,
        TITLES,
        bench_bridge,
        demand_parts,
    )

    parts_wanted = only or tuple(PARTS)
    demand_parts(parts_wanted)
    demand_places(out, into, [TITLES[part] for part in parts_wanted])
    with Parts() as parts:
        report = bench_bridge(parts_wanted, QUICK if quick else FULL, parts.show)
    tell_report(report, out, into)


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
@_into_a_report
def live(
    *,
    quick: bool,
    only: tuple[str, ...],
    minutes: float | None,
    out: Path | None,
    into: Path | None,
) -> None:
    """Measure how a robot that is begun lives: how soon, how long, and beside what others write.

    `kinesics run` on the native firmware, in real time, in processes of their own: from nothing to
    armed, a soak while other cores burn, and a naive loop and a desk robot's sway under the same
    load. Linux, with a compiler: pip install ziglang. Exit code 1 when a bar is missed.
    """
    from kinesics_app.live_bench.suite import FULL, PARTS, QUICK, TITLES, bench_live

    parts_wanted = only or tuple(PARTS)
    demand_places(out, into, [TITLES[part] for part in parts_wanted])
    effort = QUICK if quick else FULL
    if minutes is not None:
        effort = replace(effort, minutes=minutes)
    with Parts() as parts:
        report = bench_live(parts_wanted, effort, parts.show)
    tell_report(report, out, into)


@bench.command()
@click.option("--quick", is_flag=True, help="Fewer intents, half a minute in all: a look.")
def intents(*, quick: bool) -> None:
    """Measure how soon intents show, whether their seams do, and what a flood of them costs.

    The flood runs in real time, and asks for real-time scheduling. Exit code 1 when a bar is
    missed.
    """
    from kinesics_app.intent_bench.suite import bench_intents

    with Parts() as parts:
        sections = bench_intents(quick=quick, show=parts.show)
    click.echo("\n\n".join(section.markdown() for section in sections))
    if not all(section.passed for section in sections):
        sys.exit(1)


@bench.command()
@click.option("--quick", is_flag=True, help="Six seconds: a look.")
@click.option("--robot", default="humanoid", show_default=True, help="Name or rig file.")
@BACKEND
def tick(*, quick: bool, robot: str, backend: str) -> None:
    """Measure what a tick costs with everything on, stage by stage, and how that grows.

    Paced at 100 Hz for a minute on the twin, in processor time of the thread; the stages as the
    clock on the wall tells. Exit code 1 when a bar is missed.
    """
    from kinesics_app.tick_bench import bench_tick

    with Parts() as parts:
        sections = bench_tick(robot=robot, backend=backend, quick=quick, show=parts.show)
    click.echo("\n\n".join(section.markdown() for section in sections))
    if not all(section.passed for section in sections):
        sys.exit(1)


@bench.command()
@click.option("--quick", is_flag=True, help="Six seconds of life: a look.")
@click.option("--robot", default="humanoid", show_default=True, help="Name or rig file.")
def studio(*, quick: bool, robot: str) -> None:
    """Measure what a studio costs the process that moves the robot, read and not read.

    In virtual time, in processor time of the thread, beside the ticks of the same run. Exit code 1
    when it is more than a fifth of a tick.
    """
    from kinesics_app.studio_bench import bench_studio

    costs = {
        what: bench_studio(robot, reads=reads, ticks=600 if quick else 3000)
        for what, reads in (("a studio that reads", True), ("one that stalls", False))
    }
    click.echo("\n\n".join(f"{what}:\n\n{cost.render()}" for what, cost in costs.items()))
    if not all(cost.passed for cost in costs.values()):
        sys.exit(1)


@bench.command(epilog=ROS_EXAMPLES)
@click.option("--quick", is_flag=True, help="A round of each, 20 s, 6 cuts: eight minutes, a look.")
@click.option(
    "--realtime",
    is_flag=True,
    help="While setpoints are counted, the robot asks to go before all ordinary programs.",
)
@click.option("--only", type=click.Choice(["cost", "late", "cuts"]), help="A part by itself.")
@_into_a_report
def ros(*, quick: bool, realtime: bool, **options: Path | str | None) -> None:
    """Measure what ROS costs a robot, beside a bare rclpy publisher of the same messages.

    By nodes and joints, in percent of a core; setpoints that come too late in ten minutes; and
    how soon a robot speaks again after the cable to whoever speaks was cut (`--only cuts`: needs
    network namespaces). Needs rclpy (ros_nodes/README.md). Exit code 1 when a bar is missed.
    """
    if isinstance(options["out"], Path):
        check_writable(options["out"])
    missing = [name for name in ("kinesics_ros", "rclpy") if find_spec(name) is None]
    if missing:
        raise BridgeError(
            f"no {' and no '.join(missing)} in this Python; wanted an environment as in "
            "ros_nodes/README.md"
        )
    how = [f"--{name}" for name, on in (("quick", quick), ("realtime", realtime)) if on]
    where = [word for name, of in options.items() if of for word in (f"--{name}", str(of))]
    # A program of its own: kinesics_ros is built on this package, not the other way round.
    command = [sys.executable, "-m", "kinesics_ros.bench", *how, *where]
    sys.exit(subprocess.run(command, check=False).returncode)
