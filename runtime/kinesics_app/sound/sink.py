"""`Sink`: where the sound of a living robot goes, as the one that moves it sees that."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, runtime_checkable

from kinesics.conversation.message import Position
from kinesics_app.sound.external_sink import ExternalSink, Said

__all__ = ["Sink", "sink_of"]


@runtime_checkable
class Sink(Protocol):
    """Who plays what is said; one that plays it here hears it as an `Analyser`."""

    def status(self) -> Mapping[str, Any]:
        """Plain values; `playing`: whether it is played here; `goes`: where, or why it is not."""

    def trim(self, trim_ms: float) -> None:
        """It is heard so much later than its output says."""

    def report(self, told: Position, said: Said | None, now_ns: int) -> bool:
        """Hear where the sound is, as `ExternalSink.report`; whether that is believed.

        Raises:
            IntentError: it is played here.
        """

    def scheduled_ns(self, ident: str, t_ns: int) -> int:
        """When what is heard of an utterance at `t_ns` was to be heard."""


def sink_of(analysers: Iterable[object]) -> Sink:
    """The one among them; with none, whoever plays the sound may report it."""
    return next((one for one in analysers if isinstance(one, Sink)), ExternalSink())
