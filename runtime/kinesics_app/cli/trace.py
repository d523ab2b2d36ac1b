"""`kinesics trace`: where the time goes between a sample of speech and a servo."""

import json
from pathlib import Path
from typing import Any

import click

from kinesics_app.recording.recording_path import recording_path

__all__ = ["trace"]

EXAMPLES = """\b
Examples:
  kinesics perform speech.wav --out take
  kinesics trace take                           (a sample amid the fastest stroke)
  kinesics trace take --t 1.3 --joint jaw
  kinesics trace take --json
  kinesics trace life.mcap --utterance 2        (of `kinesics run --record life.mcap`)
  kinesics trace take --chrome take.json        (opens in ui.perfetto.dev)
"""


@click.command(epilog=EXAMPLES)
@click.argument("recording", type=click.Path(path_type=Path, exists=True))
@click.option("--t", "heard_s", type=float, help="Seconds after the speech began to be heard.")
@click.option(
    "--utterance",
    "number",
    default=1,
    show_default=True,
    type=click.IntRange(1),
    help="Which, in a recording of `kinesics run --record`.",
)
@click.option("--joint", help="Of the mouth.  [default: the one that moves most]")
@click.option("--robot", help="Name or rig file.  [default: the recording's, or humanoid]")
@click.option("--json", "as_json", is_flag=True, help="Plain values instead of a table.")
@click.option(
    "--chrome",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the whole run there too, as a trace for ui.perfetto.dev or chrome://tracing.",
)
def trace(
    recording: Path,
    robot: str | None,
    *,
    as_json: bool,
    chrome: Path | None,
    **sample: Any,
) -> None:
    """Follow one sample of the speech in a RECORDING through every stage to a servo.

    Each stage with the tick in which it happened, the time since the one before, and when the
    declared delays want it at the latest. RECORDING is what `kinesics perform` wrote (file or
    folder), or `kinesics run --record`; of `perform --live` it also says what each stage of a tick
    took.
    """
    from kinesics.record.chrome_trace import chrome_trace
    from kinesics.record.files import save
    from kinesics.record.journey_text import journey_map, journey_text
    from kinesics_app.replay.tracing import traced

    path = recording_path(recording)
    passage, journey = traced(path, robot=robot, **sample)
    told = journey_map(journey)
    click.echo(json.dumps(told, indent=2) if as_json else journey_text(journey))
    if chrome is not None:
        save(chrome, json.dumps(chrome_trace(passage, journey)).encode())
        click.echo(f"the whole run: {click.format_filename(chrome)}", err=as_json)
