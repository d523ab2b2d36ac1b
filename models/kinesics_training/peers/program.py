"""Installing peers into the cache, and running their programs over sounds."""

import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kinesics_training.corpora import synth
from kinesics_training.peers import calibration
from kinesics_training.peers.peer import FOLDER, Peer

F32 = npt.NDArray[np.float32]
LONGEST_S = 3600.0
"""Of one run of a peer's program."""
CALIBRATION_SEED = 7
CALIBRATION_S = 150.0


class AbsentError(Exception):
    """A peer that could not be installed or run; the message says why."""


@dataclass(frozen=True)
class Bench:
    """Runs peers; what they need is installed under `cache` on first use."""

    cache: Path

    def rows(self, peer: Peer, sounds: Sequence[F32]) -> list[F32]:
        """Each sound's values (T, K), row i at (i + 1) * 10 ms; sounds at the peer's rate."""
        with tempfile.TemporaryDirectory() as folder:
            for number, sound in enumerate(sounds):
                np.asarray(sound, np.float32).tofile(f"{folder}/{number:04}.f32")
            _run([*self._command(peer, folder), *self._arguments(peer, Path(folder))])
            columns = len(peer.program.values)
            found = sorted(Path(folder).glob("*.rows"))
            if len(found) != len(sounds):
                raise AbsentError(f"{peer.program.file} wrote {len(found)} of {len(sounds)} files")
            return [np.fromfile(path, np.float32).reshape(-1, columns) for path in found]

    def _command(self, peer: Peer, sounds: str) -> list[str]:
        file = peer.program.file
        if peer.program.run_by == "node":
            return ["node", str(FOLDER / "npm" / file), str(self._npm()), sounds]
        if peer.program.run_by == "pip":
            return [str(self._pip()), str(FOLDER / "pip" / file), sounds]
        return [sys.executable, str(FOLDER / file), sounds]

    def _arguments(self, peer: Peer, folder: Path) -> list[str]:
        if not peer.calibration:
            return peer.program.arguments
        spoken = synth.cached(
            self.cache, peer.calibration["voice"], CALIBRATION_SEED, CALIBRATION_S, lambda _: None
        )
        arguments = []
        for name, phone in peer.calibration["phones"].items():
            path = folder / f"{phone}.takes"
            calibration.takes(spoken, phone, peer.rate_hz).tofile(path)
            arguments.append(f"{name}={path}")
        return arguments

    def _npm(self) -> Path:
        """The folder with `node_modules`, exactly as the lock file says."""
        home = self.cache / "npm"
        if not (home / "node_modules").is_dir():
            home.mkdir(parents=True, exist_ok=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(FOLDER / "npm" / name, home)
            _run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(home)]
            )
        return home

    def _pip(self) -> Path:
        """The interpreter of an environment of its own: pylipsync wants an older numpy."""
        home = self.cache / "pip"
        python = home / "bin" / "python"
        if not (home / "done").exists():
            venv.create(home, with_pip=True, clear=True)
            requirements = FOLDER / "pip" / "requirements.txt"
            _run([str(python), "-m", "pip", "install", "-q", "-r", str(requirements)])
            (home / "done").touch()
        return python


def _run(command: list[str]) -> None:
    try:
        ran = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=LONGEST_S
        )
    except (FileNotFoundError, subprocess.TimeoutExpired) as error:
        raise AbsentError(str(error)) from error
    if ran.returncode:
        last = (ran.stderr.strip().splitlines() or ["no message"])[-1]
        raise AbsentError(f"{Path(command[0]).name} ended with {ran.returncode}: {last}")
