"""`kinesics models`: the networks that kinesics ships, or one of your own."""

import sys
from typing import TYPE_CHECKING

import click

from kinesics.errors import EngineError, ModelError
from kinesics_app.cli.bench import bench_model
from kinesics_app.cli.examples import share_examples

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from kinesics.inference.card import ModelCard
    from kinesics.inference.model_file import ModelFile

__all__ = ["models"]

_ENGINES = (
    "LiteRT comes with pip install 'kinesics[tflite]', in a checkout pip install -e '.[tflite]'"
)

EXAMPLES = """\b
Examples:
  kinesics models list
  kinesics models show speech_face        (what each look-ahead buys)
  kinesics models show speech_face --section peers --section languages
  kinesics models show --all              (all that its card knows)
  kinesics models verify                  (every shipped model, every backend that is installed)
  kinesics models verify path/to/folder   (a model of your own)
  kinesics models bench speech_face
  kinesics models bench speech_affect --quick
"""


@click.group(epilog=EXAMPLES)
def models() -> None:
    """Show, verify and measure models: folders with a card, network files and goldens."""


@models.command("list")
def list_models() -> None:
    """Names of the shipped models, one a line."""
    from kinesics.inference import ModelCard
    from kinesics_models import model_folder, model_names

    for name in model_names():
        click.echo(f"{name}  {ModelCard.load(model_folder(name)).summary}")


@models.command()
@click.argument("model", default="speech_face")
@click.option(
    "--section",
    "sections",
    multiple=True,
    metavar="NAME",
    help="Only this one, such as intervals, languages or peers; may be given again.",
)
@click.option("--all", "whole", is_flag=True, help="All sections of its card.")
def show(model: str, *, sections: tuple[str, ...], whole: bool) -> None:
    """Print what MODEL is, a shipped model's name or a folder: accuracy against look-ahead.

    Its card has more than that; which sections there are is told last.
    """
    from kinesics.inference import ModelCard
    from kinesics_app.cli.model_text import card_text, sections_text
    from kinesics_models import find_model

    if sections and whole:
        raise click.UsageError("--all has every section; wanted --section or --all")
    card = ModelCard.load(find_model(model))
    click.echo(sections_text(card, sections) if sections or whole else card_text(card))


@models.command()
@click.argument("model", required=False)
def verify(model: str | None) -> None:
    """Check hashes, shapes, goldens and hull of MODEL, or of all shipped ones, in every backend.

    Exit code 1 when a file is not what its card says; a backend that is not installed is told,
    with how to get it.
    """
    from kinesics.inference import ModelCard
    from kinesics_models import find_model, model_folder, model_names

    folders = [find_model(model)] if model else [model_folder(name) for name in model_names()]
    cards = [ModelCard.load(folder) for folder in folders]
    verdicts = [_verdict(card, file) for card in cards for file in card.files]
    verdicts += [verdict for card in cards for verdict in _wrong_hull(card)]
    for verdict in verdicts:
        click.echo(verdict)
    skipped = sum(verdict.startswith("skipped") for verdict in verdicts)
    if skipped:
        click.echo(f"{skipped} of {len(verdicts)} files were not checked: {_ENGINES}")
    if any(verdict.startswith("WRONG") for verdict in verdicts):
        sys.exit(1)


@models.command()
@click.argument("model", default="speech_face")
@click.option("--quick", is_flag=True, help="Fewer steps: a look, not a measurement.")
def bench(model: str, *, quick: bool) -> None:
    """Measure MODEL's step against raw loops over the same library, hot and paced at its rate."""
    bench_model(model, quick=quick)


share_examples(models, "kinesics models")


def _wrong_hull(card: "ModelCard") -> "Iterator[str]":
    """A line where the hull that a card names is none; networks alone have goldens."""
    from kinesics.inference.hull_file import load_hull

    try:
        load_hull(card)
    except ModelError as error:
        yield f"WRONG    {card.name} hull: {error}"


def _verdict(card: "ModelCard", file: "ModelFile") -> str:
    """A line on one file of a model: whether it is what the card says."""
    from kinesics.inference import open_stepper
    from kinesics.inference.golden import golden_errors

    try:
        errors = golden_errors(open_stepper(card, file.backend), card)
    except EngineError as error:
        return f"skipped  {card.name}: {error}"
    except ModelError as error:
        return f"WRONG    {card.name} {file.backend}: {error}"
    return (
        f"ok       {card.name} {file.backend}: sha256, tensors and {card.golden.steps} golden "
        f"steps; {_worst(errors, file)}"
    )


def _worst(errors: "Mapping[str, NDArray[np.float32]]", file: "ModelFile") -> str:
    """The output that takes the largest share of its tolerance, and how much of it."""
    off = {name: float(error.max()) for name, error in errors.items()}
    worst = max(off, key=lambda name: off[name] / file.tolerance_of(name))
    return f"{worst} is off by {off[worst]:.4f} of {file.tolerance_of(worst):g} allowed"
