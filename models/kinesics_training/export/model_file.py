"""`ModelFile`: a network in a file, run step by step on one thread, as a robot runs it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["ModelFile", "OnnxFile", "TfliteFile", "interpreter_of", "model_file"]

F32 = npt.NDArray[np.float32]


class ModelFile(Protocol):
    """Tensors go by logical name; what it remembers is handed back to it by whoever runs it."""

    @property
    def states(self) -> Sequence[str]:
        """Inputs that are called NAME_in; the output NAME_out is what they are next."""

    def zeros(self, name: str) -> F32:
        """What an input is before the first step."""

    def run(self, given: Mapping[str, F32], wanted: Sequence[str]) -> list[F32]:
        """One step: what is `wanted` of what is `given`."""


class OnnxFile:
    """An ONNX file, whose names are the logical ones, in onnxruntime."""

    def __init__(self, path: Path) -> None:
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._shapes = {one.name: one.shape for one in self._session.get_inputs()}
        self.states = [name for name in self._shapes if name.endswith("_in")]

    def zeros(self, name: str) -> F32:
        """As `ModelFile`."""
        return np.zeros(self._shapes[name], np.float32)

    def run(self, given: Mapping[str, F32], wanted: Sequence[str]) -> list[F32]:
        """As `ModelFile`."""
        made: list[F32] = self._session.run(wanted, given)
        return made


class TfliteFile:
    """A TFLite file in LiteRT."""

    def __init__(self, path: Path, tensors: Mapping[str, str]) -> None:
        """`tensors`: logical name -> name in the file."""
        self._interpreter = interpreter_of(path)
        inputs = self._interpreter.get_input_details()
        details = {one["name"]: one for one in (*inputs, *self._interpreter.get_output_details())}
        self._details = {name: details[inside] for name, inside in tensors.items()}
        self.states = [name for name in tensors if name.endswith("_in")]

    def zeros(self, name: str) -> F32:
        """As `ModelFile`."""
        return np.zeros(self._details[name]["shape"], np.float32)

    def run(self, given: Mapping[str, F32], wanted: Sequence[str]) -> list[F32]:
        """As `ModelFile`."""
        for name, values in given.items():
            self._interpreter.set_tensor(self._details[name]["index"], values)
        self._interpreter.invoke()
        return [self._interpreter.get_tensor(self._details[name]["index"]) for name in wanted]


def interpreter_of(path: Path) -> Any:
    """LiteRT's `Interpreter` of a file, its tensors allocated."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_path=str(path), num_threads=1)
    interpreter.allocate_tensors()
    return interpreter


def model_file(path: Path, backend: str, tensors: Mapping[str, str]) -> ModelFile:
    """The file of a backend; `tensors`: logical name -> name in it."""
    return OnnxFile(path) if backend == "onnxruntime" else TfliteFile(path, tensors)
