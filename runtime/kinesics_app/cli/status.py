"""`kinesics status`: how a running robot is, for people."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from kinesics_app.cli.left_late import left_late

__all__ = ["status"]

_AXES = ("valence", "arousal", "dominance")
_FELT = 0.02  # of intensity: less does not show
_SHARE, _LARGEST = 0.05, 3  # of a mixture: what is named of it
_NO_MOOD = "its mood is not known here"

EXAMPLES = """\b
Examples:
  kinesics status                                (of the `kinesics run` on the usual socket)
  kinesics status --socket /run/robot/k.sock
  kinesics status --json
"""


@click.command(epilog=EXAMPLES)
@click.option(
    "--socket",
    type=click.Path(path_type=Path),
    help="Of the `kinesics run`.  [default: the usual one]",
)
@click.option("--json", "as_json", is_flag=True, help="Everything, as programs are told it.")
def status(socket: Path | None, *, as_json: bool) -> None:
    """How a running robot is: its ticks, what they cost, what it feels, sees and hears.

    A stage's row counts its runs by what they took, up to each column's time, the last beyond.
    """
    from kinesics_app.robot import Robot

    with Robot.running(socket) as robot:
        told = robot.status()
    if as_json:
        click.echo(json.dumps(told, indent=2))
        return
    click.echo(f"{told['robot']} is {told['state']}, its networks on {told['backend']}")
    counts = [f"{told[name]} {name}" for name in ("missed", "late", "underruns", "reactions")]
    click.echo(f"{told['ticks']} ticks: {', '.join(counts)}")
    click.echo(_late(told["tick_late"], told["latest"]))
    click.echo(_sound(told["sound"]))
    click.echo(_feels(told["feels"]))
    click.echo(_eyes(told["eyes"]))
    click.echo(_ears(told["ears"]))
    click.echo(_realtime(told["realtime"]))
    for line in _stages(told["histograms"], told["histogram_edges_us"]):
        click.echo(line)
    for line in _remarks(told):
        click.echo(line)


def _late(late: Mapping[str, float], latest: Sequence[Mapping[str, Any]]) -> str:
    """With the cause of the latest tick, where one was late by 10 ms."""
    shown = [f"{late[name] * 1e-3:.1f} ms" for name in ("p50_us", "p99_us", "largest_us")]
    cause = f"; the latest: {latest[0]['cause']}" if latest else ""
    return "a tick began late by (median, 99th percentile, most): " + ", ".join(shown) + cause


def _sound(told: Mapping[str, Any]) -> str:
    """Where its sound goes, and what is to be known of that."""
    kept = {
        "trim_ms": "trim {:g} ms",
        "drift_ppm": "its clock {:+.0f} ppm",
        "jumps": "{} jumps",
        "late_s": "{:g} s came too late",
        "reports": "{} reports",
        "heard_late_ms": "heard {:+g} ms after its lips",
        "refused": "{} reports refused",
        "refused_last": "the last: {}",
    }
    facts = [words.format(told[name]) for name, words in kept.items() if told.get(name)]
    return ", ".join([f"sound: {told['goes']}", *facts])


def _feels(told: Mapping[str, Any]) -> str:
    """What it feels, by whom, and the mood beneath."""
    if told["intensity"] < _FELT:
        felt = "nothing"
    else:
        largest = [*told["mixture"].items()][:_LARGEST]
        shares = [f"{name} {share:.2f}" for name, share in largest if share >= _SHARE]
        axes = ", ".join(f"{name} {told[name]:+.2f}" for name in _AXES)
        felt = f"{', '.join(shares)} ({told['intensity']:.2f} strong; {axes})"
    by = f", {_made_by(told)}" if told["by"] else ""
    mood = told["mood"]
    beneath = "mood " + " ".join(f"{mood[axis]:+.2f}" for axis in _AXES) if mood else _NO_MOOD
    over = f"; {told['expresses']} shows over it" if told["expresses"] else ""
    return f"feels: {felt}{by}; {beneath}{over}"


def _made_by(told: Mapping[str, Any]) -> str:
    words = {
        "command": f"as {told['intent']} asks",
        "elsewhere": "as it is told from elsewhere",
        "before": "what it felt before wears off",
        "events": "of events",
        "hints": f"of hints ({', '.join(told['hints'])})",
        "mood": "of its mood",
    }
    return ", ".join(words[one] for one in told["by"])


def _eyes(told: Mapping[str, Any]) -> str:
    """Whom it sees, and how its camera is."""
    camera = told["camera"]
    who = ", ".join(told["present"]) or "nobody"
    if not camera:
        return f"eyes: sees {who}, as it is told" if told["pictures"] else "eyes: no camera"
    facts = [f"{camera[name]} {name}" for name in ("bad", "dropped", "deaths") if camera.get(name)]
    if camera.get("trouble"):
        return ", ".join([f"eyes: {camera['trouble']}", *facts])
    if not camera.get("pictures", camera.get("rate_hz")):
        return f"eyes: no picture yet of {camera.get('source', 'its camera')}"
    rate = f"{camera['rate_hz']:g} pictures a second of {camera['took_ms']:g} ms"
    return ", ".join([f"eyes: sees {who} by {camera['source']}", rate, *facts])


def _ears(told: Mapping[str, Any]) -> str:
    """Who speaks, and how its microphone is."""
    microphone = told["microphone"]
    speaks = f"{told['speaks']:.2f} sure that somebody speaks"
    if told["by"] == "a program":
        speaks = "whether somebody speaks, a program tells"
    elif told["held"]:
        speaks = "nobody is heard while it speaks: nothing is played here"
    if not microphone:
        return f"ears: {speaks}" if told["by"] else "ears: no microphone"
    names = ("bad", "clipped", "gaps", "rates", "unpaired", "deaths")
    facts = [f"{microphone[name]} {name}" for name in names if microphone.get(name)]
    if microphone.get("trouble"):
        return ", ".join([f"ears: {microphone['trouble']}", *facts])
    if not microphone.get("pieces"):
        return f"ears: no sound yet of {microphone.get('source', 'its microphone')}"
    level = f"{microphone['level_db']:.0f} dB by {microphone['source']}"
    taken = f"its own voice {microphone['taken_db']:.0f} dB fainter"
    return ", ".join(
        [f"ears: {speaks}", level, *([taken] if microphone["taken_db"] else []), *facts]
    )


def _realtime(told: Mapping[str, Any]) -> str:
    memory = "memory locked" if told["memory_locked"] else "memory not locked"
    return f"scheduling: {told['scheduling']}, {memory}, on CPUs {told['cpus']}"


def _stages(histograms: Mapping[str, Sequence[int]], edges_us: Sequence[int]) -> list[str]:
    """A table of runs by cost, a stage a line."""
    heads = [f"{edge} us" if edge < 1000 else f"{edge / 1000:g} ms" for edge in edges_us]
    lines = [f"{'':16}" + "".join(f"{head:>9}" for head in [*heads, "more"])]
    for stage, counts in histograms.items():
        lines.append(f"{stage:16}" + "".join(f"{count or '.':>9}" for count in counts))
    return lines


def _remarks(told: Mapping[str, Any]) -> list[str]:
    budgets, late = told["budgets"], left_late(told)
    lines = [late] if late else []
    lines += [f"{name} missed its budget {n} times" for name, n in _some(budgets.get("missed"))]
    lines += [f"{name} was relieved {n} times" for name, n in _some(budgets.get("rests"))]
    lines += [f"{name} died: {why}" for name, why in told["died"].items()]
    lines += [
        f"{name} died {n} times, and lives again"
        for name, n in _some(told.get("deaths"))
        if name not in told["died"]
    ]
    if told["off"]:
        lines.append(f"switched off: {', '.join(told['off'])}")
    return lines


def _some(counts: Mapping[str, int] | None) -> list[tuple[str, int]]:
    return [(name, count) for name, count in (counts or {}).items() if count]
