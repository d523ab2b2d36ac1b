"""A peer: what it is, and how its values become lip measures."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kinesics.toml import load_toml
from kinesics_training.lips.channels import MEASURES
from kinesics_training.lips.lips import PROTOTYPES, Take
from kinesics_training.lips.phones import VISEMES, Segment

F32 = npt.NDArray[np.float32]
FOLDER = Path(__file__).parent
PEERS = (
    "headaudio",
    "headaudio_mended",
    "wlipsync",
    "wlipsync_own",
    "wawa",
    "pylipsync",
    "openfacefx",
    "loudness",
)
"""Every peer, by the name of its TOML file."""
SHOWN = 0.1
"""Below this weight a viseme is not seen: where all are, the mouth is taken to name silence."""


@dataclass(frozen=True)
class Program:
    """What runs a peer: `file` in `npm/`, `pip/` or here; `values`: visemes or lip measures."""

    run_by: str
    file: str
    rate_hz: int
    values: list[str]
    arguments: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Peer:
    """A row of the comparison. `lookahead_ms`: declared; None where it hears the whole file."""

    label: str
    package: str
    version: str
    licence: str
    made_for: str
    notes: str
    program: Program
    lookahead_ms: float | None = None
    calibration: dict[str, Any] = field(default_factory=dict)

    @property
    def rate_hz(self) -> int:
        """Of the sound that its program hears."""
        return self.program.rate_hz

    def take(self, spoken: list[Segment], rows: F32) -> Take:
        """Its values (T, K) as the scores want them.

        Visemes become measures by the prototype of each (`lips.PROTOTYPES`), weighted and summed,
        and are scored by the strongest; measures are taken as they are.
        """
        values = self.program.values
        if set(values) <= set(MEASURES):
            measures = np.zeros((len(rows), len(MEASURES)), np.float32)
            measures[:, [MEASURES.index(name) for name in values]] = rows
            return Take(spoken, measures)
        weights = np.zeros((len(rows), len(VISEMES)), np.float32)
        weights[:, [VISEMES.index(name) for name in values]] = rows
        shaped = np.asarray(weights @ PROTOTYPES, np.float32)
        weights[:, 0] = np.maximum(weights[:, 0], SHOWN)
        return Take(spoken, shaped, weights)


def load(name: str) -> Peer:
    """The peer of `NAME.toml`."""
    table = load_toml(FOLDER / f"{name}.toml")
    program = Program(**table.pop("program"))
    return Peer(program=program, **table)
