"""`kinesics intent`: ask a running robot for something, from a shell."""

from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kinesics_app.cli.examples import share_examples
from kinesics_app.cli.told import TOLD, running
from kinesics_app.settings.numbers_given import a_number, numbers_or_text

if TYPE_CHECKING:
    from kinesics_app.robot import How, Robot, Wish

__all__ = ["intent"]

EXAMPLES = """\b
Examples:
  kinesics intent look-at 1 0.2 1.4                 (a point: forward, left, up [m])
  kinesics intent look-at -0.5 0 --style eyes --hold 0.6      (a direction: yaw, pitch [rad])
  kinesics intent say hello.wav --id hello --text "Hello, my name is Kin." &
  kinesics intent nod --utterance hello --character 7
  kinesics intent shake --times 3
  kinesics intent tilt --size 0.8
  kinesics intent say joke.wav --phones words.json --dial face=1.5@really
  kinesics intent scale face 1.4 --hold 0.5 --utterance hello --word 2
  kinesics intent say --text "Hello, my name is Kin."         (made by `run --say-command`)
  kinesics intent express "slightly worried but hopeful, eyes away"
  kinesics intent express happy:0.6+surprised:0.3 --hold 5
  kinesics intent express "shy, then proud" --planner "llm -m NAME"  (coarse first)
  kinesics intent feel 0.4 0.2 -0.1 --hold 60       (valence, arousal, dominance)
  kinesics intent event gratitude 0.7               (it pushes what is felt, and wears off)
  kinesics intent hint text happy:0.4 --confidence 0.6
  kinesics intent dial lips=0.7 face=1.2
  kinesics intent gesture greet --size 0.7
  kinesics intent gesture point --target 1.0 0.5 0.9
  kinesics intent be thinking --wait
  kinesics intent posture akimbo
  kinesics intent quiet
  kinesics intent quiet free
  kinesics intent cancel hello
  kinesics intent reset                             (ends everything that anybody asked for)
  kinesics intent barge-in                          (somebody interrupts: how much was heard)
  kinesics intent stop
  kinesics intent behaviour blink off
  kinesics intent behaviour gesture 0.6
  kinesics intent trim 30                           (its sound is heard 30 ms late)
  kinesics intent persona extraversion=0.9 energy=0.7
  kinesics intent target person:ann 1.2 0.3 1.5 --confidence 0.8
  kinesics intent look-at person:ann
  kinesics intent partner 0.9                       (whoever it talks with speaks, surely)
  kinesics intent status
  kinesics intent tools                             (what this robot can do, for a language model)
"""

_HOW = (
    click.option("--priority", default=128, show_default=True, type=click.IntRange(0, 255)),
    click.option("--ttl", "ttl_s", type=float, help="Seconds that it may wait for its turn."),
    click.option("--id", default="", help="Its name, to cancel it by or to anchor others to."),
    click.option("--keep", is_flag=True, help="No other may interrupt it."),
    click.option("--after", "after_s", default=0.0, help="Seconds from now, or from its anchor."),
    click.option("--utterance", default="", help="Anchor: the id of a `say`."),
    click.option("--mark", default="", help="Anchor: a mark of the utterance; also `end`."),
    click.option("--word", type=click.IntRange(min=0), help="Anchor: its word, from 0."),
    click.option("--character", type=click.IntRange(min=0), help="Anchor: of its text, from 0."),
    click.option(
        "--wait",
        is_flag=True,
        help="Return when it is over (never, of what has no end), not when it begins.",
    ),
)
_SIZE = click.option(
    "--size",
    default=0.5,
    show_default=True,
    type=click.FloatRange(0.0, 1.0),
    callback=a_number,
    help="0.5 as authored, 1 the largest (docs/gestures.md).",
)
_TIMES = click.option("--times", default=2, show_default=True, type=click.IntRange(1, 5))
_HOLD = click.option(
    "--hold",
    "hold_s",
    type=click.FloatRange(min=0.0),
    callback=a_number,
    help="Seconds.  [default: as its kind]",
)


@click.group(epilog=EXAMPLES)
@click.option(
    "--socket",
    type=click.Path(path_type=Path),
    help="Of the `kinesics run`.  [default: the usual one]",
)
@click.pass_context
def intent(context: click.Context, socket: Path | None) -> None:
    """Ask a running robot (`kinesics run`) for something; it says whether it does it, or why not.

    Angles to the left and down are positive.
    """
    context.obj = socket


for told in TOLD:
    intent.add_command(told)


def _asks(name: str, **settings: Any) -> Callable[[Callable[..., Any]], click.Command]:
    """A command whose function says what to ask of a `Robot`, in an intent that says how.

    `settings` are click's, of how its words are read.
    """

    def decorate(ask: Callable[..., Any]) -> click.Command:
        @click.pass_context
        def command(context: click.Context, /, **options: Any) -> None:
            wait = options.pop("wait")
            how, options = _how(options)
            with running(context) as robot:
                _follow(robot, ask(robot, how=how, **options), wait=wait)

        command = update_wrapper(command, ask)  # with the parameters that it was given
        for option in reversed(_HOW):
            command = option(command)
        return intent.command(name, context_settings=settings)(command)

    return decorate


def _how(options: dict[str, Any]) -> tuple["How", dict[str, Any]]:
    from kinesics_app.robot import How, Start

    take = options.pop
    anchor = {name: take(name) for name in ("utterance", "mark", "word", "character")}
    how = How(
        priority=take("priority"),
        start=Start(take("after_s"), **anchor),
        ttl_s=take("ttl_s"),
        interruptible=not take("keep"),
        id=take("id"),
    )
    return how, options


def _follow(robot: "Robot", wish: "Wish", *, wait: bool) -> None:
    from kinesics.errors import IntentError

    click.echo(f"{wish.id} {wish.state}")
    while not (wish.is_over or (wish.state == "started" and not wait)):
        before = wish.state
        robot.wait(0.05)
        if wish.state != before:
            click.echo(f"{wish.id} {wish.state}{': ' + wish.reason if wish.reason else ''}")
    if wish.state == "refused":
        raise IntentError(wish.reason)


@_asks("look-at", ignore_unknown_options=True)  # a number may begin with -
@click.argument("at", nargs=-1, required=True, callback=numbers_or_text)
@click.option(
    "--style", default="head", show_default=True, type=click.Choice(["eyes", "head", "body"])
)
@_HOLD
def look_at(robot: "Robot", at: tuple[float | str, ...], **options: Any) -> "Wish":
    """Look at X Y Z [m], in a direction YAW PITCH [rad], or at the id of a target."""
    return robot.look_at(*at, **options)


@_asks("say")
@click.argument("sound", required=False, type=click.Path(path_type=Path))
@click.option("--phones", type=click.Path(path_type=Path), help="When the synthesiser says what.")
@click.option("--text", help="What is said; without SOUND, what `say_command` makes sound of.")
@click.option(
    "--dial",
    "dials",
    multiple=True,
    metavar="DIAL=GAIN[@WORD]",
    help="Shown more or less while that is said: face=1.5@really, lips=0.7@2.1-2.8.",
)
def say(
    robot: "Robot",
    sound: Path | None,
    how: "How",
    *,
    phones: Path | None,
    text: str | None,
    dials: tuple[str, ...],
) -> "Wish":
    """Speak a sound file, or a text alone."""
    known = None if phones is None else str(phones.absolute())
    return robot.say(sound, how, phones=known, text=text, dials=[*dials] or None)


@_asks("scale")
@click.argument("dial", type=click.Choice(["lips", "expression", "pose", "face"]))
@click.argument("gain", type=click.FloatRange(0.0, 2.0), callback=a_number)
@click.option(
    "--hold",
    "hold_s",
    required=True,
    type=click.FloatRange(0.1, 60.0),
    callback=a_number,
    help="Seconds; then it is as before.",
)
def scale(robot: "Robot", **options: Any) -> "Wish":
    """Show more or less of what comes of itself, for a time; `dial` does so until told again."""
    return robot.scale(**options)


@_asks("express")
@click.argument("text", default="")
@_HOLD
@click.option(
    "--plan",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A plan, as `kinesics express` writes it, instead of a text.",
)
@click.option("--coarse", is_flag=True, help="Emotions alone, until a plan of the same --id.")
@click.option("--planner", default="", help="A command that plans: text in, TOML out.")
def express(robot: "Robot", text: str, planner: str, **options: Any) -> "Wish":
    """Show a feeling or an expression: in English, or a mixture as `perform --emotion` takes it.

    Under the --id of one that goes on it refines that, without a jump.
    """
    from kinesics_app.character.expressing import load_plan

    path, coarse = options.pop("plan"), options.pop("coarse")
    if bool(text) == (path is not None):
        raise click.UsageError("wanted a text, or --plan")
    if planner:
        return _planned(robot, planner, text, **options)
    shown = text if path is None else load_plan(path)
    return robot.express(shown, detail="coarse" if coarse else "whole", **options)


def _planned(robot: "Robot", command: str, text: str, **options: Any) -> "Wish":
    from kinesics_app.character.planner_command import PlannerCommand
    from kinesics_app.robot import express_by

    if not text:
        raise click.UsageError("--planner plans a text; wanted one")
    wish, refusal = express_by(robot, PlannerCommand(command), text, **options)
    if refusal:
        click.echo(f"kinesics: {refusal}; the lexicon's plan shows", err=True)
    return wish


@_asks("feel", ignore_unknown_options=True)  # a number may begin with -
@click.argument("feeling", nargs=-1, required=True, callback=numbers_or_text)
@_HOLD
def feel(robot: "Robot", feeling: tuple[float | str, ...], **options: Any) -> "Wish":
    """Feel VALENCE AROUSAL DOMINANCE, -1..1 each, or a mixture: `happy:0.6+surprised:0.3`.

    Face, gaze and blinks follow, and slowly the mood, until another or for --hold seconds.
    """
    return robot.feel(*feeling, **options)


@_asks("gesture")
@click.argument("concept")
@_SIZE
@click.option(
    "--side", default="any", show_default=True, type=click.Choice(["left", "right", "both", "any"])
)
@click.option("--target", "target_m", nargs=3, type=float, help="Forward, left, up [m].")
@click.option("--at", "target", help="Instead, the id of a target that was told.")
@_HOLD
def gesture(robot: "Robot", concept: str, how: "How", **options: Any) -> "Wish":
    """Make a gesture."""
    given = {name: value for name, value in options.items() if value is not None}
    return robot.gesture(concept, how, **given)


@_asks("nod")
@_SIZE
@_TIMES
def nod(robot: "Robot", **options: Any) -> "Wish":
    """Nod."""
    return robot.nod(**options)


@_asks("shake")
@_SIZE
@_TIMES
def shake(robot: "Robot", **options: Any) -> "Wish":
    """Shake the head."""
    return robot.shake(**options)


@_asks("tilt")
@_SIZE
def tilt(robot: "Robot", **options: Any) -> "Wish":
    """Tilt the head to one side, and back."""
    return robot.tilt(**options)


@_asks("posture")
@click.argument("name")
def posture(robot: "Robot", name: str, how: "How") -> "Wish":
    """Settle into a posture."""
    return robot.posture(name, how)


@_asks("be")
@click.argument("state")
def be(robot: "Robot", state: str, how: "How") -> "Wish":
    """Be seen to be idle, listening, thinking, speaking or asleep."""
    return robot.be(state, how)


@_asks("quiet")
@click.argument("servos", default="hushed", type=click.Choice(["hushed", "free"]))
def quiet(robot: "Robot", **options: Any) -> "Wish":
    """Hush the servos while it does not speak, until cancelled; `free`: as fast as they like."""
    return robot.quiet(**options)


@intent.command()
@click.pass_context
def stop(context: click.Context) -> None:
    """Brake at the limits and stay. See `kinesics stop` for a robot whose program is frozen."""
    with running(context) as robot:
        _follow(robot, robot.stop(), wait=True)


@intent.command()
@click.argument("ident", metavar="ID")
@click.pass_context
def cancel(context: click.Context, ident: str) -> None:
    """End another intent."""
    with running(context) as robot:
        _follow(robot, robot.cancel(ident), wait=True)


@intent.command()
@click.pass_context
def barge_in(context: click.Context) -> None:
    """Stop speaking: what is said, what waits to be, and all that goes with it."""
    with running(context) as robot:
        heard = robot.barge_in()
    if heard is None:
        click.echo("nothing was being said")
        return
    last = f", mark {heard['mark']}" if heard["mark"] else ""
    word = "" if heard["word"] is None else f", word {heard['word']}"
    click.echo(
        f"of {heard['utterance']} were heard {heard['seconds']:.3f} s: {heard['samples']} samples "
        f"at {heard['rate_hz']} Hz{word}{last}"
    )


@intent.command()
@click.pass_context
def reset(context: click.Context) -> None:
    """End everything that anybody asked for."""
    with running(context) as robot:
        _follow(robot, robot.reset(), wait=True)


share_examples(intent, "kinesics intent")
