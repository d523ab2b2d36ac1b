"""Firmware images: built into a folder, with what they are made of said."""

import hashlib
import shlex
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from kinesics.errors import BridgeError
from kinesics_bridge.firmware.build import FIRMWARE, build, build_command

__all__ = ["PORTS", "build_image", "image_path", "planned_image"]

PORTS = {"wasm": ".wasm", "native": "", "stm32f405": ".elf", "lm3s6965": ".elf"}
"""What can be built, and how the file's name ends."""

_USES = {
    "wasm": "the twin",
    "native": "a Linux process behind a serial port of its own",
    "stm32f405": "a board with an STM32F405; no board has run it yet",
    "lm3s6965": "QEMU alone",
}


def image_path(port: str, out: Path) -> Path:
    """Where the image for `port` lies in the folder `out`.

    Raises:
        BridgeError: no such port.
    """
    if port not in PORTS:
        raise BridgeError(f"no firmware {port!r}; wanted one of {', '.join(PORTS)}")
    return out / f"kinesics-{port}{PORTS[port]}"


def planned_image(port: str, out: Path) -> Iterator[str]:
    """What would be built, with which command."""
    path = image_path(port, out)
    command = build_command(port, path.resolve())
    yield f"{port}: would build {path}, for {_USES[port]}"
    yield f"  in {FIRMWARE}: {shlex.join(command)}"


def build_image(port: str, out: Path) -> Iterator[str]:
    """Build, and say where the image lies, its size and its flags.

    Raises:
        BridgeError: no source tree, no compiler, a folder that cannot be written.
    """
    path = image_path(port, out)
    words = build_command(port, path)[4:]  # python -m ziglang cc
    flags = takewhile(lambda word: not word.endswith(".c"), words)
    image = build(port)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(image)
        path.chmod(0o755 if port == "native" else 0o644)
    except OSError as error:
        raise BridgeError(f"cannot write {path}: {error.strerror}; name another --out") from error
    digest = hashlib.sha256(image).hexdigest()
    yield f"{port}: {path}, {len(image)} bytes, sha256 {digest[:16]}, for {_USES[port]}"
    yield f"  flags: {' '.join(flags)}"
