"""Backends: the engines that can run a network, and which of them `auto` means."""

from importlib.util import find_spec
from typing import NamedTuple

from kinesics.inference.card import ModelCard

__all__ = ["AUTO", "BACKENDS", "Backend", "chosen_backend"]

AUTO = "auto"
"""Stands for the fastest backend that is installed."""


class Backend(NamedTuple):
    """An engine, imported when its first network is opened: `import kinesics` needs none."""

    module: str
    stepper: str
    """Class in that module, made as `stepper(card, file, content)`; a `Stepper`."""
    needs: str
    """The package without which it is not chosen by itself."""


BACKENDS = {
    "litert": Backend("kinesics.inference.litert_stepper", "LiteRtStepper", "ai_edge_litert"),
    "onnxruntime": Backend(
        "kinesics.inference.onnxruntime_stepper", "OnnxRuntimeStepper", "onnxruntime"
    ),
}
"""By name, the fastest first: between two ticks LiteRT takes half of what ONNX Runtime does.

LiteRT also runs on tflite-runtime, which is old and slow, so that is used only when asked for.
"""


def chosen_backend(card: ModelCard, backend: str = AUTO) -> str:
    """The backend itself, or what `auto` means for the network of `card` on this machine.

    Where no engine is installed, that of its first file: opening it says what is missing.
    """
    if backend != AUTO:
        return backend
    has = [file.backend for file in card.files]
    installed = (name for name, one in BACKENDS.items() if name in has and find_spec(one.needs))
    return next(installed, has[0])
