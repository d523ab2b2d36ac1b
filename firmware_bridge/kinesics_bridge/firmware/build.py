"""`python -m kinesics_bridge.firmware.build TARGET [--check] [--out FILE]`: its sources compiled.

A development command: it needs the sources and the `ziglang` wheel of exactly `ZIG_VERSION`. The
bytes of a target do not depend on machine or folder; those of `wasm` are committed, and `--check`
compares them.
"""

import hashlib
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kinesics.cache_folder import cache_folder
from kinesics.errors import BridgeError, CompileError
from kinesics.zig import C99, ZIG_VERSION, compile_command, compiled, demand_compiler
from kinesics_bridge.wire.protocol import MAX_JOINTS

__all__ = [
    "FIRMWARE",
    "TARGETS",
    "Target",
    "build",
    "build_command",
    "built",
    "main",
    "most_joints",
]

FIRMWARE = Path(__file__).resolve().parents[2] / "firmware"
"""The sources; a folder of the same shape may take their place."""

_WASM = Path(__file__).parents[1] / "twin" / "firmware.wasm"


@dataclass(frozen=True)
class Target:
    """What one image is made of."""

    folders: tuple[str, ...]
    """Below `FIRMWARE`; every C file in them is compiled."""
    flags: tuple[str, ...]
    sanitize: tuple[str, ...] = ()
    """Instead of `plain`, to trap on undefined behaviour; empty: not offered."""
    plain: tuple[str, ...] = ()


def _linux() -> str:
    machine = {"arm64": "aarch64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine())
    return f"{machine}-linux"


def _cortex_m(board: str, *flags: str) -> Target:
    """Not -nostdlib: on Arm that would drop the compiler's own 64-bit division."""
    shared = ("-fno-builtin", "-Iports/wasm/include", f"-Wl,-T,ports/{board}/board.ld")
    return Target(("core", "output", "ports/cortex_m", f"ports/{board}"), (*flags, *shared))


_ROOM = "-DKIN_MAX_JOINTS="
_TRAPS = ("-fsanitize=undefined,bounds", "-fsanitize-trap=all")

TARGETS = {
    "wasm": Target(
        ("core", "servo", "ports/wasm"),
        (
            "-target",
            "wasm32-freestanding",
            "-mcpu=mvp+bulk_memory",
            "-fno-builtin",
            "-fvisibility=hidden",
            "-Iports/wasm/include",
            "-Wl,--no-entry",
            "-Wl,--export-dynamic",
        ),
        sanitize=_TRAPS,  # needs zig's 128-bit product, so no -nostdlib
        plain=("-nostdlib",),
    ),
    "stm32f405": _cortex_m(
        "stm32f405",
        "-target",
        "thumb-freestanding-eabihf",
        "-mcpu=cortex_m4+vfp4d16sp",  # cortex_m4 alone would be soft-float
    ),
    "lm3s6965": _cortex_m(
        "lm3s6965",
        "-target",
        "thumb-freestanding-eabi",
        "-mcpu=cortex_m3",
        "-DKIN_MAX_JOINTS=32",
        "-DKIN_QUEUE_DEPTH=128",
    ),
    "native": Target(
        ("core", "servo", "ports/native"),
        ("-target", f"{_linux()}-musl", "-mcpu=baseline", "-D_GNU_SOURCE"),
        sanitize=_TRAPS,
    ),
    "library": Target(
        ("core", "output", "ports/library"),
        ("-target", f"{_linux()}-gnu", "-mcpu=baseline", "-shared", "-fPIC"),
        sanitize=_TRAPS,
    ),
}
"""By name."""


def most_joints(version: str) -> int:
    """Joints that a firmware of this version, as CAPS tells it, has room for.

    Of a board that is not built here, what the protocol allows.
    """
    target = TARGETS.get(version.partition(" ")[0])
    flags = target.flags if target is not None else ()
    told = [flag.removeprefix(_ROOM) for flag in flags if flag.startswith(_ROOM)]
    return int(told[0]) if told else MAX_JOINTS


def build_command(
    name: str, image: Path, *, sanitize: bool = False, firmware: Path = FIRMWARE
) -> list[str]:
    """The compiler's command line that writes a target's `image`; it runs in the folder `firmware`.

    Raises:
        BridgeError: no such target, no source tree, or not the compiler that is pinned.
    """
    if name not in TARGETS:
        raise BridgeError(f"no firmware {name!r}; wanted one of {', '.join(TARGETS)}")
    target = TARGETS[name]
    _demand_compiler(firmware)
    sources = [path.relative_to(firmware).as_posix() for path in _sources(target, firmware)]
    return compile_command(_flags(target, sanitize), sources, image)


def build(name: str, *, sanitize: bool = False, firmware: Path = FIRMWARE) -> bytes:
    """The image of a target; sanitized, it traps on undefined behaviour.

    Raises:
        BridgeError: as `build_command`, or the sources do not compile.
    """
    try:
        return compiled(
            lambda image: build_command(name, image, sanitize=sanitize, firmware=firmware), firmware
        )
    except CompileError as error:
        raise BridgeError(f"{name} does not compile:\n{error}") from error


def built(name: str, *, sanitize: bool = False, firmware: Path = FIRMWARE) -> Path:
    """A target's image as an executable file, built when these sources have not been before.

    Kept in `kinesics/firmware` of the user's cache folder, under a hash of sources and flags.
    """
    path = _cache() / f"{name}-{_key(TARGETS[name], sanitize, firmware)}"
    if not path.exists():
        image = build(name, sanitize=sanitize, firmware=firmware)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
            unfinished.write(image)
        os.chmod(unfinished.name, 0o755)
        os.replace(unfinished.name, path)  # whoever builds at the same time writes the same
    return path


def main(arguments: Sequence[str]) -> int:
    """Write an image, or with --check only compare the committed one; 1 if it had drifted."""
    names = [name for name in arguments if name in TARGETS]
    out = arguments[arguments.index("--out") + 1] if "--out" in arguments else None
    if len(names) != 1:
        sys.stderr.write(f"name one target: {', '.join(TARGETS)}\n")
        return 2
    try:
        image = build(names[0])
    except BridgeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if "--check" in arguments:
        if names[0] == "wasm" and (not _WASM.exists() or _WASM.read_bytes() != image):
            sys.stderr.write("firmware.wasm is not what the sources say; run build wasm\n")
            return 1
        return 0
    path = Path(out) if out else _WASM if names[0] == "wasm" else Path(f"kinesics-{names[0]}")
    path.write_bytes(image)
    path.chmod(0o644 if names[0] == "wasm" else 0o755)
    return 0


def _demand_compiler(firmware: Path) -> None:
    if not (firmware / "core" / "core.h").is_file():
        raise BridgeError(
            "building firmware needs kinesics' source tree, which an installed wheel does not "
            "bring: clone it, and there pip install -e '.[dev]'"
        )
    try:
        demand_compiler("firmware")
    except CompileError as error:
        raise BridgeError(str(error)) from error


def _flags(target: Target, sanitize: bool) -> tuple[str, ...]:
    return *target.flags, *(target.sanitize if sanitize else target.plain)


def _sources(target: Target, firmware: Path) -> list[Path]:
    return [path for folder in target.folders for path in sorted((firmware / folder).glob("*.c"))]


def _key(target: Target, sanitize: bool, firmware: Path) -> str:
    digest = hashlib.sha256(repr((ZIG_VERSION, C99, target, sanitize)).encode())
    for path in sorted(firmware.rglob("*")):
        if path.suffix in {".c", ".h", ".ld"}:
            digest.update(path.relative_to(firmware).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _cache() -> Path:
    return cache_folder() / "firmware"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
