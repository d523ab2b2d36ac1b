"""The network over a whole signal, step by step, by each of the ways it can run."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kinesics_training.export.onnx_session import one_thread
from kinesics_training.lips.channels import CHANNELS
from kinesics_training.mouth.lookaheads import LOOKAHEADS

F32 = npt.NDArray[np.float32]
MADE = ("channels", "visemes")
Runner = Callable[[F32], F32]
"""Log-mel (T, mels) -> channels and visemes side by side, (T, 5, 23 + 15), from a fresh state."""


def onnx(path: Path) -> Runner:
    """An ONNX file whose states are named NAME_in, NAME_out."""
    session = one_thread(path)
    outputs = [o.name for o in session.get_outputs()]
    shapes = {i.name: i.shape for i in session.get_inputs() if i.name != "logmel"}

    def run(logmel: F32) -> F32:
        feeds = {name: np.zeros(shape, np.float32) for name, shape in shapes.items()}
        rows = []
        for frame in logmel:
            values = dict(
                zip(outputs, session.run(None, {"logmel": frame[None], **feeds}), strict=True)
            )
            feeds = {name: values[name.replace("_in", "_out")] for name in shapes}
            rows.append(np.concatenate([values[name][0] for name in MADE], axis=1))
        return np.stack(rows)

    return run


def tflite(path: Path, tensors: dict[str, str]) -> Runner:
    """A TFLite file, its tensors by logical name."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_path=str(path), num_threads=1)
    interpreter.allocate_tensors()
    details = (*interpreter.get_input_details(), *interpreter.get_output_details())
    index = {d["name"]: d["index"] for d in details}
    shapes = {d["name"]: d["shape"] for d in interpreter.get_input_details()}
    states = [name for name in tensors if name.endswith("_in")]

    def run(logmel: F32) -> F32:
        held = {name: np.zeros(shapes[tensors[name]], np.float32) for name in states}
        rows = []
        for frame in logmel:
            interpreter.set_tensor(index[tensors["logmel"]], frame[None])
            for name in states:
                interpreter.set_tensor(index[tensors[name]], held[name])
            interpreter.invoke()
            held = {
                n: interpreter.get_tensor(index[tensors[n.replace("_in", "_out")]]) for n in states
            }
            made = [interpreter.get_tensor(index[tensors[name]])[0] for name in MADE]
            rows.append(np.concatenate(made, axis=1))
        return np.stack(rows)

    return run


def dated(made: F32, head: int) -> F32:
    """The channels of one look-ahead, (T - look-ahead, 23): row i is dated (i + 1) * 10 ms."""
    return made[LOOKAHEADS[head] :, head, : len(CHANNELS)]


def named(made: F32, head: int) -> F32:
    """The visemes of one look-ahead, (T - look-ahead, 15), dated like its channels."""
    return made[LOOKAHEADS[head] :, head, len(CHANNELS) :]
