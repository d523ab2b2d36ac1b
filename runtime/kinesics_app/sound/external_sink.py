"""`ExternalSink`: sound that another program plays, and what it reports of what was heard."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kinesics.conversation.heard import rate_of
from kinesics.conversation.intent import Intent
from kinesics.conversation.message import Position
from kinesics.conversation.utterance import Utterance

__all__ = ["ExternalSink", "Said"]

Said = tuple[Intent, Utterance]
"""A `say`, and what it says."""

_FIRST_NS = 500_000_000  # further off its schedule no sound begins
_JUMP_NS = 20_000_000  # between two reports, and what clocks drift apart in between
_DRIFT = 0.02
_PRESENT_NS = 1_000_000_000
_AGREE = 3  # reports of a new place in a row: the sound was interrupted there


@dataclass(slots=True)
class _Heard:
    """What is believed of the utterance that was reported last."""

    ident: str
    late_ns: int
    t_ns: int
    doubted_ns: int = 0
    """How late the last report said it is, that was refused."""
    doubts: int = 0


class ExternalSink:
    """Without reports what is said is heard by its schedule; with them, as late as they say.

    A report that jumps by more than 20 ms is refused, and counted; the third in a row that says
    the same is believed, for sound may be interrupted.
    """

    def __init__(self) -> None:
        self.reports = 0
        self.refused = 0
        self._last = ""
        self._trim_ns = 0
        self._heard: _Heard | None = None

    def status(self) -> Mapping[str, Any]:
        """As `Sink.status`."""
        told: dict[str, Any] = {
            "goes": "not played here",
            "playing": False,
            "reports": self.reports,
        }
        if self._heard is None:
            told["goes"] += "; nobody reports what is heard: the schedule holds"
        else:
            told["heard"] = self._heard.ident
            told["heard_late_ms"] = round((self._heard.late_ns + self._trim_ns) * 1e-6, 3)
        return {**told, "refused": self.refused, "refused_last": self._last}

    def trim(self, trim_ms: float) -> None:
        """What is heard is heard so much later than is reported, and than the schedule says."""
        self._trim_ns = round(trim_ms * 1e6)

    def report(self, told: Position, said: Said | None, now_ns: int) -> bool:
        """Hear where the sound is; `said`: what is being said by that id, if anything is.

        Whether it is believed: a report that cannot be is counted.
        """
        why = self._wrong(told, said, now_ns)
        self.reports += not why
        self.refused += bool(why)
        self._last = why or self._last
        return not why

    def scheduled_ns(self, ident: str, t_ns: int) -> int:
        """When what is heard of an utterance at `t_ns` was to be heard."""
        known = self._heard is not None and self._heard.ident == ident
        late_ns = self._heard.late_ns if self._heard is not None and known else 0
        return t_ns - late_ns - self._trim_ns

    def _wrong(self, told: Position, said: Said | None, now_ns: int) -> str:
        """Why a report cannot be; if it can, it is believed."""
        if said is None:
            return f"no utterance {told.id!r} is being said"
        rate_hz, spoken = rate_of(said[0]), said[1]
        if told.sample > spoken.length_s * rate_hz:
            return f"sample {told.sample}; {told.id!r} has {round(spoken.length_s * rate_hz)}"
        if abs(told.heard_ns - now_ns) > _PRESENT_NS:
            return f"t_ns is {told.heard_ns}; wanted robot time, which is {now_ns} now, +-1 s"
        late_ns = told.heard_ns - spoken.t_ns - told.sample * 1_000_000_000 // rate_hz
        heard = self._heard
        if heard is None or heard.ident != told.id:
            if abs(late_ns) > _FIRST_NS:
                return f"{late_ns * 1e-6:+.0f} ms off its schedule; wanted 500 ms at most"
            self._heard = _Heard(told.id, late_ns, told.heard_ns)
            return ""
        return _followed(heard, late_ns, told.heard_ns)


def _followed(heard: _Heard, late_ns: int, t_ns: int) -> str:
    """Why a report does not follow the one before; if it does, it is believed."""
    most_ns = _JUMP_NS + _DRIFT * abs(t_ns - heard.t_ns)
    if abs(late_ns - heard.late_ns) > most_ns:
        again = heard.doubts > 0 and abs(late_ns - heard.doubted_ns) <= _JUMP_NS
        heard.doubts = heard.doubts + 1 if again else 1
        heard.doubted_ns = late_ns
        if heard.doubts < _AGREE:
            return f"a jump of {(late_ns - heard.late_ns) * 1e-6:+.0f} ms; wanted 20 at most"
    heard.late_ns, heard.t_ns, heard.doubts = late_ns, t_ns, 0
    return ""
