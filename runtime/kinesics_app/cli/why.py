"""`kinesics why`: which layer, intent, rule and limit made a channel what it was."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kinesics_app.recording.recording_path import recording_path

if TYPE_CHECKING:
    from kinesics_app.replay.why import Why

__all__ = ["why"]

EXAMPLES = """\b
Examples:
  kinesics perform speech.wav --out take
  kinesics why take --t 1.3 --channel jawOpen
  kinesics why take --t 1.3                      (every channel that somebody moves)
  kinesics why life.mcap --t 42 --channel gaze_yaw    (of `kinesics run --record FILE`)
"""

_LEAST = 5e-5


@click.command(epilog=EXAMPLES)
@click.argument("recording", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--t",
    "t_s",
    type=float,
    required=True,
    help="Seconds after the speech is heard; of a run, after its file began.",
)
@click.option("--channel", help="As in channels.csv.  [default: all, a line each]")
@click.option("--robot", help="Name or rig file.  [default: the recording's, or humanoid]")
def why(recording: Path, t_s: float, channel: str | None, robot: str | None) -> None:
    """Say why a channel of a RECORDING was what it was: layer, intent, rule, and what held it.

    The rows are made again, from the tracks that the recording holds: what is told is what the
    mixer did.
    """
    from kinesics_app.replay import why as reasons

    path = recording_path(recording)
    if channel is None:
        at_s, moved = reasons.moved_at(path, t_s, robot)
        click.echo(f"at {at_s:.3f} s")
        for name, value, who in moved:
            click.echo(f"  {name:22} {value:8.4f}  {who}")
        return
    click.echo("\n".join(_lines(reasons.why(path, t_s, channel, robot))))


def _lines(found: "Why") -> list[str]:
    lines = [f"{found.channel} at {found.t_s:.3f} s: {found.value:.4f} {found.unit}"]
    for n, one in enumerate(found.reasons):
        if n != found.decides and abs(one.value) < _LEAST:
            continue
        dials = "" if one.gain == 1.0 else f", dials x {one.gain:.2f}"
        weight = "" if one.weight == 1.0 else f", weight {one.weight:.2f}"
        lost = "" if one.yields == 0.0 else f", closed or round lips took {one.yields:.0%} of it"
        here = f"  <- decides: {found.rule}" if n == found.decides else ""
        verb = "wants" if one.kind == "over" else "adds"
        lines.append(f"  {one.source:10} {verb} {one.value:.4f}{dials}{weight}{lost}{here}")
    if not found.reasons:
        lines.append("  nobody wants anything of it")
    elif found.decides is None:
        lines.append(f"  {found.rule}")
    low, high = found.range
    if not low <= found.mixed <= high:
        lines.append(f"  together {found.mixed:.4f}: cut to its range, {low:g} to {high:g}")
    if abs(found.after) > _LEAST:
        lines.append(f"  {_after(found)}: {found.after:+.4f}")
    lines += [f"  asked, from {at_s:.2f} s on: {what}" for at_s, what in found.asked]
    lines += [
        f"joint {one.name}: asked {one.asked:.4f}, sent {one.sent:.4f} {one.unit}"
        + (f", held by {', '.join(one.by)}" if one.by else "")
        for one in found.joints
    ]
    if not found.is_as_recorded:
        lines.append("this row went out otherwise when it was recorded: by another version?")
    return lines if found.joints else [*lines, "no joint of this robot shows it"]


def _after(found: "Why") -> str:
    from kinesics.motion.channels import CHANNELS, index

    if CHANNELS[index(found.channel)].region == "gaze":
        return "the eyes are steadied against what moves head and torso"
    return "lips begin early for servos that are slow"
