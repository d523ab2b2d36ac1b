"""`kinesics replay`: a recording sent to a firmware again."""

import sys
from pathlib import Path

import click

from kinesics_app.cli.watch import WATCHED, Page, watched
from kinesics_app.recording.recording_path import recording_path

__all__ = ["replay"]

EXAMPLES = """\b
Examples:
  kinesics perform speech.wav --out take
  kinesics replay take
  kinesics replay take --studio                           (on a page, at the speed of then)
  kinesics replay motion.mcap --robot my_robot.toml       (what recorder_node wrote)
"""


@click.command(epilog=EXAMPLES)
@click.argument("recording", type=click.Path(path_type=Path, exists=True))
@click.option("--robot", help="Name or rig file.  [default: the recording's, or humanoid]")
@WATCHED
def replay(recording: Path, robot: str | None, page: Page) -> None:
    """Send the rows of a RECORDING to the twin's firmware again, each when it was sent.

    Of a `perform` (file or folder) what is played is compared with what was played then, and its
    rows are made again from its tracks, without a network; of a recording over ROS with `sent_rows`
    in it, the rows. The digests are the same each time, on any machine. Exit code 1 when something
    is not as recorded.
    """
    from kinesics_app.replay.replay import replay as run
    from kinesics_app.replay.replay import robot_in

    path = recording_path(recording)
    with watched(page, robot or robot_in(path), "A replay") as watch:
        done = run(path, robot, watch)
    click.echo(f"{done.rows} rows of {done.joints} joints, {done.seconds:.1f} s, sent again")
    if done.lives > 1:
        click.echo(
            f"in {done.lives} lives, each to a twin of its own: it was armed anew in between"
        )
    click.echo(f"went out otherwise than recorded: {done.changed}")
    if done.played_rows:
        click.echo(f"played otherwise, of {done.played_rows} rows: {done.played_otherwise}")
    if done.apart is not None:
        share, joint = done.apart
        click.echo(f"played, beside what was told then: {share:.3%} of its range apart ({joint})")
    if done.made_again:
        click.echo(
            f"made again from its tracks otherwise, of {done.made_again}: {done.made_otherwise}"
        )
    click.echo(f"sent   {done.sent_digest}\nplayed {done.played_digest}")
    sys.exit(0 if done.is_same else 1)
