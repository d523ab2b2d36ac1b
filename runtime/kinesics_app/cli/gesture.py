"""`kinesics gesture`: what there is, what a robot makes of it, shown on the twin, and imported."""

import sys
from pathlib import Path

import click

from kinesics.errors import GestureError
from kinesics_app.cli.examples import share_examples
from kinesics_app.settings.numbers_given import a_number, a_point

__all__ = ["gesture"]

EXAMPLES = """\b
Examples:
  kinesics gesture list
  kinesics gesture list --class emblem
  kinesics gesture list --robot my_robot.toml       (what it can show of them)
  kinesics gesture show wave --robot my_robot.toml
  kinesics gesture play wave --side left --size 0.8
  kinesics gesture play point --target 1.0 0.5 0.9
  kinesics gesture import dance.bvh --out dance.toml
  kinesics gesture play dance.toml
"""

ROBOT = click.option(
    "--robot", default="humanoid", show_default=True, help="Shipped robot or rig file."
)
SIZE = click.option(
    "--size",
    default=0.5,
    show_default=True,
    type=click.FloatRange(0.0, 1.0),
    callback=a_number,
    help="0 the least that it may be, 0.5 as authored, 1 the largest.",
)
SIDE = click.option("--side", type=click.Choice(["left", "right"]), help="The hand that leads.")
TARGET = click.option(
    "--target",
    nargs=3,
    type=float,
    metavar="X Y Z",
    callback=a_point,
    help="What is pointed at: metres forward, left, up from the base.",
)


@click.group(epilog=EXAMPLES)
def gesture() -> None:
    """Gestures: the library, what a robot can show of it, and motion of others."""


@gesture.command("list")
@click.option("--class", "kind", help="Only one of beat, deictic, emblem, iconic, mime.")
@click.option(
    "--robot", help="Shipped robot or rig file: which of them it can show, and why not the others."
)
@click.option(
    "--gestures",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of gestures and imported motion of one's own, beside them.",
)
def list_(*, kind: str | None, robot: str | None, gestures: Path | None) -> None:
    """List every gesture with what it may stand for; any of these names can be asked for."""
    from kinesics.gesture.gesture import CLASSES
    from kinesics_app.performance.gesture_list import listed

    if kind is not None and kind not in CLASSES:
        raise GestureError(f"no class {kind!r}; there are {', '.join(CLASSES)}")
    for line in listed(kind, robot, gestures):
        click.echo(line)


@gesture.command(epilog=EXAMPLES)
@click.argument("name")
@ROBOT
@SIZE
@SIDE
@TARGET
def show(
    *,
    name: str,
    robot: str,
    size: float,
    side: str | None,
    target: tuple[float, float, float] | None,
) -> None:
    """Tell what a robot makes of a gesture: phases, times, what is near, and what it cannot do."""
    from kinesics.rig.load import load_rig
    from kinesics_app.performance.gesturing import described

    rig = load_rig(robot)
    for line in described(rig, name, (size, side or "", target)):
        click.echo(line)


@gesture.command(epilog=EXAMPLES)
@click.argument("name")
@ROBOT
@SIZE
@SIDE
@TARGET
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the results, overwritten.  [default: out/gesture-NAME]",
)
def play(
    *,
    name: str,
    robot: str,
    size: float,
    side: str | None,
    target: tuple[float, float, float] | None,
    out: Path | None,
) -> None:
    """Play a gesture, or the file of one or of imported motion, on the twin.

    Writes what `kinesics perform` writes, report.html with it; the sound is silence.
    """
    from kinesics.record.summary_text import render_summary
    from kinesics_app.performance.gesturing import play_gesture

    folder = out or Path("out") / f"gesture-{Path(name).stem}"
    played = play_gesture(name, robot, (size, side or "", target), folder)
    silent = {**played.summary, "accuracy": {}}  # no lips were judged
    click.echo(render_summary(silent, played.timing, "silence"))
    if (guard := played.guard) is not None:
        click.echo(
            f"guard                 {guard.slowed} rows slowed for the hands, {guard.slid} turned "
            f"aside, {guard.braked} braked"
        )
    for sentence in played.cannot:
        click.echo(f"kinesics: {sentence}", err=True)
    click.echo(f"\nreport: {click.format_filename((folder / 'report.html').resolve())}")
    sys.exit(1 if played.cannot else 0)


@gesture.command("import", epilog=EXAMPLES)
@click.argument("motion", type=click.Path(path_type=Path))
@click.option("--format", "kind", help="furhat, reachy, labanotation or bvh.  [default: its own]")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write.  [default: NAME_OF_MOTION.toml]",
)
@click.option("--force", is_flag=True, help="Overwrite it.")
def import_(*, motion: Path, kind: str | None, out: Path | None, force: bool) -> None:
    """Read a Furhat gesture, a Reachy move, Labanotation or BVH into a file of channels."""
    from kinesics.gesture.clip import write_clip
    from kinesics.gesture.importers.read import FORMATS, import_motion

    if kind is not None and kind not in FORMATS:
        raise GestureError(f"no format {kind!r}; there are {', '.join(FORMATS)}")
    path = out or Path(f"{motion.stem}.toml")
    if path.exists() and not force:
        raise GestureError(f"{path} is there already; name another --out, or give --force")
    found, clip = import_motion(motion, kind)
    try:
        path.write_text(write_clip(clip), encoding="utf-8")
    except OSError as error:
        raise GestureError(f"cannot write {path}: {error.strerror}; name another --out") from error
    length_s = float(clip.times_s[-1] - clip.times_s[0])
    click.echo(f"{path}: {found}, {len(clip.times_s)} rows, {length_s:.1f} s")
    for note in clip.notes:
        click.echo(f"left out  {note}")
    click.echo(f"next      kinesics gesture play {path}")


share_examples(gesture, "kinesics gesture")
