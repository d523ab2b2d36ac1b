"""`SpeechStreams`: utterances that are still being made, by the ids of their intents."""

from collections.abc import Mapping, Sequence

from kinesics.conversation.message import SoundPiece
from kinesics.conversation.values import Timed
from kinesics.errors import IntentError
from kinesics.signals import PhoneTimes, Speech, SpeechEnd, SpeechText
from kinesics_app.speech.source import earlier_end
from kinesics_app.speech.stream import SpeechStream

__all__ = ["SpeechStreams"]


class SpeechStreams:
    """Any thread opens them and pushes pieces; the one that says them does the rest."""

    def __init__(self, rate_hz: int, delay_ns: int) -> None:
        """`rate_hz`: of what is said; `delay_ns`: between a sound known and its lips shown."""
        self._rate_hz = rate_hz
        self.delay_ns = delay_ns
        """Of those that begin from now on."""
        self._open: dict[str, SpeechStream] = {}
        """Of which more may come, begun or not."""
        self._saying: dict[str, SpeechStream] = {}
        self._gaps_s = 0.0
        self._late = self._unknown = 0

    def open(self, ident: str, rate_hz: int, silence_s: float, symbols: str = "cmu") -> None:
        """Take pieces of it from now on; again is fine. As of `SpeechStream`.

        Raises:
            IntentError: another of that id is not over.
        """
        if ident in self._saying:
            raise IntentError(f"id {ident!r} is under way already; wanted another")
        if ident not in self._open:
            self._open[ident] = SpeechStream(rate_hz, self._rate_hz, silence_s, symbols)

    def push(self, piece: SoundPiece) -> None:
        """A piece of what was opened.

        Raises:
            IntentError: nothing of that id is, or as `SpeechStream.push`.
        """
        stream = self._open.get(piece.id)
        if stream is None:
            raise IntentError(f"sound: no utterance {piece.id!r} is open; wanted a `say` before")
        stream.push(piece)

    def tell(self, ident: str, phones: Sequence[Timed]) -> None:
        """More of the phones of one that is open, or said.

        Raises:
            IntentError: nothing of that id is, or as `SpeechStream.tell`.
        """
        stream = self._open.get(ident) or self._saying.get(ident)
        if stream is None:
            raise IntentError(f"phones: no utterance {ident!r} is made while it is said")
        stream.tell(phones)

    def is_open(self, ident: str) -> bool:
        """Whether more of it may come."""
        return ident in self._open

    def is_ready(self, ident: str) -> bool:
        """Whether enough of it came to begin."""
        stream = self._open.get(ident)
        return stream is not None and stream.is_ready

    @property
    def waiting(self) -> tuple[str, ...]:
        """Those that were opened and have not begun, oldest first."""
        return tuple(ident for ident in [*self._open] if ident not in self._saying)

    @property
    def gaps_s(self) -> float:
        """Sound that came too late to be said, or never, all in all."""
        return self._gaps_s + sum(one.gap_s for one in [*self._saying.values()])

    @property
    def phone_counts(self) -> Mapping[str, int]:
        """Phones that came too late for some of their lips, and that nobody knows, all in all."""
        live = {**self._open, **self._saying}.values()
        return {
            "late": self._late + sum(one.phones.late for one in live),
            "unknown": self._unknown + sum(one.phones.unknown for one in live),
        }

    def begin(self, ident: str, t_ns: int, told: Sequence[PhoneTimes | SpeechText]) -> None:
        """Say one that is open, its first sample heard at `t_ns`; `told`: what is known of it."""
        stream = self._saying[ident] = self._open[ident]
        stream.begin(t_ns, self.delay_ns, told)

    def arrived(self, now_ns: int) -> list[PhoneTimes | SpeechText | Speech | SpeechEnd]:
        """What is due by `now_ns` of all that are said, and was not yet taken."""
        return [piece for one in self._saying.values() for piece in one.arrived(now_ns)]

    def ended(self, now_ns: int) -> list[tuple[str, int | None]]:
        """Those whose end became known, and when it is; None: nothing more came of them."""
        ended: list[tuple[str, int | None]] = []
        for ident, stream in [*self._open.items()]:
            end_ns = stream.end_ns
            if ident not in self._saying:
                stream.watch(now_ns)
                end_ns = None  # nobody knows when it will be heard
            elif end_ns is not None:
                ended.append((ident, end_ns))
            if end_ns is None and stream.is_silent(now_ns):
                ended.append((ident, None))
        for ident, _ in ended:
            del self._open[ident]
        return ended

    def break_off(self, ident: str, until_ns: int) -> Sequence[SpeechEnd]:
        """Say it no more, and take no more of it; its end, earlier than what was brought of it."""
        opened = self._open.pop(ident, None)
        stream = self._saying.pop(ident, None)
        gone = stream or opened
        if gone is not None:
            self._late += gone.phones.late
            self._unknown += gone.phones.unknown
        if stream is None:
            return ()
        self._gaps_s += stream.gap_s
        return earlier_end(until_ns, stream.end_ns, is_told=stream.is_over)

    def drop_heard(self, now_ns: int) -> None:
        """Forget those whose last sample has been heard."""
        for ident, stream in [*self._saying.items()]:
            if stream.end_ns is not None and stream.end_ns < now_ns:
                self.break_off(ident, now_ns)
