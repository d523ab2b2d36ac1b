"""`kinesics measure`: numbers of a robot's life against what is published of people."""

import sys
from pathlib import Path
from typing import Any

import click

from kinesics_app.cli_options import GAZE

__all__ = ["measure"]

LIFE_EXAMPLES = """\b
Examples:
  kinesics measure life                     (half an hour, some minutes of work)
  kinesics measure life --quick             (the gates of CI)
  kinesics measure life --only blinks --minutes 60 --seed 7
  kinesics measure life --gaze rules
  kinesics measure life --robot my.toml --out life.md
"""

_QUICK_MINUTES = 10.0


@click.group(epilog=LIFE_EXAMPLES)
def measure() -> None:
    """Measure what a robot does against published statistics of people."""


@measure.command(epilog=LIFE_EXAMPLES)
@click.option("--robot", default="humanoid", show_default=True, help="Shipped robot or rig file.")
@click.option(
    "--minutes",
    type=click.FloatRange(2.0, 240.0),
    help="Of virtual time.  [default: 30; with --quick 10]",
)
@click.option("--quick", is_flag=True, help="Fewer minutes: enough for the gates.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0))
@click.option("--only", multiple=True, help="One measure by itself; may be given more than once.")
@GAZE
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the table there too."
)
def life(minutes: float | None, out: Path | None, *, quick: bool, **options: Any) -> None:
    """Gaze and blinks of a simulated half hour: alone, listening, thinking, speaking.

    In virtual time, at the channel, by the joints as sent, and, for its first five minutes, as the
    firmware plays them on its twin; each line says which. Exit code 1 when a gate is missed.
    """
    from kinesics_app.life_measures.suite import MEASURES, measure_life

    unknown = [one for one in options["only"] if one not in MEASURES]
    if unknown:
        raise click.BadParameter(f"no measure {unknown[0]!r}; there are {', '.join(MEASURES)}")
    length = minutes or (_QUICK_MINUTES if quick else 30.0)
    with click.progressbar(length=1000, label="living", file=sys.stderr) as bar:
        report = measure_life(
            minutes=length,
            progress=lambda share: bar.update(round(1000 * share) - bar.pos),
            **options,
        )
    text = report.render()
    click.echo(text)
    if out:
        out.write_text(text + "\n")
    if not report.passed:
        sys.exit(1)
