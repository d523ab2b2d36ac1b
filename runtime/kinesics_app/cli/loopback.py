"""`kinesics loopback`: a running robot says what other programs play on this computer."""

from pathlib import Path

import click

from kinesics_app.settings.numbers_given import a_number

__all__ = ["loopback"]

EXAMPLES = """\b
Examples:
  kinesics loopback --list                              (inputs of this computer)
  sudo modprobe snd-aloop                               (ALSA: what is played on hw:Loopback,0 ...
  kinesics loopback "Loopback: PCM (hw:1,1)"            ... is heard on hw:Loopback,1)
  pactl load-module module-null-sink sink_name=robot    (PulseAudio, PipeWire: play to `robot`)
  PULSE_SOURCE=robot.monitor kinesics loopback pulse
"""


@click.command(epilog=EXAMPLES)
@click.argument("device", default="")
@click.option("--list", "only_list", is_flag=True, help="Tell the inputs of this computer.")
@click.option("--socket", type=click.Path(path_type=Path), help="Of the `kinesics run`.")
@click.option(
    "--gap",
    "gap_s",
    type=click.FloatRange(0.1, 5.0),
    callback=a_number,
    default=0.5,
    show_default=True,
    help="Silence that ends an utterance [s].",
)
@click.option(
    "--level",
    "level_db",
    type=click.FloatRange(-90.0, -10.0),
    callback=a_number,
    default=-50.0,
    show_default=True,
    help="What is fainter is silence [dB of full scale].",
)
@click.option(
    "--seconds", type=click.FloatRange(0.1), callback=a_number, help="For so long; else: Ctrl-C."
)
def loopback(
    device: str,
    socket: Path | None,
    gap_s: float,
    level_db: float,
    seconds: float | None,
    *,
    only_list: bool,
) -> None:
    """Say what comes in from DEVICE (a number, or part of its name; the default input): speech.

    For programs that can only play: give them a loopback of the sound card as their output, and a
    running robot (`kinesics run`) plays it, later by the delay that its lips take. Its own
    output must be another: a loopback of that would bring it what it says, again and again.
    """
    from kinesics.audio.cutting import Cutting
    from kinesics_app.robot import Robot
    from kinesics_app.robot.loopback import Loopback
    from kinesics_app.sound.input import SoundInput, input_names

    if only_list:
        click.echo("\n".join(input_names()) or "no sound input")
        return
    with Robot.running(socket) as robot, SoundInput(device) as blocks:
        click.echo(f"what {blocks.name} brings at {blocks.rate_hz} Hz is said; Ctrl-C ends it")
        cutting = Cutting(blocks.rate_hz, level_db=level_db, gap_s=gap_s)
        loop = Loopback(robot, blocks, cutting, click.echo)
        try:
            loop.run(seconds)
        finally:
            told = f"{loop.said} said, {loop.refused} refused, {blocks.lost} blocks lost"
            click.echo(told)
