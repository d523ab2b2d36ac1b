"""What `kinesics intent` tells a running robot, or asks of it, without wanting anything done."""

import contextlib
import json
from typing import TYPE_CHECKING

import click

from kinesics_app.settings.numbers_given import a_number, numbers_or_text

if TYPE_CHECKING:
    from kinesics_app.robot import Robot

__all__ = ["TOLD", "running"]


def running(context: click.Context) -> "Robot":
    """The robot of the `kinesics run` whose socket was given, or of the usual one."""
    from kinesics_app.robot import Robot

    return Robot.running(context.obj)


@click.command(context_settings={"ignore_unknown_options": True})  # a number may begin with -
@click.argument("ident", metavar="ID")
@click.argument("position_m", nargs=3, type=float)
@click.option("--ttl", "ttl_s", default=10.0, show_default=True, help="Seconds to believe it.")
@click.option("--confidence", default=1.0, show_default=True, help="How surely it is there, 0..1.")
@click.pass_context
def target(
    context: click.Context,
    ident: str,
    position_m: tuple[float, float, float],
    ttl_s: float,
    confidence: float,
) -> None:
    """Tell where something is: ID X Y Z [m]; the id of a person begins with `person:`."""
    with running(context) as robot:
        robot.target(ident, position_m, confidence, ttl_s)
        robot.status()  # it has been heard, or the complaint has come


@click.command()
@click.argument("speaks", type=click.FloatRange(0.0, 1.0))
@click.pass_context
def partner(context: click.Context, speaks: float) -> None:
    """Tell how surely whoever it talks with speaks, 0..1, whenever that changes."""
    with running(context) as robot:
        robot.partner(speaks)
        robot.status()  # it has been heard, or the complaint has come


@click.command(context_settings={"ignore_unknown_options": True})  # a number may begin with -
@click.argument("what", nargs=-1, required=True, callback=numbers_or_text)
@click.option(
    "--half-life",
    "half_life_s",
    type=click.FloatRange(0.5, 600.0),
    callback=a_number,
    help="Seconds in which what it feels of it halves.  [default: 20]",
)
@click.pass_context
def event(context: click.Context, what: tuple[float | str, ...], half_life_s: float | None) -> None:
    """Tell of an event: NAME [INTENSITY], such as `gratitude 0.7`, or the push that it gives.

    A push is VALENCE AROUSAL DOMINANCE, -1..1 each. What is felt of it wears off; mood keeps some.
    """
    given = {} if half_life_s is None else {"half_life_s": half_life_s}
    name, *rest = what
    if len(rest) == 1 and isinstance(name, str) and isinstance(rest[0], float):
        what, given = (name,), {**given, "intensity": rest[0]}
    with running(context) as robot:
        robot.event(*what, **given)
        robot.status()  # it has been heard, or the complaint has come


@click.command(context_settings={"ignore_unknown_options": True})  # a number may begin with -
@click.argument("source")
@click.argument("feeling", nargs=-1, required=True, callback=numbers_or_text)
@click.option(
    "--confidence",
    default=0.5,
    show_default=True,
    type=click.FloatRange(0.0, 1.0),
    callback=a_number,
)
@click.pass_context
def hint(
    context: click.Context, source: str, feeling: tuple[float | str, ...], confidence: float
) -> None:
    """Suggest what it may feel: SOURCE (text, face, ...) and a feeling, as `feel` takes it.

    It weighs by its confidence, the newest of a source counts, and it fades in some seconds.
    """
    with running(context) as robot:
        robot.hint(source, *feeling, confidence=confidence)
        robot.status()  # it has been heard, or the complaint has come


@click.command()
@click.argument("traits", nargs=-1, required=True, metavar="TRAIT=VALUE...")
@click.pass_context
def persona(context: click.Context, traits: tuple[str, ...]) -> None:
    """Tell who it is: extraversion, warmth, energy, 0..1; left out: 0.5, as authored; no jump."""
    from kinesics_app.settings.persona_given import given_persona

    with running(context) as robot:
        robot.persona(**given_persona(traits))
        robot.status()  # it has been heard, or the complaint has come


@click.command()
@click.argument("settings", metavar="NAME=GAIN...", nargs=-1, required=True)
@click.pass_context
def dial(context: click.Context, settings: tuple[str, ...]) -> None:
    """Scale lips, expression, pose or face, 0..2, from now on: `lips=0.7 face=1.2`; 1 is usual.

    Or one behaviour of its own, as `behaviour` does: `blink=0.5`.
    """
    from kinesics.conversation.message import DIALS
    from kinesics.errors import IntentError
    from kinesics_app.character.dial_source import read_dials

    with running(context) as robot:
        turned = read_dials(settings, (*DIALS, *robot.status()["behaviours"]))
        for text, one in zip(settings, turned, strict=True):
            if one.span_s is not None:
                raise IntentError(
                    f"dial {text!r}: a dial is turned now; wanted NAME=GAIN without @"
                )
        for one in turned:
            if one.dial in DIALS:
                robot.dial(one.dial, one.gain)
            else:
                robot.behaviour(one.dial, gain=one.gain)
        robot.status()  # it has been heard, or the complaint has come


@click.command()
@click.argument("name")
@click.argument("state", metavar="on|off|GAIN")
@click.pass_context
def behaviour(context: click.Context, name: str, state: str) -> None:
    """Have a behaviour show, or show nothing, from now on: `blink off`; it fades, and so back.

    With a number, 0..2, so much of what it wants is shown: `gesture 0.6`; 1 is usual.
    `kinesics config save` keeps it.
    """
    from kinesics.errors import IntentError

    on, gain = (state == "on", None) if state in ("on", "off") else (None, _gain(state))
    with running(context) as robot:
        known = robot.status()["behaviours"]
        if name not in known:
            raise IntentError(f"no behaviour {name!r}; this robot has {', '.join(known)}")
        robot.behaviour(name, on=on, gain=gain)
        robot.status()  # it has been heard, or the complaint has come


def _gain(text: str) -> float:
    from kinesics.motion.dial import HIGHEST

    with contextlib.suppress(ValueError):
        if 0.0 <= float(text) <= HIGHEST:
            return float(text)
    raise click.UsageError(f"{text!r} for a behaviour; wanted on, off, or a gain 0..{HIGHEST:g}")


@click.command(context_settings={"ignore_unknown_options": True})  # a number may begin with -
@click.argument("trim_ms", metavar="MS", type=click.FloatRange(-200.0, 200.0), callback=a_number)
@click.pass_context
def trim(context: click.Context, trim_ms: float) -> None:
    """Tell how much later its sound is heard than its output says, -200..200 ms.

    The sound leaves so much earlier: at once between utterances, gently within one; lips stay.
    """
    with running(context) as robot:
        robot.trim(trim_ms)
        told = robot.status()  # it has been heard, or the complaint has come
    click.echo(f"sound is {told['sound']['goes']}; trim {trim_ms:g} ms")


@click.command()
@click.pass_context
def tools(context: click.Context) -> None:
    """What this robot can do, as JSON schemas that a language model can call."""
    with running(context) as robot:
        click.echo(json.dumps(robot.tools(), indent=2))


@click.command()
@click.pass_context
def status(context: click.Context) -> None:
    """How the robot is, as JSON."""
    with running(context) as robot:
        click.echo(json.dumps(robot.status(), indent=2))


TOLD = (target, partner, event, hint, persona, dial, behaviour, trim, tools, status)
