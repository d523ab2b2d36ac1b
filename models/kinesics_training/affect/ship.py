"""The shipped folder: both int8 files, the golden stream and the card that says what they are."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from kinesics.affect.vad import BASIC
from kinesics.audio.voice_cues import CUE_RATE_HZ, CUES
from kinesics_training import toml_text
from kinesics_training.affect import runners
from kinesics_training.affect.net import OUTPUTS, STATES, Net, Streaming, parameters
from kinesics_training.affect.scores import Runner
from kinesics_training.affect.stories import Stories
from kinesics_training.export import shipped as ships
from kinesics_training.export.quantise import Step
from kinesics_training.export.shipped import BACKENDS, Shipped

F32 = npt.NDArray[np.float32]
NAME = "speech_affect"
GOLDEN_STEPS = 500
_UNITS = {
    "cues": "kinesics/audio/voice_cues.py CUES, as they are",
    "weights": "0..1: how much of each cue there was to measure",
    "vad": "valence, arousal, dominance, -1..1",
    "shares": f"of {', '.join(BASIC)}; they sum to 1",
    "confidence": "0..1: expected share of what is felt that vad explains; 0 where nothing is felt",
}


def runner(shipped: Shipped, backend: str) -> Runner:
    """The int8 file of a backend, ready to run."""
    return runners.of_file(shipped.opened(backend))


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
    shipped = ships.write_one(NAME, folder, step_of(network), scratch)
    cues, weights = (part[:1, :GOLDEN_STEPS] for part in (told.cues, told.weights))
    said = runners.stepped(network)(cues, weights)[0]
    vad, shares, confidence = np.split(said, (3, 11), axis=1)
    np.savez_compressed(
        folder / ships.GOLDEN,
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
        "states": [ships.state(name, shapes[f"{name}_in"]) for name in STATES],
        "files": [_file(shipped, backend) for backend in BACKENDS],
        "golden": {"path": ships.GOLDEN, "steps": GOLDEN_STEPS},
        **facts,
    }
    return toml_text.text(table)


def costs(shipped: Shipped) -> dict[str, Any]:
    """The table [budget], measured here and now."""
    return ships.costs(shipped, ", without the cues, beside other work")


def _tensor(name: str, shape: list[int]) -> dict[str, Any]:
    return {"name": name, "shape": shape, "dtype": "float32", "unit": _UNITS[name]}


def _file(shipped: Shipped, backend: str) -> dict[str, Any]:
    with np.load(shipped.folder / ships.GOLDEN) as golden:
        wanted = np.concatenate([golden[name] for name in OUTPUTS], axis=1)
        made = runner(shipped, backend)(golden["cues"][None], golden["weights"][None])
    off = np.abs(made - wanted)
    return ships.file(shipped, backend, off, ships.tolerance(off))
