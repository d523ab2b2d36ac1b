"""The shipped int8 files as rows of the comparison: as shown, and the channels alone."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kinesics.audio.logmel import LogMel, log_mel
from kinesics.toml import load_toml
from kinesics_training.corpora.synth import RATE_HZ
from kinesics_training.evaluation.blended import blended
from kinesics_training.export.model_file import model_file
from kinesics_training.lips.channels import MEASURES, measures
from kinesics_training.lips.lips import Take
from kinesics_training.lips.phones import Segment
from kinesics_training.mouth import hull
from kinesics_training.mouth.lookaheads import LOOKAHEADS
from kinesics_training.mouth.runners import Runner, dated, named, of_file

F32 = npt.NDArray[np.float32]
COMPARED_MS = (0, 80, 120)


@dataclass(frozen=True, eq=False)
class Ours:
    """One int8 file at one look-ahead, one way."""

    label: str
    version: str
    lookahead_ms: float
    runner: Runner
    rate_hz: int = RATE_HZ

    def rows(self, sounds: Sequence[F32]) -> list[F32]:
        """Lip measures and visemes side by side, (T, 4 + 15), row i dated (i + 1) * 10 ms."""
        head = LOOKAHEADS.index(round(self.lookahead_ms / 10))
        made = [self.runner(log_mel(sound, LogMel())) for sound in sounds]
        return [np.hstack((measures(dated(m, head)), named(m, head))) for m in made]

    def take(self, spoken: list[Segment], rows: F32) -> Take:
        """Lips as they are shown, visemes as they are named."""
        both = np.asarray(rows, np.float32)
        return Take(spoken, both[:, : len(MEASURES)], both[:, len(MEASURES) :])


def shipped(folder: Path) -> list[Ours]:
    """Both int8 files of a model's folder, each look-ahead as the runtime shows it and without."""
    card, around = load_toml(folder / "card.toml"), hull.load(folder)
    systems = []
    for file in card["files"]:
        path, backend = folder / file["path"], file["backend"]
        runner = of_file(model_file(path, backend, file["tensors"]))
        plain = _remembered(runner)
        ways = {"as shown": _remembered(blended(plain, around)), "channels alone": plain}
        version = f"{path.name} sha256 {sha256(path.read_bytes()).hexdigest()[:12]}"
        systems += [
            Ours(f"kinesics, {backend}, {ms} ms, {way}", version, ms, heard)
            for way, heard in ways.items()
            for ms in COMPARED_MS
        ]
    return systems


def _remembered(runner: Runner) -> Runner:
    """The runner, which hears each sound once though every look-ahead is read off it."""
    known: dict[bytes, F32] = {}

    def run(logmel: F32) -> F32:
        key = hashlib.sha256(logmel.tobytes()).digest()
        if key not in known:
            known[key] = runner(logmel)
        return known[key]

    return run
