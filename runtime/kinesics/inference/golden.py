"""Goldens: a stream whose right outputs are known, replayed before a model may move anything."""

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import ModelError
from kinesics.inference.card import ModelCard, TensorSpec
from kinesics.inference.model_file import ModelFile
from kinesics.ports import Stepper

__all__ = ["GoldenStream", "check_golden", "golden_errors", "load_golden", "play"]

F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class GoldenStream:
    """Inputs and the fp32 network's outputs, step by step from the zero state."""

    inputs: Mapping[str, F32]
    """Each (T, *shape without the batch)."""
    outputs: Mapping[str, F32]
    """Each (T, *shape without the batch)."""


def load_golden(card: ModelCard) -> GoldenStream:
    """The golden stream of `card`; ModelError if arrays are missing or of another shape."""
    path = card.folder / card.golden.path
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            inputs = {spec.name: _array(card, arrays, spec) for spec in card.inputs}
            outputs = {spec.name: _array(card, arrays, spec) for spec in card.outputs}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelError(f"{path}: not a readable .npz of goldens: {error}") from error
    return GoldenStream(inputs, outputs)


def check_golden(stepper: Stepper, card: ModelCard, file: ModelFile) -> None:
    """Replay the golden from the zero state; ModelError if an output leaves the tolerance.

    The replay warms the engine up; the stepper is back at zero states and zero inputs afterwards.
    """
    for name, error in golden_errors(stepper, card).items():
        # NaN is no less wrong than a large error, and comparing it the other way would let it pass.
        allowed = file.tolerance_of(name)
        if not (error <= allowed).all():
            step = int(np.argmax(np.where(np.isnan(error), np.inf, error)))
            raise ModelError(
                f"{card.name}: {file.path}: output {name!r} is off the golden by {error[step]:.3g} "
                f"at step {step}; the card allows {allowed:.3g}"
            )


def golden_errors(stepper: Stepper, card: ModelCard) -> dict[str, F32]:
    """Of each output (T,): its largest |output - golden| step by step, from the zero state.

    The stepper is back at zero states and zero inputs afterwards. ModelError: see `load_golden`.
    """
    golden = load_golden(card)
    stepper.reset()
    played = play(stepper, golden.inputs)
    for array in stepper.inputs.values():
        array.fill(0.0)
    stepper.reset()
    return {
        name: np.abs(played[name] - wanted).reshape(len(wanted), -1).max(axis=1)
        for name, wanted in golden.outputs.items()
    }


def play(stepper: Stepper, inputs: Mapping[str, F32]) -> dict[str, F32]:
    """Every output (T, *shape without the batch) for input arrays of the same form."""
    steps = len(next(iter(inputs.values())))
    played = {
        name: np.empty((steps, *array.shape[1:]), np.float32)
        for name, array in stepper.outputs.items()
    }
    for t in range(steps):
        for name, rows in inputs.items():
            stepper.inputs[name][0] = rows[t]
        stepper.step()
        for name, rows in played.items():
            rows[t] = stepper.outputs[name][0]
    return played


def _array(card: ModelCard, arrays: Mapping[str, NDArray[np.generic]], spec: TensorSpec) -> F32:
    where = card.folder / card.golden.path
    if spec.name not in arrays:
        raise ModelError(f"{where}: no array {spec.name!r}; it has {', '.join(arrays)}")
    array = arrays[spec.name]
    wanted = (card.golden.steps, *spec.shape[1:])
    if array.shape != wanted or array.dtype != np.float32:
        raise ModelError(
            f"{where}: {spec.name!r} is {array.dtype} {list(array.shape)}; "
            f"wanted float32 {list(wanted)}"
        )
    return array.astype(np.float32, copy=False)
