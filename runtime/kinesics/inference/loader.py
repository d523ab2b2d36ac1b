"""`open_stepper`: the one door from a model folder to a network that may run."""

from importlib import import_module
from pathlib import Path

from kinesics.errors import EngineError, ModelError
from kinesics.inference.backend import AUTO, BACKENDS, chosen_backend
from kinesics.inference.card import ModelCard
from kinesics.inference.golden import check_golden
from kinesics.inference.model_file import ModelFile
from kinesics.ports import Stepper

__all__ = ["build_stepper", "open_stepper"]


def open_stepper(model: Path | ModelCard, backend: str = AUTO) -> Stepper:
    """A warm stepper at zero states, proven to be what the card of `model` says.

    Checked are the file's size and sha256, the name, shape and dtype of every tensor, and the
    outputs over the golden stream within the card's tolerance. ModelError says which check failed,
    or that the backend is unknown or not installed.
    """
    if backend not in (AUTO, *BACKENDS):
        raise ModelError(f"no backend {backend!r}; there are {', '.join((AUTO, *BACKENDS))}")
    card = model if isinstance(model, ModelCard) else ModelCard.load(model)
    file = card.file(chosen_backend(card, backend))
    stepper = build_stepper(card, file, card.read(file))
    check_golden(stepper, card, file)
    return stepper


def build_stepper(card: ModelCard, file: ModelFile, content: bytes) -> Stepper:
    """A cold stepper over `content`, whose tensors are the card's; nothing else is proven."""
    engine = BACKENDS[file.backend]
    try:
        stepper_class = getattr(import_module(engine.module), engine.stepper)
    except ImportError as error:
        raise EngineError(f"backend {file.backend!r} cannot be imported: {error}") from error
    stepper: Stepper = stepper_class(card, file, content)
    return stepper
