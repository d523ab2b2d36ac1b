"""The network over whole lives, by each of the ways it can run."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from kinesics_training.export.onnx_session import one_thread
from kinesics_training.gaze.net import OUTPUTS, STATES, Net, Streaming, read

F32 = npt.NDArray[np.float32]
Runner = Callable[[F32], F32]
"""Cues (B, T, C) -> all outputs side by side, (B, T, 16), each life from a fresh state."""


def fp32(net: Net) -> Runner:
    """The float network in torch, whole lives at once."""

    def run(cues: F32) -> F32:
        with torch.no_grad():
            memory = torch.zeros(len(cues), net.plan.hidden)
            heads, _ = net.over(torch.from_numpy(np.ascontiguousarray(cues)), memory)
            return np.asarray(torch.cat(read(heads), dim=-1))

    return run


def stepped(net: Net) -> Runner:
    """The same, row by row, as it is exported."""
    step = Streaming(net)

    def once(cues: F32) -> F32:
        (memory,), rows = step.zero_states(), []
        with torch.no_grad():
            for row in torch.from_numpy(cues):
                *made, memory = step(row[None], memory)
                rows.append(torch.cat(made, dim=-1)[0])
        return np.asarray(torch.stack(rows))

    return _each(once)


def onnx(path: Path) -> Runner:
    """An ONNX file."""
    session = one_thread(path)
    shapes = {one.name: one.shape for one in session.get_inputs()}
    ends = [*OUTPUTS, *(f"{name}_out" for name in STATES)]

    def once(cues: F32) -> F32:
        held = {f"{name}_in": np.zeros(shapes[f"{name}_in"], np.float32) for name in STATES}
        rows = []
        for row in cues:
            made = dict(zip(ends, session.run(ends, {"cues": row[None], **held}), strict=True))
            held = {f"{name}_in": made[f"{name}_out"] for name in STATES}
            rows.append(np.concatenate([made[name][0] for name in OUTPUTS]))
        return np.stack(rows)

    return _each(once)


def tflite(path: Path, tensors: dict[str, str]) -> Runner:
    """A TFLite file, its tensors by logical name."""
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(model_path=str(path), num_threads=1)
    interpreter.allocate_tensors()
    details = (*interpreter.get_input_details(), *interpreter.get_output_details())
    index = {one["name"]: one["index"] for one in details}
    shapes = {one["name"]: one["shape"] for one in details}

    def once(cues: F32) -> F32:
        held = {name: np.zeros(shapes[tensors[f"{name}_in"]], np.float32) for name in STATES}
        rows = []
        for row in cues:
            interpreter.set_tensor(index[tensors["cues"]], row[None])
            for name, state in held.items():
                interpreter.set_tensor(index[tensors[f"{name}_in"]], state)
            interpreter.invoke()
            held = {n: interpreter.get_tensor(index[tensors[f"{n}_out"]]) for n in STATES}
            made = [interpreter.get_tensor(index[tensors[name]])[0] for name in OUTPUTS]
            rows.append(np.concatenate(made))
        return np.stack(rows)

    return _each(once)


def _each(once: Runner) -> Runner:
    return lambda cues: np.stack([once(life) for life in cues])
