"""Ctrl-C and SIGTERM: one way to end early, and a way to finish writing first."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["end_alike", "held"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def end_alike() -> None:
    """Let SIGTERM end a command as Ctrl-C does: tidily, keeping what was done."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)


@contextmanager
def held() -> Iterator[None]:
    """Within it Ctrl-C and SIGTERM do nothing: what is finished gets written."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt
