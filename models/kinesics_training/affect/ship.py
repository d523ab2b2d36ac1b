"""The shipped folder: both int8 files, the golden stream and the card that says what they are."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from kinesics.affect.vad import BASIC
from kinesics.audio.voice_cues import CUE_RATE_HZ, CUES
from kinesics_training import budget, quantise, toml_text
from kinesics_training.affect import runners
from kinesics_training.affect.net import OUTPUTS, STATES, Net, Streaming, parameters
from kinesics_training.affect.stories import Stories
from kinesics_training.quantise import Step

F32 = npt.NDArray[np.float32]
NAME = "speech_affect"
GOLDEN_STEPS = 500
BACKENDS = ("onnxruntime", "litert")
_UNITS = {
    "cues": "kinesics/audio/voice_cues.py CUES, as they are",
    "weights": "0..1: how much of each cue there was to measure",
    "vad": "valence, arousal, dominance, -1..1",
    "shares": f"of {', '.join(BASIC)}; they sum to 1",
    "confidence": "0..1: expected share of what is felt that vad explains; 0 where nothing is felt",
}


@dataclass(frozen=True, eq=False)
class Shipped:
    """What lies in the folder; `tensors` by backend: logical name -> name in the file."""

    folder: Path
    tensors: dict[str, dict[str, str]]

    def path(self, backend: str) -> Path:
        """The int8 file of a backend."""
        return self.folder / quantise.file_name(NAME, backend)

    def runner(self, backend: str) -> runners.Runner:
        """The int8 file of a backend, ready to run."""
        if backend == "onnxruntime":
            return runners.onnx(self.path(backend))
        return runners.tflite(self.path(backend), self.tensors[backend])


def step_of(network: Net) -> Step:
    """The step that ships."""
    module = Streaming(network).eval()
    row = torch.zeros(1, len(CUES))
    return Step(
        module,
        (row, row.clone(), *module.zero_states()),
        ["cues", "weights", *(f"{name}_in" for name in STATES)],
        [*OUTPUTS, *(f"{name}_out" for name in STATES)],
    )


def export(network: Net, folder: Path, scratch: Path, told: Stories) -> Shipped:
    """Both int8 files and the golden stream, written to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    shipped = Shipped(folder, {})
    step, floats = step_of(network), scratch / f"{NAME}.fp32.onnx"
    quantise.onnx_fp32(step, floats)
    onnx_names = quantise.onnx_int8(floats, shipped.path("onnxruntime"))
    tflite_names = quantise.tflite_int8(step, shipped.path("litert"))
    shipped.path("litert").chmod(0o644)  # the converter marks it executable
    shipped.tensors.update(onnxruntime=onnx_names, litert=tflite_names)
    cues, weights = (part[:1, :GOLDEN_STEPS] for part in (told.cues, told.weights))
    said = runners.stepped(network)(cues, weights)[0]
    vad, shares, confidence = np.split(said, (3, 11), axis=1)
    np.savez_compressed(
        folder / "golden.npz",
        cues=cues[0], weights=weights[0], vad=vad, shares=shares, confidence=confidence,
    )  # fmt: skip
    return shipped


def card(shipped: Shipped, network: Net, facts: dict[str, Any]) -> str:
    """The text of card.toml; `facts` holds the tables of scores, data and cost."""
    step = step_of(network)
    shapes = dict(zip(step.inputs, (list(part.shape) for part in step.example), strict=True))
    made = {"vad": [1, 3], "shares": [1, len(BASIC)], "confidence": [1, 1]}
    table: dict[str, Any] = {
        "schema": 1,
        "name": "speech-affect",
        "version": "0.1.0",
        "role": NAME,
        "summary": "The robot's own voice to what it expresses: valence, arousal, dominance, "
        "shares of eight emotions, and how surely.",
        "rate_hz": int(CUE_RATE_HZ),
        "parameters": parameters(network),
        "features": {"kind": "voice_cues", "cues": list(CUES), "prosody_lookahead_ms": 80},
        "inputs": [_tensor(name, shapes[name]) for name in ("cues", "weights")],
        "outputs": [_tensor(name, made[name]) for name in OUTPUTS],
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
        off = np.abs(
            shipped.runner(backend)(golden["cues"][None], golden["weights"][None]) - wanted
        )
    return {
        "backend": backend,
        "path": path.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "scheme": quantise.SCHEMES[backend],
        "tolerance": float(max(0.02, np.ceil(off.max() * 200) / 100)),
        "golden_error_max": float(off.max()),
        "golden_error_rms": float(np.sqrt((off**2).mean())),
        "tensors": shipped.tensors[backend],
    }
