"""`kinesics diff`: in what two recordings differ."""

import sys
from pathlib import Path

import click

from kinesics_app.recording.recording_path import recording_path

__all__ = ["diff"]

EXAMPLES = """\b
Examples:
  kinesics diff before/motion.mcap after/motion.mcap
  kinesics diff before after                      (folders that `perform` wrote)
  kinesics diff before after --within 0.001       (rad, m, or 1 of a weight)
"""

_SHOWN = 8


@click.command(epilog=EXAMPLES)
@click.argument("a", type=click.Path(path_type=Path, exists=True))
@click.argument("b", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--within",
    default=0.0,
    show_default=True,
    type=click.FloatRange(min=0.0),
    help="Differences up to this are none [unit of the signal].",
)
def diff(a: Path, b: Path, within: float) -> None:
    """Compare recordings A and B: channels, and joints asked, sent, played and measured.

    Exit code 0 when they are the same, else 1.
    """
    from kinesics.record.difference import differences
    from kinesics.record.mcap_file import read_mcap

    one, other = (read_mcap(recording_path(path)) for path in (a, b))
    found = differences(one, other, within)
    for difference in found:
        click.echo(f"{difference.stream}: {difference.what}")
        for name, apart, at_s in difference.signals[:_SHOWN]:
            click.echo(f"  {name:24} {apart:12.6g} at most; first at {at_s:.2f} s")
        more = len(difference.signals) - _SHOWN
        if more > 0:
            click.echo(f"  and {more} more")
    if not found:
        rows = sum(len(stream.t_ns) for stream in one.values())
        click.echo(f"the same: {rows} rows of {', '.join(one)}")
    sys.exit(1 if found else 0)
