"""`Room`: memory that numpy and C share, and the functions of C that work in it."""

import ctypes
from collections.abc import Callable
from functools import cache
from math import prod
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import DTypeLike, NDArray

from kinesics.errors import KernelError
from kinesics.kernels.module import kernels

__all__ = ["POINTER", "Room"]

POINTER = ctypes.c_uint32
"""In a struct: an address within the room."""

_PAGE = 65536
_ALIGNED = 64  # bytes: a line of a cache

Struct = TypeVar("Struct", bound=ctypes.Structure)


class Room:
    """One instance of `kernels.wasm`, for one owner of C state, in one thread at a time.

    Its memory lives as long as any array, struct or function of it.
    """

    def __init__(self) -> None:
        """Raises: KernelError: too little memory."""
        import wasmtime

        try:
            engine, module = kernels()
            self._store = wasmtime.Store(engine)
            instance = wasmtime.Instance(self._store, module, [])
        except wasmtime.WasmtimeError as error:
            why = str(error).strip().splitlines()[-1]
            raise KernelError(
                f"the kernels cannot start ({why}): this process may have too little memory "
                "(ulimit -v)"
            ) from error
        self._exports = cast("Any", instance.exports(self._store))
        self._exports["_initialize"](self._store)
        self._memory = self._exports["memory"]
        self._free = int(self._exports["__heap_base"].value(self._store))
        self._waiting: dict[
            int, list[int]
        ] = {}  # what was given back, by the logarithm of its size
        self._map()

    def zeros(self, shape: int | tuple[int, ...], dtype: DTypeLike = np.float64) -> NDArray[Any]:
        """An array that C can reach."""
        start = self._taken(_size(shape, dtype))
        made: NDArray[Any] = np.ndarray(shape, dtype, self._bytes, start)
        return made

    def placed(self, array: NDArray[Any]) -> NDArray[Any]:
        """A copy that C can reach."""
        there = self.zeros(array.shape, array.dtype)
        there[...] = array
        return there

    def lend(self, shape: int | tuple[int, ...], dtype: DTypeLike = np.float64) -> NDArray[Any]:
        """As `zeros`, but with anything in it, until it is given back."""
        size = _size(shape, dtype)
        kind = max(size - 1, _ALIGNED - 1).bit_length()
        waiting = self._waiting.get(kind)
        start = waiting.pop() if waiting else self._taken(1 << kind)
        made: NDArray[Any] = np.ndarray(shape, dtype, self._bytes, start)
        return made

    def give_back(self, array: NDArray[Any]) -> None:
        """What was lent may be lent again: nobody uses this array any more."""
        kind = max(array.nbytes - 1, _ALIGNED - 1).bit_length()
        self._waiting.setdefault(kind, []).append(self._at(_start(array)))

    @property
    def size(self) -> int:
        """Bytes that were ever taken at once."""
        return self._free

    def structs(self, kind: type[Struct], count: int) -> list[Struct]:
        """So many of C's in a row, of zeros: the first one's address is that of all."""
        start = self._taken(count * ctypes.sizeof(kind))
        return [
            kind.from_buffer(self._bytes, start + n * ctypes.sizeof(kind)) for n in range(count)
        ]

    def struct(self, kind: type[Struct], **fields: Any) -> Struct:
        """One of C's, with these fields: arrays by their address, copied here if they are not."""
        (made,) = self.structs(kind, 1)
        self.fill(made, **fields)
        return made

    def fill(self, struct: ctypes.Structure, **fields: Any) -> None:
        """As `struct` does."""
        for name, value in fields.items():
            setattr(struct, name, self.address(value))

    def function(self, name: str, struct: ctypes.Structure) -> Callable[[], int]:
        """One of C's functions, of that struct."""
        at = self._at(ctypes.addressof(struct))
        function, invoke = self._exports[name], unchecked()
        if invoke is None:
            return lambda: int(function(self._store, at) or 0)
        slot = (ctypes.c_int32 * 4)()  # an argument, then a result, of up to 16 bytes
        trap = (ctypes.c_void_p * 1)()
        context = ctypes.cast(self._store._context(), ctypes.c_void_p).value
        callee = function._func
        fixed = (
            context,
            ctypes.addressof(callee),
            ctypes.addressof(slot),
            1,
            ctypes.addressof(trap),
        )
        kept = (self._store, callee)

        def call(kept: object = kept) -> int:
            slot[0] = at
            if invoke(*fixed) or trap[0]:
                raise KernelError(f"{name} failed: its struct does not fit its arrays")
            return slot[0]

        return call

    def address(self, value: Any) -> Any:
        """What C has for an array, copied here if it is not, a struct, or a number."""
        if isinstance(value, ctypes.Structure):
            return self._at(ctypes.addressof(value))
        if not isinstance(value, np.ndarray):
            return value
        start = _start(value)
        if not self._start <= start < self._start + len(self._bytes):
            return self._at(_start(self.placed(value)))
        if not value.flags.c_contiguous:
            raise KernelError("an array of the room that is not contiguous; wanted one that is")
        return self._at(start)

    def _at(self, address: int) -> int:
        return address - self._start

    def _taken(self, size: int) -> int:
        """Offset of `size` bytes of zeros."""
        start = -(-self._free // _ALIGNED) * _ALIGNED
        missing = start + size - len(self._bytes)
        if missing > 0:
            self._memory.grow(self._store, -(-missing // _PAGE))
            self._map()
        self._free = start + size
        return start

    def _map(self) -> None:
        size = self._memory.data_len(self._store)
        start = ctypes.addressof(self._memory.data_ptr(self._store).contents)
        # wasmtime reserves 4 GB of addresses, so that a memory can grow where it is.
        if start != getattr(self, "_start", start):
            raise KernelError("the memory of the kernels moved as it grew; wanted one that stays")
        self._start = start
        held: Any = (ctypes.c_uint8 * size).from_address(start)
        held.kept = self._store  # by what lies in it
        self._bytes = held


def _size(shape: int | tuple[int, ...], dtype: DTypeLike) -> int:
    """Bytes of an array."""
    count = shape if isinstance(shape, int) else prod(shape)
    return count * np.dtype(dtype).itemsize


def _start(array: NDArray[Any]) -> int:
    """Address of what an array holds."""
    held: Any = array
    try:
        return ctypes.addressof(ctypes.c_char.from_buffer(held))  # at a fifth of the cost
    except (TypeError, ValueError):  # read-only, in pieces, or empty
        return int(array.ctypes.data)


@cache
def unchecked() -> Callable[..., Any] | None:
    """`wasmtime_func_call_unchecked`: 0.5 us a call, where the documented call takes 45.

    It belongs to wasmtime's C API, not to its Python's; None: this wasmtime has it no more. Called
    with the interpreter's lock kept: given away in a tick it comes back late.
    """
    try:
        from wasmtime._ffi import filename

        found = ctypes.PyDLL(str(filename)).wasmtime_func_call_unchecked
    except (ImportError, AttributeError, OSError):
        return None
    found.argtypes = [ctypes.c_void_p] * 3 + [ctypes.c_size_t, ctypes.c_void_p]
    found.restype = ctypes.c_void_p
    return found
