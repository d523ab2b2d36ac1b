"""The shipped folder: both int8 files, the golden stream and the card that says what they are."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from kinesics.audio.logmel import LogMel, log_mel
from kinesics_training import toml_text
from kinesics_training.corpora import augment
from kinesics_training.corpora.synth import RATE_HZ, Utterance
from kinesics_training.export import precise, quantise
from kinesics_training.export import shipped as ships
from kinesics_training.export.precise import Layer
from kinesics_training.export.quantise import Step
from kinesics_training.export.shipped import BACKENDS, Shipped
from kinesics_training.lips.channels import CHANNELS
from kinesics_training.lips.phones import VISEMES
from kinesics_training.mouth import hull, net, runners
from kinesics_training.mouth.float_runner import fp32
from kinesics_training.mouth.lookaheads import LOOKAHEADS
from kinesics_training.mouth.net import Net
from kinesics_training.mouth.streaming import Streaming

F32 = npt.NDArray[np.float32]
NAME = "speech_face"
FEATURES = {
    "kind": "logmel", "sample_rate_hz": RATE_HZ, "hop": 160, "window": 400, "mels": 40, "fft": 512,
    "low_hz": 60.0, "high_hz": 7600.0, "floor": 1e-8,
}  # fmt: skip
GOLDEN_STEPS = 200
_FINE = {
    "onnxruntime": "the first two layers as sums of two such parts",
    "litert": "rows of weights fill that scale and are scaled back in float, the first two layers "
    "as sums of two such parts",
}


def runner(shipped: Shipped, backend: str) -> runners.Runner:
    """The int8 file of a backend, ready to run."""
    return runners.of_file(shipped.opened(backend))


def step_of(network: Net, layer: Layer = precise.linear) -> Step:
    """The step of the network; in float, unless its layers are made for a scheme."""
    module = Streaming(network, layer).eval()
    states = module.zero_states()
    return Step(
        module,
        (torch.zeros(1, network.plan.mels), *states),
        ["logmel", *(f"s{k}_in" for k in range(len(states)))],
        ["channels", "visemes", *(f"s{k}_out" for k in range(len(states)))],
    )


def export(weights: Path, folder: Path, scratch: Path, spoken: Utterance) -> Shipped:
    """Both int8 files and the golden stream, written to `folder`."""
    network = net.load(str(weights))
    floats = scratch / f"{NAME}.fp32.onnx"
    quantise.onnx_fp32(step_of(network), floats)
    by_row, by_tensor = (step_of(network, quantise.LAYERS[b]) for b in BACKENDS)
    source = scratch / f"{NAME}.by-row.onnx"
    quantise.onnx_fp32(by_row, source)
    shipped = ships.write(NAME, folder, source, by_tensor)
    logmel = golden_logmel(spoken)
    made = fp32(network)(logmel)
    channels, visemes = made[:, :, : len(CHANNELS)], made[:, :, len(CHANNELS) :]
    np.savez_compressed(folder / ships.GOLDEN, logmel=logmel, channels=channels, visemes=visemes)
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
        "version": "0.4.0",
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
        "states": [ships.state(f"s{k}", list(shape)) for k, shape in enumerate(states)],
        "files": [_file(shipped, backend) for backend in BACKENDS],
        "golden": {"path": ships.GOLDEN, "steps": GOLDEN_STEPS},
        "hull": hull.of_card(shipped.folder),
        **facts,
    }
    return toml_text.text(table)


def costs(shipped: Shipped) -> dict[str, Any]:
    """The table [budget], measured here and now."""
    return ships.costs(shipped, " of 10 ms, without the log-mel (about 40 us)")


def _file(shipped: Shipped, backend: str) -> dict[str, Any]:
    golden = np.load(shipped.folder / ships.GOLDEN)
    made = runner(shipped, backend)(golden["logmel"])
    off = np.abs(made[:, :, : len(CHANNELS)] - golden["channels"])
    off_visemes = np.abs(made[:, :, len(CHANNELS) :] - golden["visemes"])
    said = ships.file(shipped, backend, off, ships.tolerance(off))
    said["scheme"] += f"; {_FINE[backend]}"
    return said | {"tolerances": {"visemes": ships.tolerance(off_visemes)}}
