"""`python -m kinesics_bridge.build_wasm [--check]`: firmware and servos into the wasm of the twin.

A development command: it needs the source tree and the `ziglang` wheel of exactly `ZIG_VERSION`.
The bytes do not depend on the machine or the folder, so `--check` compares them.
"""

import importlib.metadata
import subprocess
import sys
import tempfile
from pathlib import Path

__all__ = ["ZIG_VERSION", "build", "main"]

ZIG_VERSION = "0.17.1"
_FIRMWARE = Path(__file__).resolve().parents[1] / "firmware"
_WASM = Path(__file__).parent / "twin" / "firmware.wasm"
_FLAGS = [
    "-target",
    "wasm32-freestanding",
    "-mcpu=mvp+bulk_memory",
    "-std=c99",
    "-O2",
    "-ffp-contract=off",  # fused multiply-adds would make twins differ between machines
    "-fno-builtin",
    "-fvisibility=hidden",
    "-Iports/wasm/include",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wconversion",
    "-Wl,--no-entry",
    "-Wl,--export-dynamic",
    "-s",
    "-g0",  # with debug information the bytes would depend on the folder
]
_SANITIZE = ["-fsanitize=undefined,bounds", "-fsanitize-trap=all"]  # needs zig's 128-bit product


def build(*, sanitize: bool = False) -> bytes:
    """The twin's wasm, compiled from the sources; sanitized, it traps on undefined behaviour."""
    found = importlib.metadata.version("ziglang")
    if found != ZIG_VERSION:
        raise SystemExit(f"build_wasm needs ziglang=={ZIG_VERSION}, found {found}")
    folders = ("core", "servo", "ports/wasm")
    sources = [
        path.relative_to(_FIRMWARE).as_posix()
        for folder in folders
        for path in sorted((_FIRMWARE / folder).glob("*.c"))
    ]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "firmware.wasm"
        flags = [*_FLAGS, *_SANITIZE] if sanitize else [*_FLAGS, "-nostdlib"]
        command = [sys.executable, "-m", "ziglang", "cc", *flags, *sources, "-o", str(target)]
        subprocess.run(command, cwd=_FIRMWARE, check=True)
        return target.read_bytes()


def main(arguments: list[str]) -> int:
    """Write firmware.wasm, or with --check only compare; 1 if it had drifted."""
    wasm = build()
    if "--check" not in arguments:
        _WASM.write_bytes(wasm)
    elif not _WASM.exists() or _WASM.read_bytes() != wasm:
        sys.stderr.write("firmware.wasm is not what the sources say; run build_wasm\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
