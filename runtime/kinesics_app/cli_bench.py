"""`kinesics bench`: what a step costs, and what the bridge holds."""

import sys

import click

__all__ = ["bench"]


@click.group(invoke_without_command=True)
@click.option("--quick", is_flag=True, help="Fewer steps: a look, not a measurement.")
@click.pass_context
def bench(ctx: click.Context, *, quick: bool) -> None:
    """Measure the speech network's step and features against raw loops, in the same run.

    Ratios to a hand-written loop over the same library, hot and paced at the real rate: a hot
    loop flatters. Exit code 1 when a ratio misses its bar. `kinesics bench bridge` measures the
    bridge instead.
    """
    if ctx.invoked_subcommand is not None:
        return
    from kinesics_app.bench import Effort
    from kinesics_app.bench import bench as measure
    from kinesics_models import model_folder

    effort = Effort(repeats=3, hot_steps=200, paced_steps=30) if quick else Effort()
    report = measure(model_folder("speech_face"), effort)
    click.echo(report.render())
    if not report.passed:
        sys.exit(1)
