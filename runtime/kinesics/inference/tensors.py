"""Proof that a file's tensors, and the states handed to a stepper, are what the card says."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import ModelError
from kinesics.inference.card import ModelCard
from kinesics.inference.model_file import ModelFile

__all__ = ["Found", "check_states", "check_tensors"]

F32 = NDArray[np.float32]

Found = Mapping[str, tuple[tuple[object, ...], str]]
"""Name of a tensor in a file -> its shape (a dynamic dimension may be a name) and numpy dtype."""


def check_tensors(card: ModelCard, file: ModelFile, inputs: Found, outputs: Found) -> None:
    """Check that the file has the tensors of the card and wants no other input."""
    where = f"{card.name}: {file.path}"
    fed = {file.tensors[name]: shape for name, shape in card.fed.items()}
    made = {file.tensors[name]: shape for name, shape in card.made.items()}
    _check_side(f"{where}: input", fed, inputs)
    _check_side(f"{where}: output", made, outputs)
    for name in inputs:
        if name not in fed:
            raise ModelError(f"{where}: input {name!r} is not on the card; wanted {', '.join(fed)}")


def check_states(shapes: Mapping[str, tuple[int, ...]], states: Mapping[str, F32]) -> None:
    """Check that `states` is a snapshot of a model with states of these shapes."""
    if states.keys() != shapes.keys():
        raise ModelError(f"snapshot of states {sorted(states)}; this model has {sorted(shapes)}")
    for name, shape in shapes.items():
        if states[name].shape != shape:
            raise ModelError(f"snapshot of {name!r} is {states[name].shape}; wanted {shape}")


def _check_side(where: str, wanted: Mapping[str, tuple[int, ...]], found: Found) -> None:
    for name, shape in wanted.items():
        if name not in found:
            raise ModelError(f"{where} {name!r} is not in the file; it has {', '.join(found)}")
        if found[name] != (shape, "float32"):
            has_shape, has_dtype = found[name]
            raise ModelError(
                f"{where} {name!r} is {has_dtype} {list(has_shape)} in the file; "
                f"the card says float32 {list(shape)}"
            )
