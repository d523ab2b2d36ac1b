"""The shipped folder: both int8 files, the golden stream and the card that says what they are."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from kinesics.conversation.gaze_cues import CUES, LEAD_STEPS, STEP_NS
from kinesics_training import toml_text
from kinesics_training.export import shipped as ships
from kinesics_training.export.quantise import Step
from kinesics_training.export.shipped import BACKENDS, Shipped
from kinesics_training.gaze import runners
from kinesics_training.gaze.generator import EVENTS
from kinesics_training.gaze.net import OUTPUTS, STATES, WIDTHS, Net, Streaming, parameters

F32 = npt.NDArray[np.float32]
NAME = "gaze"
GOLDEN_STEPS = 500
_UNITS = {
    "cues": "kinesics/conversation/gaze_cues.py CUES",
    "hazards": f"logits of the chance in a step of 40 ms of {', '.join(EVENTS)}",
    "directions": "logits of a glance's directions in steps of 45 degrees: right, right up, up...",
    "manner": "mean tens of degrees of a glance beyond 5; logit of a blink that closes the eye; "
    "depth of a nod, 0..1",
}


def runner(shipped: Shipped, backend: str) -> runners.Runner:
    """The int8 file of a backend, ready to run."""
    return runners.of_file(shipped.opened(backend))


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
    shipped = ships.write_one(NAME, folder, step_of(network), scratch)
    rows = cues[:GOLDEN_STEPS]
    said = runners.stepped(network)(rows[None])[0]
    parts = np.split(said, np.cumsum(WIDTHS)[:-1], axis=1)
    made: dict[str, Any] = dict(zip(OUTPUTS, parts, strict=True))
    np.savez_compressed(folder / ships.GOLDEN, cues=rows, **made)
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
        "states": [ships.state(name, [1, hidden]) for name in STATES],
        "files": [_file(shipped, backend) for backend in BACKENDS],
        "golden": {"path": ships.GOLDEN, "steps": GOLDEN_STEPS},
        **facts,
    }
    return toml_text.text(table)


def costs(shipped: Shipped) -> dict[str, Any]:
    """The table [budget], measured here and now."""
    return ships.costs(shipped, " of 40 ms, beside other work")


def _tensor(name: str, wide: int) -> dict[str, Any]:
    return {"name": name, "shape": [1, wide], "dtype": "float32", "unit": _UNITS[name]}


def _file(shipped: Shipped, backend: str) -> dict[str, Any]:
    with np.load(shipped.folder / ships.GOLDEN) as golden:
        wanted = np.concatenate([golden[name] for name in OUTPUTS], axis=1)
        off = np.abs(runner(shipped, backend)(golden["cues"][None])[0] - wanted)
    return ships.file(shipped, backend, off, ships.tolerance(off, 0.05))
