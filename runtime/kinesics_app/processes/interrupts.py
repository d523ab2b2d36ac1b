"""Ctrl-C and SIGTERM: one way to end early, and a way to finish writing first.

Both are a KeyboardInterrupt; that of SIGTERM carries its number, so that an exit code can tell.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["NOBODY_ANSWERS", "Ending", "end_alike", "ending", "exit_code", "held", "note_hangups"]

NOBODY_ANSWERS = "this asks a person, and standard input has ended: run it in a terminal"
"""What is told where a prompt has nobody to ask."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def end_alike() -> None:
    """Let SIGTERM end a command as Ctrl-C does: tidily, keeping what was done."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)


def exit_code(interrupt: KeyboardInterrupt) -> int:
    """What a shell expects of a command that was ended so: 130 by Ctrl-C, 143 by SIGTERM."""
    number: int = interrupt.args[0] if interrupt.args else signal.SIGINT
    return 128 + number


class Ending:
    """Whether somebody wants the program to end: for a loop that ends between two of its turns."""

    def __init__(self) -> None:
        self.asked = False
        self.hung_up = False
        """SIGHUP came, for whoever `reloads`: what is told is to be read again."""

    def _heard(self, number: int, frame: object) -> None:
        if self.asked:  # twice: at once
            _interrupt(number, frame)
        self.asked = True

    def _hung_up(self, number: int, frame: object) -> None:
        self.hung_up = True


_EARLY = Ending()


def note_hangups() -> None:
    """From now on SIGHUP ends nothing: the next `ending` that reloads is told that it came."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGHUP, _EARLY._hung_up)


@contextmanager
def ending(*, reloads: bool = False) -> Iterator[Ending]:
    """Within it the first Ctrl-C, SIGTERM or SIGHUP only asks; the second is a KeyboardInterrupt.

    `reloads`: SIGHUP asks for something else, `Ending.hung_up`.
    """
    one = Ending()
    if threading.current_thread() is not threading.main_thread():
        yield one
        return
    before = {number: signal.signal(number, one._heard) for number in _SIGNALS}
    hears = one._hung_up if reloads else one._heard
    before[signal.SIGHUP] = signal.signal(signal.SIGHUP, hears)
    if reloads:
        one.hung_up, _EARLY.hung_up = one.hung_up or _EARLY.hung_up, False
    try:
        yield one
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


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
    raise KeyboardInterrupt(number)
