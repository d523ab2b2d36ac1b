"""`kinesics`: the command line."""

import logging
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from kinesics_app.cli.bench import bench
from kinesics_app.cli.black_box import black_box
from kinesics_app.cli.calibrate import calibrate
from kinesics_app.cli.command_group import CommandGroup
from kinesics_app.cli.config import config
from kinesics_app.cli.diff import diff
from kinesics_app.cli.disarm import disarm
from kinesics_app.cli.doctor import doctor
from kinesics_app.cli.export import export
from kinesics_app.cli.express import express
from kinesics_app.cli.faults import fault_proxy
from kinesics_app.cli.firmware import firmware
from kinesics_app.cli.gesture import gesture
from kinesics_app.cli.hear import hear
from kinesics_app.cli.intent import intent
from kinesics_app.cli.joint import joint
from kinesics_app.cli.loopback import loopback
from kinesics_app.cli.measure import measure
from kinesics_app.cli.models import models
from kinesics_app.cli.odometer import odometer
from kinesics_app.cli.options import (
    AFFECT,
    BACKEND,
    DEVICE,
    DIAL,
    GAZE,
    GESTURES,
    LEAD_MS,
    LOOKAHEAD_MS,
    LOUDNESS,
    ROBOT,
    of_setting,
    own_models,
)
from kinesics_app.cli.ports import ports
from kinesics_app.cli.replay import replay
from kinesics_app.cli.rig import rig
from kinesics_app.cli.run import run
from kinesics_app.cli.see import see
from kinesics_app.cli.status import status
from kinesics_app.cli.stop import stop
from kinesics_app.cli.studio import studio
from kinesics_app.cli.trace import trace
from kinesics_app.cli.twin import twin
from kinesics_app.cli.watch import WATCHED, Page, watched
from kinesics_app.cli.why import why
from kinesics_app.processes.interrupts import end_alike, exit_code

if TYPE_CHECKING:
    from kinesics_app.performance.perform import Performance
    from kinesics_app.recording.meanwhile import Beside

__all__ = ["main"]

EXAMPLES = """\b
Examples:
  kinesics perform speech.wav               (a sound file becomes motion, and a report)
  kinesics run                              (a robot that is alive, on the twin)
  kinesics intent express "slightly worried but hopeful"     (asked of it, in another terminal)
  kinesics studio                           (the same in a browser)
  kinesics rig report humanoid              (what a body can show)
  kinesics doctor                           (is all well, and what to do)
"""

PERFORM_EXAMPLES = """\b
Examples:
  kinesics perform speech.wav
  kinesics perform speech.wav --out out/take1 --lookahead-ms 120
  flite -t "Maybe later." -o speech.wav -psdur > phones.txt
  kinesics perform speech.wav --phones phones.txt
  kinesics perform speech.wav --emotion happy:0.6+surprised:0.3
  kinesics perform speech.wav --express "slightly worried but hopeful, eyes away"
  kinesics express "deadpan, then a smirk" --out plan.toml
  kinesics perform speech.wav --plan plan.toml
  kinesics perform speech.wav --gesture greet@0.4 --gesture big@2.1:0.8
  kinesics perform speech.wav --gestures my_gestures --gesture my_dance@0.5
  kinesics perform speech.wav --persona extraversion=0.9 --persona energy=0.7
  kinesics perform speech.wav --dial lips=0.8 --dial face=1.3@2.1-2.8
  kinesics perform speech.wav --phones words.json --dial face=1.5@really
  kinesics perform speech.wav --device PORT --live --shadow      (moves nothing)
  kinesics twin --pty                       (in another terminal; prints PORT)
  kinesics perform speech.wav --device PORT --live
  kinesics perform speech.wav --studio      (on a page, in real time)
"""


@click.group(
    cls=CommandGroup, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="kinesics")
@click.option("-v", "--verbose", is_flag=True, help="Log what happens.")
def main(*, verbose: bool) -> None:
    """The runtime that gives a robot its body language."""
    end_alike()
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(levelname)s %(name)s: %(message)s",
    )


@main.command(epilog=PERFORM_EXAMPLES)
@click.argument("speech", type=click.Path(path_type=Path))
@ROBOT
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the results, overwritten.  [default: out/NAME_OF_SPEECH]",
)
@LOOKAHEAD_MS
@LEAD_MS
@click.option(
    "--emotion",
    metavar="NAME[:INTENSITY][+...]",
    help="What the robot feels: `happy`, `sad:0.4`, `happy:0.6+surprised:0.3`. It goes before what "
    "--affect and --text hint at.",
)
@click.option(
    "--express",
    metavar="TEXT",
    help="What the face does from the first sound on, in English; see `kinesics express`.",
)
@click.option(
    "--plan",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The same from a file that `kinesics express` wrote, perhaps edited.",
)
@DIAL
@click.option(
    "--gesture",
    "gestures",
    multiple=True,
    metavar="CONCEPT@SECOND[:SIZE]",
    help="A gesture whose stroke falls on that second of the speech; see `kinesics gesture list`.",
)
@GESTURES
@LOUDNESS
@AFFECT
@click.option(
    "--text",
    help="What the speech says, in English: voice and words colour the face; `[greet] Hello` makes "
    "a gesture on a word.",
)
@DEVICE
@click.option(
    "--phones",
    type=click.Path(path_type=Path),
    help="When the synthesiser says what: flite, festival, pho, piper, azure, rhubarb, oculus, "
    "marks or csv.",
)
@click.option("--phones-format", help="Which of these it is, if its content does not tell.")
@click.option(
    "--persona",
    multiple=True,
    metavar="TRAIT=VALUE",
    help="Who it is: extraversion, warmth, energy, 0..1; 0.5 is as authored.",
)
@click.option("--shadow", is_flag=True, help="Send nothing: torque stays off.")
@click.option("--live", is_flag=True, help="Pace to the clock and play the sound.")
@click.option(
    "--seed",
    default=0,
    show_default=True,
    type=click.IntRange(min=0),
    help="Of everything random, such as blinks.",
)
@BACKEND
@GAZE
@own_models
@of_setting("av_trim_ms")
@of_setting("realtime")
@of_setting("cpu")
@WATCHED
def perform(speech: Path, out: Path | None, page: Page, **options: Any) -> None:
    """Perform a WAV file of speech: mouth, head, breath and blinks, played by the firmware.

    Without --live, --studio or a port, in virtual time on the firmware's twin: as fast as this
    machine goes, and the same bytes every time. Writes motion.mcap, channels.csv, joints.csv,
    speech.wav, summary.json, timing.json and report.html.
    """
    from kinesics.record.summary_text import render_summary
    from kinesics_app.performance.out_folder import out_folder
    from kinesics_app.performance.perform import Request
    from kinesics_app.performance.perform import perform as run
    from kinesics_app.performance.results import check_folder, write_results, write_timing
    from kinesics_app.performance.room import demand_room
    from kinesics_app.processes.interrupts import held

    options["live"] |= page.studio
    folder = out or Path("out") / speech.stem
    check_folder(folder, speech)
    start_s = time.perf_counter()
    with out_folder(folder):
        demand_room(folder, speech, options["robot"])
        with _meanwhile(folder, options) as beside:
            with (
                watched(page, options["robot"], "A performance") as watch,
                _Progress("performing") as progress,
            ):
                performance = run(Request(speech, **options), progress.show, watch=beside(watch))
            with held():
                click.echo("writing the recording and the report", err=True)
                summary = write_results(performance, folder)
                timing = write_timing(performance, folder, time.perf_counter() - start_s)
    click.echo(render_summary(summary, timing))
    for line in _how(performance):
        click.echo(line)
    click.echo(f"\nreport: {click.format_filename((folder / 'report.html').resolve())}")
    late = summary["setpoints"]["late"]
    if late and not performance.fell_behind:
        click.echo(
            f"kinesics: {late} {'row' if late == 1 else 'rows'} came too late: this host or the "
            f"link stalled for longer than --lead-ms {options['lead_ms']:g} hides",
            err=True,
        )
    _exit(performance)


def _meanwhile(folder: Path, options: Mapping[str, Any]) -> "AbstractContextManager[Beside]":
    """Keeps a live performance on disk while it goes on: if this is killed, it is there."""
    if not options["live"] or options["shadow"]:
        return nullcontext(lambda watch: watch)
    from kinesics_app.recording.meanwhile import kept_meanwhile

    return kept_meanwhile(folder, (options["lookahead_ms"], options["lead_ms"]))


def _how(performance: "Performance") -> Iterator[str]:
    """What is to be known of how it was done."""
    if performance.request.shadow:
        yield "shadow: nothing was sent; asked is drawn over where the robot was"
    if performance.request.live and performance.audible:
        yield f"sound: {performance.sound}"
    if performance.realtime:
        yield f"real time: {performance.realtime}"


def _exit(performance: "Performance") -> NoReturn:
    """Say what was taken otherwise and what did not go as asked, and end by the latter."""
    for remark in performance.remarks:
        click.echo(f"kinesics: {remark}", err=True)
    for trouble in performance.troubles:
        click.echo(f"kinesics: {trouble}", err=True)
    if performance.interrupted is not None:
        sys.exit(exit_code(performance.interrupted))
    sys.exit(1 if performance.troubles else 0)


class _Progress:
    """A bar on standard error that appears with the first progress."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._bar: Any = None

    def show(self, share: float) -> None:
        """Draw `share` of the whole, 0..1."""
        if self._bar is None:
            self._bar = click.progressbar(length=1000, label=self._label, file=sys.stderr)
            self._bar.__enter__()
        done = round(share * self._bar.length)
        if done > self._bar.pos:
            self._bar.update(done - self._bar.pos)

    def __enter__(self) -> "_Progress":
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.__exit__(*error)


for command in (
    bench,
    calibrate,
    config,
    diff,
    disarm,
    doctor,
    export,
    express,
    fault_proxy,
    firmware,
    gesture,
    hear,
    intent,
    joint,
    loopback,
    measure,
    models,
    ports,
    replay,
    rig,
    run,
    see,
    stop,
    trace,
    twin,
    why,
    black_box,
    odometer,
    status,
    studio,
):
    main.add_command(command)
