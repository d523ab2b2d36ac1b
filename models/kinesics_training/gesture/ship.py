"""The shipped folder: both int8 files, the golden stream and the card that says what they are."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from kinesics.audio.gesture_cues import CUES, ROW_RATE_HZ
from kinesics.gesture.outlook import PARTS, PHASES, STRIKE_BINS, STRIKE_FROM
from kinesics_training import budget, quantise, toml_text
from kinesics_training.gesture import runners
from kinesics_training.gesture.net import OUTPUTS, STATES, WORDS, Net, Streaming, parameters
from kinesics_training.quantise import Step

F32 = npt.NDArray[np.float32]
NAME = "speech_gesture"
GOLDEN_STEPS = 400
BACKENDS = ("onnxruntime", "litert")
_SIZES = {"strikes": STRIKE_BINS, "phases": len(PARTS) * len(PHASES), "amplitude": len(PARTS)}
_UNITS = {
    "cues": "kinesics/audio/gesture_cues.py CUES",
    "words": "kinesics/audio/gesture_cues.py told; all 0 where no words are known",
    "strikes": "0..1: how surely an accent that a stroke may fall on peaks in a bin of 40 ms, the "
    f"first {-40 * STRIKE_FROM} ms before the newest sound",
    "phases": f"shares of {', '.join(PHASES)} of {', '.join(PARTS)}; five by five they sum to 1",
    "amplitude": f"0..1: size of the gesture of {', '.join(PARTS)}",
}


@dataclass(frozen=True, eq=False)
class Shipped:
    """What lies in the folder; `tensors` by backend: logical name -> name in the file."""

    folder: Path
    tensors: dict[str, dict[str, str]]
    memory: int

    def path(self, backend: str) -> Path:
        """The int8 file of a backend."""
        return self.folder / quantise.file_name(NAME, backend)

    def running(self, backend: str) -> runners.Running:
        """The int8 file of a backend, ready to run."""
        if backend == "onnxruntime":
            return runners.onnx(self.path(backend), self.memory)
        return runners.tflite(self.path(backend), self.tensors[backend], self.memory)


def step_of(network: Net) -> Step:
    """The step that ships."""
    module = Streaming(network).eval()
    return Step(
        module,
        (torch.zeros(1, len(CUES)), torch.zeros(1, WORDS), *module.zero_states()),
        ["cues", "words", *(f"{name}_in" for name in STATES)],
        [*OUTPUTS, *(f"{name}_out" for name in STATES)],
    )


def export(network: Net, folder: Path, scratch: Path, golden: tuple[F32, F32]) -> Shipped:
    """Both int8 files and the golden stream of cues and words, written to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    shipped = Shipped(folder, {}, network.plan.hidden)
    step, floats = step_of(network), scratch / f"{NAME}.fp32.onnx"
    quantise.onnx_fp32(step, floats)
    onnx_names = quantise.onnx_int8(floats, shipped.path("onnxruntime"))
    tflite_names = quantise.tflite_int8(step, shipped.path("litert"))
    shipped.path("litert").chmod(0o644)  # the converter marks it executable
    shipped.tensors.update(onnxruntime=onnx_names, litert=tflite_names)
    cues, words = (part[:GOLDEN_STEPS] for part in golden)
    made = runners.over(runners.fp32(network), cues, words)
    parts = np.split(made, np.cumsum([_SIZES[name] for name in OUTPUTS])[:-1], axis=1)
    named = dict(zip(OUTPUTS, parts, strict=True))
    np.savez_compressed(folder / "golden.npz", cues=cues, words=words, **named)
    return shipped


def card(shipped: Shipped, network: Net, facts: dict[str, Any]) -> str:
    """The text of card.toml; `facts` holds the tables of scores, data and cost."""
    step = step_of(network)
    shapes = dict(zip(step.inputs, (list(part.shape) for part in step.example), strict=True))
    table: dict[str, Any] = {
        "schema": 1,
        "name": "speech-gesture",
        "version": "0.1.0",
        "role": NAME,
        "summary": "The robot's own voice, and its words where they are known, to what its arms, "
        "head and torso are about to do: where strokes may fall, phases, sizes.",
        "rate_hz": int(ROW_RATE_HZ),
        "parameters": parameters(network),
        "features": {"kind": "gesture_cues", "cues": list(CUES)},
        "inputs": [_tensor(name, shapes[name]) for name in ("cues", "words")],
        "outputs": [_tensor(name, [1, _SIZES[name]]) for name in OUTPUTS],
        "states": [
            {
                "name": name,
                "input": f"{name}_in",
                "output": f"{name}_out",
                "shape": shapes[f"{name}_in"],
                "dtype": "float32",
            }
            for name in STATES
        ],
        "files": [_file(shipped, backend) for backend in BACKENDS],
        "golden": {"path": "golden.npz", "steps": GOLDEN_STEPS},
        **facts,
    }
    return toml_text.text(table)


def costs(shipped: Shipped) -> dict[str, Any]:
    """The table [budget], measured here and now."""
    return {
        "machine": "2-core x86-64 VM, shared",
        "how": "paced at 100 Hz, one thread, per step, without the cues, beside other work",
        **{backend: budget.paced_us(shipped.path(backend)) for backend in shipped.tensors},
    }


def _tensor(name: str, shape: list[int]) -> dict[str, Any]:
    return {"name": name, "shape": shape, "dtype": "float32", "unit": _UNITS[name]}


def _file(shipped: Shipped, backend: str) -> dict[str, Any]:
    path = shipped.path(backend)
    content = path.read_bytes()
    with np.load(shipped.folder / "golden.npz") as golden:
        wanted = np.concatenate([golden[name] for name in OUTPUTS], axis=1)
        made = runners.over(shipped.running(backend), golden["cues"], golden["words"])
    off = np.abs(made - wanted)
    return {
        "backend": backend,
        "path": path.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "scheme": quantise.SCHEMES[backend],
        "tolerance": float(max(0.02, np.ceil(off.max() * 150) / 100)),
        "golden_error_max": float(off.max()),
        "golden_error_rms": float(np.sqrt((off**2).mean())),
        "tensors": shipped.tensors[backend],
    }
