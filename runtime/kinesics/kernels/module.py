"""`kernels`: the compiled module, made once in a process and kept in the user's cache."""

import atexit
import hashlib
import platform
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from kinesics.cache_folder import cache_folder

__all__ = ["WASM", "kernels"]

WASM = Path(__file__).parent / "kernels.wasm"

_DIGEST = 32  # bytes of SHA-256: whatever is harmed in a file must not be run


@cache
def kernels() -> tuple[Any, Any]:
    """Wasmtime's engine and module of `kernels.wasm`, for any number of rooms."""
    import wasmtime

    atexit.register(kernels.cache_clear)  # while wasmtime's own modules are still whole
    engine = wasmtime.Engine()
    path = _path()
    if (code := _read(path)) is not None:
        with suppress(wasmtime.WasmtimeError):  # of another wasmtime, or another processor
            return engine, wasmtime.Module.deserialize(engine, code)
    module = wasmtime.Module(engine, WASM.read_bytes())
    _keep(path, bytes(module.serialize()))
    return engine, module


def _path() -> Path | None:
    """Named by what decides what is in it; None: the user has no home."""
    machine = f"{platform.system()} {platform.machine()}"
    key = hashlib.sha256(WASM.read_bytes() + machine.encode()).hexdigest()[:16]
    with suppress(RuntimeError):
        return cache_folder() / "kernels" / key
    return None


def _read(path: Path | None) -> bytes | None:
    """Machine code, whole as it was written; None: it is not there, or harmed."""
    if path is None:
        return None
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    code = kept[_DIGEST:]
    return code if hashlib.sha256(code).digest() == kept[:_DIGEST] else None


def _keep(path: Path | None, code: bytes) -> None:
    """Write it whole or not at all; where none can be written it is compiled each time."""
    if path is None:
        return
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as part:
            part.write(hashlib.sha256(code).digest() + code)
        Path(part.name).replace(path)
