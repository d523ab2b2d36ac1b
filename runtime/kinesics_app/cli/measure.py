"""`kinesics measure`: numbers of a motion, and of a life against what is published of people."""

import sys
from pathlib import Path
from typing import Any

import click

from kinesics_app.cli.options import GAZE
from kinesics_app.recording.recording_path import recording_path
from kinesics_app.settings.numbers_given import a_number, a_span

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
_STREAMS = ("channels", "asked", "sent", "played", "measured")
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


MOTION_EXAMPLES = """\b
Examples:
  kinesics measure out/speech/motion.mcap                     (the channels)
  kinesics measure out/speech/motion.mcap --stream played     (joints, by the firmware)
  kinesics measure face.csv --signal jawOpen --signal mouthClose
  kinesics measure robot.csv --with person.csv                (who follows whom)
  kinesics measure out/speech --stream asked --with out/speech --with-stream measured
  kinesics measure face.csv --reference 0:1                   (at rest in its first second)
  kinesics measure face.csv --sound voice.wav --phones voice.lab
  kinesics measure life                                       (see `measure life --help`)
"""


class _MotionByDefault(click.Group):
    """A group whose unknown commands are files to be measured."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            args = ["motion", *args]
        return super().resolve_command(ctx, args)


@click.group(cls=_MotionByDefault, epilog=MOTION_EXAMPLES)
def measure() -> None:
    """Measure FILE of motion, of a robot or a person; or what a robot is like when it lives."""


@measure.command(epilog=MOTION_EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--stream",
    default="channels",
    show_default=True,
    type=click.Choice(_STREAMS),
    help="Of a motion.mcap or joints.csv: what was expressed, or joints at which stage.",
)
@click.option("--signal", "signals", multiple=True, help="Only this one; may be given again.")
@click.option(
    "--with",
    "other",
    type=click.Path(path_type=Path, exists=True),
    help="Another recording of the same moments: coordination, imitation, agreement.",
)
@click.option(
    "--with-stream",
    "other_stream",
    type=click.Choice(_STREAMS),
    help="Which of its streams; --with may be FILE itself.  [default: as --stream]",
)
@click.option(
    "--reference",
    "reference_s",
    metavar="A:B",
    callback=a_span,
    help="From when to when it is at rest [s]; displacements are from there.  [default: the mean]",
)
@click.option(
    "--sound", type=_FILE, help="What was heard.  [default: what a motion.mcap itself holds]"
)
@click.option(
    "--sound-at",
    "sound_at_s",
    default=0.0,
    show_default=True,
    callback=a_number,
    help="When the first sample of --sound (else of what --phones tells) was heard [s].",
)
@click.option("--phones", type=_FILE, help="When which phone is said (docs/phone-times.md).")
@click.option("--phones-format", help="Which of these it is, if its content does not tell.")
@click.option(
    "--robot", help="Of joints: a shipped robot or a rig file.  [default: as the recording says]"
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write measures.csv and measures.html into this folder.",
)
def motion(
    file: Path,
    other: Path | None,
    phones: Path | None,
    phones_format: str | None,
    out: Path | None,
    **options: Any,
) -> None:
    """Speed, smoothness, asymmetry, expressivity, diversity of FILE's signals (docs/measures.md).

    FILE is a motion.mcap (or its folder), channels.csv or joints.csv of kinesics, or the CSV of an
    ARKit face recorder. With a sound or its phones also when lips and jaw move. Prints what
    concerns all signals; `--out` writes everything. Seconds are those of the file: in kinesics's
    own 0 is when its speech begins, in others' the first row.
    """
    from kinesics_app.replay.measuring import Measured, measure_motion

    asked = Measured(
        path=recording_path(file),
        other=None if other is None else recording_path(other),
        phones=None if phones is None else (phones, phones_format),
        **options,
    )
    click.echo(measure_motion(asked, out))


@measure.command(epilog=LIFE_EXAMPLES)
@click.option("--robot", default="humanoid", show_default=True, help="Shipped robot or rig file.")
@click.option(
    "--minutes",
    type=click.FloatRange(2.0, 240.0),
    callback=a_number,
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
    firmware plays them on its twin; each line says which. Exit code 1 when a gate (*) is missed;
    what is missed without one is told, and the exit code is 0.
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
