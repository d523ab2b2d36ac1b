"""`Shipped`: a model's folder with both int8 files, and what a card says of each."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kinesics_training.export import budget, quantise
from kinesics_training.export.model_file import ModelFile, model_file
from kinesics_training.export.quantise import Step

BACKENDS = ("onnxruntime", "litert")
GOLDEN = "golden.npz"
TOLERANCE_MIN = 0.02


@dataclass(frozen=True, eq=False)
class Shipped:
    """What lies in the folder; `tensors` by backend: logical name -> name in the file."""

    name: str
    folder: Path
    tensors: dict[str, dict[str, str]] = field(default_factory=dict)

    def path(self, backend: str) -> Path:
        """The int8 file of a backend."""
        return self.folder / quantise.file_name(self.name, backend)

    def opened(self, backend: str) -> ModelFile:
        """The int8 file of a backend, to be run."""
        return model_file(self.path(backend), backend, self.tensors[backend])


def write(name: str, folder: Path, by_row: Path, step: Step) -> Shipped:
    """Both int8 files: ONNX of a float ONNX `by_row`, TFLite of `step`."""
    folder.mkdir(parents=True, exist_ok=True)
    shipped = Shipped(name, folder)
    onnx_names = quantise.onnx_int8(by_row, shipped.path("onnxruntime"))
    tflite_names = quantise.tflite_int8(step, shipped.path("litert"))
    shipped.path("litert").chmod(0o644)  # the converter marks it executable
    shipped.tensors.update(onnxruntime=onnx_names, litert=tflite_names)
    return shipped


def write_one(name: str, folder: Path, step: Step, scratch: Path) -> Shipped:
    """Both int8 files of one float network, which is kept in `scratch` as ONNX."""
    floats = scratch / f"{name}.fp32.onnx"
    quantise.onnx_fp32(step, floats)
    return write(name, folder, floats, step)


def keep_tensors(shipped: Shipped, path: Path) -> None:
    """Write down how tensors are called in its files, for `kept`."""
    path.write_text(json.dumps(shipped.tensors), encoding="utf-8")


def kept(name: str, folder: Path, path: Path) -> Shipped:
    """What was exported to `folder` before; `path` as `keep_tensors` wrote it."""
    return Shipped(name, folder, json.loads(path.read_text(encoding="utf-8")))


def state(name: str, shape: list[int]) -> dict[str, Any]:
    """The [[states]] of a card for a pair NAME_in, NAME_out."""
    ends = {"input": f"{name}_in", "output": f"{name}_out"}
    return {"name": name, **ends, "shape": shape, "dtype": "float32"}


def file(
    shipped: Shipped, backend: str, off: npt.NDArray[np.float32], tolerance: float
) -> dict[str, Any]:
    """The [[files]] of a card for one backend; `off` from its goldens, in any shape."""
    path = shipped.path(backend)
    content = path.read_bytes()
    return {
        "backend": backend,
        "path": path.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "scheme": quantise.SCHEMES[backend],
        "tolerance": tolerance,
        "golden_error_max": float(off.max()),
        "golden_error_rms": float(np.sqrt((off**2).mean())),
        "tensors": shipped.tensors[backend],
    }


def tolerance(
    off: npt.NDArray[np.float32], least: float = TOLERANCE_MIN, margin: float = 2.0
) -> float:
    """`margin` times what was off here, in hundredths, for other processors round otherwise."""
    return float(max(least, np.ceil(off.max() * 100 * margin) / 100))


def costs(shipped: Shipped, per: str) -> dict[str, Any]:
    """The table [budget], measured here and now; `per` says what a step is and leaves out."""
    return {
        "machine": "2-core x86-64 VM, shared",
        "how": f"paced at 100 Hz, one thread, per step{per}",
        **{backend: budget.paced_us(shipped.path(backend)) for backend in shipped.tensors},
    }
