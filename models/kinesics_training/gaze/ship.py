"""The shipped folder: both int8 files, the golden stream and the card that says what they are."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from kinesics.conversation.gaze_cues import CUES, LEAD_STEPS, STEP_NS
from kinesics_training import budget, quantise, toml_text
from kinesics_training.gaze import runners
from kinesics_training.gaze.generator import EVENTS
from kinesics_training.gaze.net import OUTPUTS, STATES, WIDTHS, Net, Streaming, parameters
from kinesics_training.quantise import Step

F32 = npt.NDArray[np.float32]
NAME = "gaze"
GOLDEN_STEPS = 500
BACKENDS = ("onnxruntime", "litert")
_UNITS = {
    "cues": "kinesics/conversation/gaze_cues.py CUES",
    "hazards": f"logits of the chance in a step of 40 ms of {', '.join(EVENTS)}",
    "directions": "logits of a glance's directions in steps of 45 degrees: right, right up, up...",
    "manner": "mean tens of degrees of a glance beyond 5; logit of a blink that closes the eye; "
    "depth of a nod, 0..1",
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
    return Step(
        module,
        (torch.zeros(1, len(CUES)), *module.zero_states()),
        ["cues", *(f"{name}_in" for name in STATES)],
        [*OUTPUTS, *(f"{name}_out" for name in STATES)],
    )


def export(network: Net, folder: Path, scratch: Path, cues: F32) -> Shipped:
    """Both int8 files and the golden stream, of one life's cues (T, C), written to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    shipped = Shipped(folder, {})
    step, floats = step_of(network), scratch / f"{NAME}.fp32.onnx"
    quantise.onnx_fp32(step, floats)
    onnx_names = quantise.onnx_int8(floats, shipped.path("onnxruntime"))
    tflite_names = quantise.tflite_int8(step, shipped.path("litert"))
    shipped.path("litert").chmod(0o644)  # the converter marks it executable
    shipped.tensors.update(onnxruntime=onnx_names, litert=tflite_names)
    rows = cues[:GOLDEN_STEPS]
    said = runners.stepped(network)(rows[None])[0]
    parts = np.split(said, np.cumsum(WIDTHS)[:-1], axis=1)
    made = dict(zip(OUTPUTS, parts, strict=True))
    np.savez_compressed(folder / "golden.npz", cues=rows, **made)
    return shipped


def card(shipped: Shipped, network: Net, facts: dict[str, Any]) -> str:
    """The text of card.toml; `facts` holds the tables of scores, data and cost."""
    hidden = network.plan.hidden
    table: dict[str, Any] = {
        "schema": 1,
        "name": "gaze",
        "version": "0.1.0",
        "role": NAME,
        "summary": "When eyes look away and back, jump on, when lids blink and heads mark accents: "
        "chances, step by step, from voices, feelings, persona and who is there.",
        "rate_hz": round(1e9 / STEP_NS),
        "parameters": parameters(network),
        "features": {"kind": "gaze_cues", "cues": list(CUES), "lead_steps": LEAD_STEPS},
        "inputs": [_tensor("cues", len(CUES))],
        "outputs": [_tensor(name, wide) for name, wide in zip(OUTPUTS, WIDTHS, strict=True)],
        "states": [
            {
                "name": name,
                "input": f"{name}_in",
                "output": f"{name}_out",
                "shape": [1, hidden],
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
        "how": "paced at 100 Hz, one thread, per step of 40 ms, beside other work",
        **{backend: budget.paced_us(shipped.path(backend)) for backend in shipped.tensors},
    }


def _tensor(name: str, wide: int) -> dict[str, Any]:
    return {"name": name, "shape": [1, wide], "dtype": "float32", "unit": _UNITS[name]}


def _file(shipped: Shipped, backend: str) -> dict[str, Any]:
    path = shipped.path(backend)
    content = path.read_bytes()
    with np.load(shipped.folder / "golden.npz") as golden:
        wanted = np.concatenate([golden[name] for name in OUTPUTS], axis=1)
        off = np.abs(shipped.runner(backend)(golden["cues"][None])[0] - wanted)
    return {
        "backend": backend,
        "path": path.name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "scheme": quantise.SCHEMES[backend],
        "tolerance": float(max(0.05, np.ceil(off.max() * 200) / 100)),
        "golden_error_max": float(off.max()),
        "golden_error_rms": float(np.sqrt((off**2).mean())),
        "tensors": shipped.tensors[backend],
    }
