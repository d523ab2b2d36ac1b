"""`one_thread`: an ONNX file in onnxruntime, as a robot runs it: on one thread of the CPU."""

from pathlib import Path
from typing import Any

__all__ = ["one_thread"]


def one_thread(path: Path) -> Any:
    """An `onnxruntime.InferenceSession` of the file."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
