"""The shipped folder: both int8 files, the golden stream and the card that says what they are."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from kinesics.audio.gesture_cues import CUES, ROW_RATE_HZ
from kinesics.gesture.outlook import PARTS, PHASES, STRIKE_BINS, STRIKE_FROM
from kinesics_training import toml_text
from kinesics_training.export import shipped as ships
from kinesics_training.export.quantise import Step
from kinesics_training.export.shipped import BACKENDS, Shipped
from kinesics_training.gesture import runners
from kinesics_training.gesture.net import OUTPUTS, STATES, WORDS, Net, Streaming, parameters

F32 = npt.NDArray[np.float32]
NAME = "speech_gesture"
GOLDEN_STEPS = 400
_SIZES = {"strikes": STRIKE_BINS, "phases": len(PARTS) * len(PHASES), "amplitude": len(PARTS)}
_UNITS = {
    "cues": "kinesics/audio/gesture_cues.py CUES",
    "words": "kinesics/audio/gesture_cues.py told; all 0 where no words are known",
    "strikes": "0..1: how surely an accent that a stroke may fall on peaks in a bin of 40 ms, the "
    f"first {-40 * STRIKE_FROM} ms before the newest sound",
    "phases": f"shares of {', '.join(PHASES)} of {', '.join(PARTS)}; five by five they sum to 1",
    "amplitude": f"0..1: size of the gesture of {', '.join(PARTS)}",
}


def running(shipped: Shipped, backend: str, memory: int) -> runners.Running:
    """The int8 file of a backend, ready to run, of a network that remembers `memory` numbers."""
    return runners.of_file(shipped.opened(backend), memory)


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
    shipped = ships.write_one(NAME, folder, step_of(network), scratch)
    golden_stream(network, folder, golden)
    return shipped


def golden_stream(network: Net, folder: Path, golden: tuple[F32, F32]) -> None:
    """What the float network makes of the first rows of cues and words."""
    cues, words = (part[:GOLDEN_STEPS] for part in golden)
    made = runners.over(runners.fp32(network), cues, words)
    parts = np.split(made, np.cumsum([_SIZES[name] for name in OUTPUTS])[:-1], axis=1)
    named: dict[str, Any] = dict(zip(OUTPUTS, parts, strict=True))
    np.savez_compressed(folder / ships.GOLDEN, cues=cues, words=words, **named)


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
        "states": [ships.state(name, shapes[f"{name}_in"]) for name in STATES],
        "files": [_file(shipped, backend, network.plan.hidden) for backend in BACKENDS],
        "golden": {"path": ships.GOLDEN, "steps": GOLDEN_STEPS},
        **facts,
    }
    return toml_text.text(table)


def costs(shipped: Shipped) -> dict[str, Any]:
    """The table [budget], measured here and now."""
    return ships.costs(shipped, ", without the cues, beside other work")


def _tensor(name: str, shape: list[int]) -> dict[str, Any]:
    return {"name": name, "shape": shape, "dtype": "float32", "unit": _UNITS[name]}


def _file(shipped: Shipped, backend: str, memory: int) -> dict[str, Any]:
    with np.load(shipped.folder / ships.GOLDEN) as golden:
        wanted = np.concatenate([golden[name] for name in OUTPUTS], axis=1)
        made = runners.over(running(shipped, backend, memory), golden["cues"], golden["words"])
    off = np.abs(made - wanted)
    return ships.file(shipped, backend, off, ships.tolerance(off, margin=1.5))
