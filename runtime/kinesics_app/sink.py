"""`Sink`: where the sound of a living robot goes, as the one that moves it sees that."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, runtime_checkable

__all__ = ["Sink", "sink_of"]


@runtime_checkable
class Sink(Protocol):
    """Hears, as an `Analyser`, what is said."""

    def status(self) -> Mapping[str, Any]:
        """Plain values; `goes`: where the sound goes, or why there is none."""

    def trim(self, trim_ms: float) -> None:
        """It is heard so much later than its output says."""


class _Nowhere:
    """Nothing is played here."""

    def status(self) -> Mapping[str, Any]:
        return {"goes": "not played here"}

    def trim(self, trim_ms: float) -> None:
        del trim_ms


def sink_of(analysers: Iterable[object]) -> Sink:
    """The one among them."""
    return next((one for one in analysers if isinstance(one, Sink)), _Nowhere())
