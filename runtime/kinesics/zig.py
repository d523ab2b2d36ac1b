"""`compiled`: C sources as an image, by the one compiler that is pinned.

It is the `ziglang` wheel of exactly `ZIG_VERSION`, of the extra for development. The bytes of an
image depend on neither machine nor folder.
"""

import importlib.metadata
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from kinesics.errors import CompileError

__all__ = ["C99", "ZIG_VERSION", "compile_command", "compiled", "demand_compiler"]

ZIG_VERSION = "0.17.1"

C99 = (
    "-std=c99",
    "-O2",
    "-ffp-contract=off",  # fused multiply-adds would make results differ between machines
    "-s",
    "-g0",  # with debug information the bytes would depend on the folder
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wconversion",
)
"""Flags of all C here."""


def compile_command(flags: Iterable[str], sources: Iterable[str], image: Path) -> list[str]:
    """The command line that writes `image`, to be run in the folder of the sources."""
    return [sys.executable, "-m", "ziglang", "cc", *C99, *flags, *sources, "-o", str(image)]


def compiled(command: Callable[[Path], list[str]], folder: Path) -> bytes:
    """The image that a command line, given where to, writes when it runs in `folder`.

    Raises:
        CompileError: with what the compiler says.
    """
    with tempfile.TemporaryDirectory() as room:
        image = Path(room) / "image"
        done = subprocess.run(
            command(image), cwd=folder, check=False, capture_output=True, text=True
        )
        if done.returncode:
            raise CompileError(done.stderr)
        return image.read_bytes()


def demand_compiler(what: str) -> None:
    """That building `what` can begin.

    Raises:
        CompileError: not the compiler that is pinned.
    """
    try:
        found = importlib.metadata.version("ziglang")
    except importlib.metadata.PackageNotFoundError:
        found = "none"
    if found != ZIG_VERSION:
        raise CompileError(
            f"building {what} needs ziglang=={ZIG_VERSION}, found {found}: "
            "pip install 'kinesics[dev]'"
        )
