"""`Parts`: how far a bench is, as bars on standard error."""

import sys
from typing import Any

import click

__all__ = ["Parts"]


class Parts:
    """A bar on standard error for each part."""

    def __init__(self) -> None:
        self._part = ""
        self._bar: Any = None

    def show(self, part: str, share: float) -> None:
        """Draw `share` of `part`, 0 to 1."""
        if part != self._part:
            self._end()
            self._part = part
            self._bar = click.progressbar(length=1000, label=f"{part:<12}", file=sys.stderr)
            self._bar.__enter__()
        done = round(share * self._bar.length)
        if done > self._bar.pos:
            self._bar.update(done - self._bar.pos)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.update(self._bar.length - self._bar.pos)
            self._bar.__exit__(None, None, None)
            self._bar = None

    def __enter__(self) -> "Parts":
        return self

    def __exit__(self, *error: object) -> None:
        self._end()
