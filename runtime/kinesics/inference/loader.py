"""`open_stepper`: the one door from a model folder to a network that may run."""

from importlib import import_module
from pathlib import Path

from kinesics.errors import EngineError, ModelError
from kinesics.inference.card import ModelCard
from kinesics.inference.golden import check_golden
from kinesics.inference.model_file import ModelFile
from kinesics.ports import Stepper

__all__ = ["BACKENDS", "build_stepper", "open_stepper"]

BACKENDS = {
    "onnxruntime": ("kinesics.inference.onnxruntime_stepper", "OnnxRuntimeStepper"),
    "litert": ("kinesics.inference.litert_stepper", "LiteRtStepper"),
}
"""Name of a backend -> module and class of its `Stepper(card, file, content)`.

The module is imported when the backend is first opened: no engine is needed to import kinesics.
"""


def open_stepper(model: Path | ModelCard, backend: str = "onnxruntime") -> Stepper:
    """A warm stepper at zero states, proven to be what the card of `model` says.

    Checked are the file's size and sha256, the name, shape and dtype of every tensor, and the
    outputs over the golden stream within the card's tolerance. ModelError says which check failed,
    or that the backend is unknown or not installed.
    """
    if backend not in BACKENDS:
        raise ModelError(f"no backend {backend!r}; there are {', '.join(BACKENDS)}")
    card = model if isinstance(model, ModelCard) else ModelCard.load(model)
    file = card.file(backend)
    stepper = build_stepper(card, file, card.read(file))
    check_golden(stepper, card, file)
    return stepper


def build_stepper(card: ModelCard, file: ModelFile, content: bytes) -> Stepper:
    """A cold stepper over `content`, whose tensors are the card's; nothing else is proven."""
    module_name, class_name = BACKENDS[file.backend]
    try:
        stepper_class = getattr(import_module(module_name), class_name)
    except ImportError as error:
        raise EngineError(f"backend {file.backend!r} cannot be imported: {error}") from error
    stepper: Stepper = stepper_class(card, file, content)
    return stepper
