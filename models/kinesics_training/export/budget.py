"""What a step costs when it comes every 10 ms, as on a robot: caches cold, not a hot loop."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from kinesics_training.export.model_file import interpreter_of

PERIOD_S = 0.01


def paced_us(path: Path, steps: int = 600) -> dict[str, float]:
    """p50 and p99 of one step [us] at 100 Hz on one thread, after 50 steps of warming up."""
    step = _onnx_step(path) if path.suffix == ".onnx" else _tflite_step(path)
    costs_us = []
    due_s = time.perf_counter()
    for _ in range(steps):
        due_s += PERIOD_S
        time.sleep(max(0.0, due_s - time.perf_counter()))
        started_ns = time.perf_counter_ns()
        step()
        costs_us.append((time.perf_counter_ns() - started_ns) / 1e3)
    p50, p99 = np.percentile(costs_us[50:], [50, 99])
    return {"p50_us": round(float(p50), 1), "p99_us": round(float(p99), 1)}


def _onnx_step(path: Path) -> Callable[[], object]:
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    feeds = {i.name: np.zeros(i.shape, np.float32) for i in session.get_inputs()}
    binding = session.io_binding()
    for name, feed in feeds.items():
        binding.bind_cpu_input(name, feed)
    for output in session.get_outputs():
        binding.bind_output(output.name)
    return lambda: session.run_with_iobinding(binding)


def _tflite_step(path: Path) -> Callable[[], object]:
    interpreter = interpreter_of(path)
    inputs = {d["index"]: np.zeros(d["shape"], np.float32) for d in interpreter.get_input_details()}
    outputs = [d["index"] for d in interpreter.get_output_details()]

    def step() -> None:
        for index, feed in inputs.items():
            interpreter.set_tensor(index, feed)
        interpreter.invoke()
        for index in outputs:
            interpreter.get_tensor(index)

    return step
