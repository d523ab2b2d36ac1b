"""`kinesics hear`: whether somebody speaks, in a sound or at a microphone; without a robot."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from kinesics_app.cli.options import of_setting
from kinesics_app.settings.numbers_given import a_number

__all__ = ["hear"]

EXAMPLES = """\b
Examples:
  kinesics hear recording.wav
  kinesics hear recording.wav --own echo.wav     (less what the robot said: `run --reference`)
  kinesics hear recording.wav --json
  kinesics hear --microphone default             (until Ctrl-C)
  kinesics hear --microphone "USB Audio" --seconds 10
"""

_HEAD = f"{'second':>8}{'speaks':>8}{'level dB':>10}{'taken dB':>10}"
_ROW_BLOCKS = 50
_SPEAKS = 0.5


@click.command(epilog=EXAMPLES)
@click.argument("sound", required=False, type=click.Path(path_type=Path, exists=True))
@of_setting("microphone", metavar="DEVICE|FILE")
@of_setting("microphone_delay_ms")
@click.option(
    "--own",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="With SOUND: what the robot said meanwhile, from the same moment on.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.1),
    callback=a_number,
    help="With --microphone: for so long.",
)
@click.option("--json", "as_json", is_flag=True, help="A line of JSON a row.")
def hear(*, sound: Path | None, microphone: str, as_json: bool, **how: Any) -> None:
    """Tell how surely somebody speaks in SOUND (any sound file), or at a microphone.

    A row twice a second, and whenever somebody begins or ends: how surely, 0..1, how loud it is,
    and how much fainter the robot's own voice was made. Nothing is kept.
    """
    if (sound is None) == (not microphone):
        raise click.UsageError("wanted SOUND, or --microphone")
    if how["own"] is not None and sound is None:
        raise click.UsageError("--own goes with SOUND")
    heard = (
        _of_file(sound, how["own"])
        if sound is not None
        else _of_microphone(microphone, 1e-3 * how["microphone_delay_ms"], how["seconds"])
    )
    if not as_json:
        click.echo(_HEAD)
    blocks = spoken = 0
    spoke, begin_ns = False, None
    for one in heard:
        begin_ns = one.t_ns if begin_ns is None else begin_ns
        speaks = one.speaks >= _SPEAKS
        if speaks != spoke or blocks % _ROW_BLOCKS == 0:
            row = _row(one, (one.t_ns - begin_ns) * 1e-9)
            click.echo(json.dumps(row) if as_json else _line(row))
        blocks, spoken, spoke = blocks + 1, spoken + speaks, speaks
    if blocks and not as_json:
        click.echo(f"somebody speaks in {spoken / blocks:.1%} of {blocks * 0.01:.1f} s")


def _of_file(sound: Path, own: Path | None) -> Iterator[Any]:
    """In virtual time: as fast as it goes."""
    from kinesics.audio.echo_filter import BLOCK
    from kinesics.audio.hearing import AHEAD_NS, BLOCK_NS, RATE_HZ, Hearing
    from kinesics.audio.speech_file import load_speech, resample

    hearing = Hearing()
    heard = resample(*load_speech(sound), RATE_HZ)
    if own is not None:
        said = resample(*load_speech(own), RATE_HZ)
    ahead = AHEAD_NS // BLOCK_NS + 2
    for n in range(len(heard) // BLOCK + ahead):
        if own is not None and len(piece := said[n * BLOCK : (n + 1) * BLOCK]):
            hearing.play(n * BLOCK_NS, n * BLOCK, RATE_HZ, piece)
        if n >= ahead:
            first = (n - ahead) * BLOCK
            yield hearing.push((n - ahead) * BLOCK_NS, heard[first : first + BLOCK])


def _of_microphone(name: str, delay_s: float, seconds: float | None) -> Iterator[Any]:
    import time

    from kinesics.audio.hearing import Hearing
    from kinesics_app.ears.intake import Intake
    from kinesics_app.ears.source import open_source

    hearing, intake, source = Hearing(), Intake(), open_source(name, delay_s)
    end_s = None if seconds is None else time.monotonic() + seconds
    try:
        while end_s is None or time.monotonic() < end_s:
            for piece in source.pieces():
                intake.take(piece)
            for t_ns, block in intake.blocks():
                yield hearing.push(t_ns, block)
            time.sleep(0.01)
    finally:
        source.close()


def _row(heard: Any, second: float) -> dict[str, float]:
    return {
        "second": round(second, 2),
        "speaks": round(heard.speaks, 3),
        "level_db": round(heard.level_db, 1),
        "taken_db": round(heard.taken_db, 1),
    }


def _line(row: dict[str, float]) -> str:
    second, speaks, level_db, taken_db = row.values()
    return f"{second:>8.2f}{speaks:>8.2f}{level_db:>10.1f}{taken_db:>10.1f}"
