"""`one_heap`: all threads of a process take memory from one heap, where its C library has more."""

import ctypes
from contextlib import suppress

__all__ = ["one_heap"]

_ARENA_MAX = -8  # of glibc's malloc.h


def one_heap() -> bool:
    """From now on; whether the C library heeds it (glibc does).

    Else each helper has a heap of its own: what a port's reader takes is given back by the thread
    that ticks, so that heap is full of holes, and grows for half an hour. Python lets one thread go
    on at a time, so none waits for the one heap.
    """
    with suppress(AttributeError, TypeError):  # no such function, or no library of that kind
        return bool(ctypes.CDLL(None).mallopt(_ARENA_MAX, 1))
    return False
