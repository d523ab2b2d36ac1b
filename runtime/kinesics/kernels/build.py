"""`python -m kinesics.kernels.build [--check]`: `kernels.wasm`, of the C files beside it.

A development command: the wasm is committed, and `--check` compares it with its sources.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from kinesics.errors import CompileError
from kinesics.kernels.module import WASM
from kinesics.zig import compile_command, compiled, demand_compiler

__all__ = ["build", "main"]

_FLAGS = (
    "-target",
    "wasm32-wasi",  # whose C library has the functions of mathematics; nothing is imported
    "-mcpu=mvp+bulk_memory+simd128",
    "-mexec-model=reactor",
    "-fvisibility=default",
    "-Wl,--export-dynamic",
    "-Wl,--export=__heap_base",
    "-Wl,-z,stack-size=65536",
)


def build(folder: Path = WASM.parent) -> bytes:
    """The module of all C files in a folder; what is not static in them can be called.

    Raises:
        CompileError: not the compiler that is pinned, or the sources do not compile.
    """
    demand_compiler("the kernels")
    sources = [path.name for path in sorted(folder.glob("*.c"))]
    return compiled(lambda image: compile_command(_FLAGS, sources, image), folder)


def main(arguments: Sequence[str]) -> int:
    """Write the wasm, or with --check only compare it; 1 if it had drifted or cannot be built."""
    try:
        image = build()
    except CompileError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if "--check" not in arguments:
        WASM.write_bytes(image)
    elif not WASM.exists() or WASM.read_bytes() != image:
        sys.stderr.write(
            "kernels.wasm is not what the sources say; run python -m kinesics.kernels.build\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
