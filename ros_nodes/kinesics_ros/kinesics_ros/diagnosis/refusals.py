"""`Refusals`: what was refused of what comes from other nodes, as a finding, news once."""

from collections.abc import Mapping
from typing import Protocol

from kinesics_ros.diagnosis.findings import OK, WARN, Finding

__all__ = ["Refusals"]


class Counted(Protocol):
    """Who counts what came, and what of it was refused: a `Ledger`, a `Tally`."""

    @property
    def refused(self) -> int:
        """All that were."""

    @property
    def last_refusal(self) -> str:
        """Why the last was."""

    def figures(self) -> Mapping[str, int]:
        """All that is counted, by name."""


class Refusals:
    """Asked once for every diagnosis."""

    def __init__(self, name: str, fine: str = "none refused since the last diagnosis") -> None:
        """`name` of the finding; `fine`: what it says when nothing was refused."""
        self._name = name
        self._fine = fine
        self._refused = 0

    def finding(self, counted: Counted, **values: str) -> Finding:
        """Of what was counted since the last call."""
        told = {**values, **{name: str(count) for name, count in counted.figures().items()}}
        before, self._refused = self._refused, counted.refused
        if self._refused > before:
            many = self._refused - before
            said = f"{many} refused since the last diagnosis: {counted.last_refusal}"
            return Finding(self._name, WARN, said, told)
        return Finding(self._name, OK, self._fine, told)
