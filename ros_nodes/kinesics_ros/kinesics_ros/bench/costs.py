"""`main`: what ROS costs a robot, as `kinesics bench ros` tells it.

Everything is measured beside its references at the same time on the same machine: whatever else
that does tells alike on all.
"""

import argparse
import json
import os
import shlex
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from statistics import median

from kinesics.errors import KinesicsError
from kinesics.rig.load import load_rig
from kinesics_app.bench.chapters import renewed, verdict
from kinesics_app.bench.figures import Figure, Section
from kinesics_app.bench.report import document_of, machine_told
from kinesics_ros.bench.cut.repeats import FULL, QUICK, Repeats, chapter
from kinesics_ros.bench.processes import RATE_HZ, Beside, small_rig

__all__ = ["main", "report"]

_OF_PARTS = (
    "The bar of the ratio is body_node's alone. Parts take many times the bare publisher because "
    "that publishes what body_node does, not the tracks, packets, rows and orders that parts send "
    "each other, and none of what reading them takes."
)
_PARTS = ("mixer_node", "speech_node", "expression_node", "gaze_node", "gesture_node")
_NAMED = 2  # nodes: of more the names fill no table
_RATIO = 1.5
_SHARE = 55.0
_WARM_S = 10.0

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Effort:
    rounds: int
    round_s: float
    late_s: float
    repeats: tuple[Repeats, ...]
    realtime: bool = False
    """Whether the robot whose setpoints are counted asks to go before all ordinary programs."""


_FULL = _Effort(4, 15.0, 600.0, FULL)
_QUICK = _Effort(1, 8.0, 20.0, QUICK)


@dataclass(frozen=True, slots=True)
class _Setup:
    """Nodes by processes, and the robot that they are."""

    processes: tuple[tuple[str, ...], ...]
    robot: str
    joints: int

    @property
    def name(self) -> str:
        nodes = sum(map(len, self.processes))
        told = " + ".join(", ".join(nodes) for nodes in self.processes)
        return told if nodes <= _NAMED else f"mixer_node and {nodes - 1} that think"

    @property
    def counts(self) -> str:
        """Nodes and processes."""
        return f"{sum(map(len, self.processes))} in {len(self.processes)}"


def main() -> int:
    """Measure, print the report, and write it if asked; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="kinesics bench ros")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--realtime", action="store_true")
    parser.add_argument("--only", choices=("cost", "late", "cuts"))
    parser.add_argument("--out", type=Path)
    parser.add_argument("--into", type=Path)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    effort = replace(_QUICK if asked.quick else _FULL, realtime=asked.realtime)
    begin_s = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        setups = _setups(Path(folder))
        parts = {
            "cost": lambda: _cost(setups, effort),
            "late": lambda: _late(setups[0], effort),
            "cuts": lambda: chapter(effort.repeats),
        }
        try:
            sections = [parts[name]() for name in ([asked.only] if asked.only else parts)]
        except KinesicsError as error:
            parser.exit(1, f"kinesics: {error}\n")
    machine = machine_told(time.monotonic() - begin_s)
    text = report(sections, machine, sys.argv[1:])
    if asked.out:
        asked.out.write_text(text, encoding="utf-8")
    if asked.into:
        before = asked.into.read_text(encoding="utf-8")
        asked.into.write_text(renewed(before, tuple(sections), machine), encoding="utf-8")
    if asked.json:
        document = document_of(sections, machine)
        asked.json.write_text(f"{json.dumps(document, indent=1)}\n", encoding="utf-8")
    sys.stdout.write(text)
    return 0 if all(section.passed for section in sections) else 1


def _setups(folder: Path) -> Sequence[_Setup]:
    """The first is the one that bars are for."""
    whole = Path(str(files("kinesics.rig"))) / "robots" / "humanoid" / "humanoid.toml"
    few = [_Setup((("body_node",),), str(small_rig(whole, n, folder)), n) for n in (20, 6)]
    joints = len(load_rig("humanoid").joints)
    body, *others = (
        _Setup(processes, "humanoid", joints)
        for processes in (
            (("body_node",),),
            (("body_node",), ("recorder_node",)),
            (_PARTS,),
            tuple((part,) for part in _PARTS),
        )
    )
    return (body, *few, *others)


def _cost(setups: Sequence[_Setup], effort: _Effort) -> Section:
    head = (
        "nodes",
        "in processes",
        "joints",
        "nodes, % of a core",
        "`run`",
        "ROS adds",
        "bare publisher",
        "ratio",
    )
    rows: list[Row] = [(*head, "load")]
    figures: tuple[Figure, ...] = ()
    for number, setup in enumerate(setups, start=1):
        takes_s = _WARM_S + effort.rounds * effort.round_s
        goes_on = (
            f"cost {number} of {len(setups)}: {setup.name}, {setup.joints} joints, {takes_s:g} s"
        )
        sys.stderr.write(f"{goes_on} and their start\n")
        shares, load = _measured(setup, effort)
        nodes, run, bare = (
            median(one[name] for one in shares) for name in ("nodes", "run", "bare")
        )
        added = median(one["nodes"] - one["run"] for one in shares)
        ratio = added / bare
        told = f"{nodes:.1f}", f"{run:.1f}", f"{added:.1f}", f"{bare:.1f}", f"{ratio:.2f}"
        rows.append((setup.name, setup.counts, str(setup.joints), *told, f"{load:.1f}"))
        figures = figures or _bars(setup, nodes, ratio, effort.rounds)
    return Section(
        "What ROS adds",
        f"Rows at {RATE_HZ} Hz, joint states as measured, diagnostics and status at 1 Hz; each "
        "robot lives on its twin, in the same process. Beside it, at the same time: `kinesics run` "
        "on the same robot, and rclpy alone that publishes messages of the same types and sizes as "
        "often. Medians of "
        f"{effort.rounds} rounds of {effort.round_s:g} s, in percent of a core.",
        figures,
        ("ROS adds what the nodes take beyond `kinesics run`.", _OF_PARTS),
        tuple(rows),
    )


def _measured(setup: _Setup, effort: _Effort) -> tuple[list[dict[str, float]], float]:
    """Shares of each round, and the load at the end."""
    with Beside(setup.processes, setup.robot, setup.joints, realtime=False) as beside:
        beside.wait(_WARM_S)
        shares = [dict(beside.shares(effort.round_s)) for _ in range(effort.rounds)]
    return shares, os.getloadavg()[0]


def _bars(setup: _Setup, nodes: float, ratio: float, rounds: int) -> tuple[Figure, ...]:
    whole = f"{setup.name}, {setup.joints} joints, its twin included"
    return (
        Figure(
            f"{whole}: share of a core",
            f"{nodes:.1f} %",
            rounds,
            f"<= {_SHARE:g} %",
            nodes <= _SHARE,
        ),
        Figure(
            "what ROS adds, over what the bare publisher takes",
            f"{ratio:.2f}",
            rounds,
            f"<= {_RATIO:g}",
            ratio <= _RATIO,
        ),
    )


def _late(setup: _Setup, effort: _Effort) -> Section:
    """Setpoints that reached the firmware too late, over minutes."""
    idle = os.getloadavg()[0]
    with Beside(setup.processes, setup.robot, 0, realtime=effort.realtime) as beside:
        beside.wait(_WARM_S)
        before = dict(beside.status)
        _pass(beside.wait, effort.late_s)
        after = beside.status
        counted = {
            name: after[name] - before[name] for name in ("ticks", "missed", "late", "underruns")
        }
    load = os.getloadavg()[0]
    return Section(
        "Late setpoints",
        f"{setup.name} on its twin for {effort.late_s / 60:.2g} min, idle life, lead 100 ms, "
        f"{'with' if effort.realtime else 'without'} real-time scheduling. Load average before it "
        f"{idle:.1f}, at the end {load:.1f}.",
        (
            Figure(
                "setpoints late", str(counted["late"]), counted["ticks"], "0", counted["late"] == 0
            ),
            Figure("underruns in the firmware", str(counted["underruns"]), counted["ticks"]),
            Figure(
                "ticks that began more than a tick late", str(counted["missed"]), counted["ticks"]
            ),
        ),
    )


def _pass(wait: Callable[[float], None], seconds: float) -> None:
    """Tell once a minute that it goes on."""
    end_s = time.monotonic() + seconds
    while (left_s := end_s - time.monotonic()) > 0:
        wait(min(left_s, 60.0))
        sys.stderr.write(f"\r{max(left_s, 0.0) / 60:.0f} min left ")
    sys.stderr.write("\n")


def report(sections: Sequence[Section], machine: str, words: Sequence[str]) -> str:
    """As Markdown; `words`: those of the command line by which it was made."""
    chapters = "\n\n".join(section.markdown() for section in sections)
    command = shlex.join(["kinesics", "bench", "ros", *words])
    return (
        f"# Benchmarks of the ROS nodes\n\nMade by `{command}`. {machine}"
        f"\n\n{verdict(chapters)}\n\n{chapters}\n"
    )
