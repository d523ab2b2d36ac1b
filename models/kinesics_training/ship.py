"""The shipped folder: both int8 files, the golden stream and the card that says what they are."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kinesics.audio.logmel import LogMel, log_mel
from kinesics_training import augment, budget, net, quantise, runners, toml_text
from kinesics_training.channels import CHANNELS
from kinesics_training.net import LOOKAHEADS, Net
from kinesics_training.phones import VISEMES
from kinesics_training.streaming import Streaming
from kinesics_training.synth import RATE_HZ, Utterance

F32 = npt.NDArray[np.float32]
NAME = "speech_face"
FEATURES = {
    "kind": "logmel", "sample_rate_hz": RATE_HZ, "hop": 160, "window": 400, "mels": 40, "fft": 512,
    "low_hz": 60.0, "high_hz": 7600.0, "floor": 1e-8,
}  # fmt: skip
GOLDEN_STEPS = 200
BACKENDS = ("onnxruntime", "litert")
_FINE = {
    "onnxruntime": "the first two layers as sums of two such parts",
    "litert": "rows of weights fill that scale and are scaled back in float, the first two layers "
    "as sums of two such parts",
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


def export(weights: Path, folder: Path, scratch: Path, spoken: Utterance) -> Shipped:
    """Both int8 files and the golden stream, written to `folder`."""
    network = net.load(str(weights))
    folder.mkdir(parents=True, exist_ok=True)
    shipped = Shipped(folder, {})
    floats = scratch / f"{NAME}.fp32.onnx"
    quantise.onnx_fp32(quantise.speech_face(network), floats)
    by_row, by_tensor = (quantise.speech_face(network, quantise.LAYERS[b]) for b in BACKENDS)
    source = scratch / f"{NAME}.by-row.onnx"
    quantise.onnx_fp32(by_row, source)
    onnx_names = quantise.onnx_int8(source, shipped.path("onnxruntime"))
    tflite_names = quantise.tflite_int8(by_tensor, shipped.path("litert"))
    shipped.path("litert").chmod(0o644)  # the converter marks it executable
    shipped.tensors.update(onnxruntime=onnx_names, litert=tflite_names)
    logmel = golden_logmel(spoken)
    made = runners.fp32(network)(logmel)
    channels, visemes = made[:, :, : len(CHANNELS)], made[:, :, len(CHANNELS) :]
    np.savez_compressed(folder / "golden.npz", logmel=logmel, channels=channels, visemes=visemes)
    return shipped


def golden_logmel(spoken: Utterance) -> F32:
    """2 s: silence, a sentence at its own level, the same clipped loud; (200, 40)."""
    start = spoken.samples[4000 : 4000 + 16000]
    loud = np.clip(start[:11200] * augment.db(24.0), -1.0, 1.0)
    sound = np.concatenate((np.zeros(4800, np.float32), start, loud))
    return log_mel(sound[: GOLDEN_STEPS * 160], LogMel())


def card(shipped: Shipped, network: Net, facts: dict[str, Any]) -> str:
    """The text of card.toml; `facts` holds the tables that other people's work fills."""
    step = Streaming(network)
    states = [tuple(state.shape) for state in step.zero_states()]
    table: dict[str, Any] = {
        "schema": 1,
        "name": "speech-face",
        "version": "0.2.0",
        "role": NAME,
        "summary": "Speech to mouth: log-mel frames in, 23 ARKit mouth, jaw, cheek and tongue "
        "channels and 15 visemes out, at five look-aheads from one file.",
        "rate_hz": 100,
        "lookaheads_ms": [10 * rows for rows in LOOKAHEADS],
        "default_lookahead_ms": 80,
        "channels": list(CHANNELS),
        "parameters": net.parameters(network),
        "features": FEATURES,
        "inputs": [
            {
                "name": "logmel",
                "shape": [1, FEATURES["mels"]],
                "dtype": "float32",
                "unit": "natural logarithm of mel band power; a full-scale sine is about 0",
            }
        ],
        "outputs": [
            {
                "name": "channels",
                "shape": [1, len(LOOKAHEADS), len(CHANNELS)],
                "dtype": "float32",
                "unit": "ARKit blendshape weight 0..1",
            },
            {
                "name": "visemes",
                "shape": [1, len(LOOKAHEADS), len(VISEMES)],
                "dtype": "float32",
                "unit": "probability, 0..1",
                "names": list(VISEMES),
            },
        ],
        "states": [
            {
                "name": f"s{k}",
                "input": f"s{k}_in",
                "output": f"s{k}_out",
                "shape": list(shape),
                "dtype": "float32",
            }
            for k, shape in enumerate(states)
        ],
        "files": [_file(shipped, backend) for backend in BACKENDS],
        "golden": {"path": "golden.npz", "steps": GOLDEN_STEPS},
        "hull": {"path": "hull.npz"},
        **facts,
    }
    return toml_text.text(table)


def costs(shipped: Shipped) -> dict[str, Any]:
    """The table [budget], measured here and now."""
    paced = {b: budget.paced_us(shipped.path(b)) for b in shipped.tensors}
    return {
        "machine": "2-core x86-64 VM, shared",
        "how": "paced at 100 Hz, one thread, per step of 10 ms, without the log-mel (about 40 us)",
        **paced,
    }


def _file(shipped: Shipped, backend: str) -> dict[str, Any]:
    path = shipped.path(backend)
    content = path.read_bytes()
    golden = np.load(shipped.folder / "golden.npz")
    made = shipped.runner(backend)(golden["logmel"])
    off = np.abs(made[:, :, : len(CHANNELS)] - golden["channels"])
    off_visemes = np.abs(made[:, :, len(CHANNELS) :] - golden["visemes"])
    return {
        "backend": backend,
        "path": path.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "scheme": f"{quantise.SCHEMES[backend]}; {_FINE[backend]}",
        "tolerance": _tolerance(off),
        "golden_error_max": float(off.max()),
        "golden_error_rms": float(np.sqrt((off**2).mean())),
        "tolerances": {"visemes": _tolerance(off_visemes)},
        "tensors": shipped.tensors[backend],
    }


def _tolerance(off: F32) -> float:
    """Twice what was off here, for other processors round otherwise."""
    return float(max(0.02, np.ceil(off.max() * 200) / 100))
