"""`Thinker`: a department at work: packets in; tracks, and what it derives, out."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kinesics.conversation.message import SoundPiece
from kinesics.conversation.told_phones import PhonesTold
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.rig.foresight import foresight_ticks
from kinesics.rig.rig import Rig
from kinesics.signals import Cease, Horizon, Say
from kinesics_app.afar.parcel import Sourced, joined
from kinesics_app.character.character import Character
from kinesics_app.run.retold import attune, demand_here, lead_of
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.speech.prepared import Prepared
from kinesics_app.speech.sounds import Sounds, known_of
from kinesics_app.speech.streams import SpeechStreams
from kinesics_app.tick.delays import TICK_MS, Delays
from kinesics_app.tick.stages import Stages
from kinesics_app.tick.thinking import Thinking

__all__ = ["Thinker", "Thought"]

_MOST_OPEN = 16


class Thought(NamedTuple):
    """What came of a step."""

    tracks: Sequence[Sourced]
    packets: Sequence[Packet]
    """For the other departments and the mixer."""


class Thinker:
    """Owned by one thread; what brings it sounds may be called by another.

    It lives `transport_ms` ahead of the mixer: what it thinks at a time is there when the mixer
    would have thought it.
    """

    def __init__(self, rig: Rig, character: Character, delays: Delays, transport_ms: float) -> None:
        """`character`: what of it thinks here (`of_department`)."""
        self._character = character
        self._tracks: list[Sourced] = []
        self._thinking = Thinking(Stages(), self._accept)
        self._ahead_ns = _asked_ns(rig, delays) + round(transport_ms * 1e6)
        delay_ms = delays.presentation_delay_ms + transport_ms
        self._sounds = Sounds(character.sample_rate_hz, round(delay_ms * 1e6))
        self._streams = SpeechStreams(character.sample_rate_hz, round(delay_ms * 1e6))

    @property
    def died(self) -> dict[str, str]:
        """Behaviours and analysers that raised, and what."""
        return self._thinking.deaths.died

    def retell(self, old: RunRequest, new: RunRequest) -> None:
        """Think as `new` from the next step on, where that differs; any thread may tell it.

        Raises:
            KinesicsError: it would have no effect here, or a network cannot be opened.
        """
        analysers, lateness = self._character.analysers, self._character.lateness
        demand_here(old, new, {one.name for one in analysers})
        attune(analysers, lateness, new, lead_of(old, new, lateness))

    def expect(self, ident: str, prepared: Prepared) -> None:
        """A sound that will be said when a `Say` of that id is heard."""
        self._sounds.expect(ident, prepared)

    def open(self, ident: str, rate_hz: int, silence_s: float, symbols: str = "cmu") -> None:
        """Pieces of an utterance follow; of too many that do not begin the oldest is dropped.

        What came under this id and has not begun is dropped. As `SpeechStreams.open`.

        Raises:
            IntentError: one of that id is said.
        """
        streams = self._streams
        for old in {ident, *streams.waiting[: 1 - _MOST_OPEN]} & {*streams.waiting}:
            streams.break_off(old, 0)
        streams.open(ident, rate_hz, silence_s, symbols)

    def push(self, piece: SoundPiece) -> bool:
        """Take a piece; whether its utterance has enough to begin since.

        Raises:
            IntentError: as `SpeechStreams.push`.
        """
        was_ready = self._streams.is_ready(piece.id)
        self._streams.push(piece)
        return self._streams.is_ready(piece.id) and not was_ready

    def tell(self, told: PhonesTold) -> None:
        """More of the phones of one that is open, or said; as `SpeechStreams.tell`."""
        self._streams.tell(told.id, told.phones)

    def waits(self, ident: str) -> bool:
        """Whether enough of it came to begin, and nobody said yet that it may."""
        return self._streams.is_ready(ident) and ident in self._streams.waiting

    @property
    def gaps_s(self) -> float:
        """Sound that came too late to be said, or never, all in all."""
        return self._streams.gaps_s

    @property
    def phone_counts(self) -> Mapping[str, int]:
        """As `SpeechStreams.phone_counts`."""
        return self._streams.phone_counts

    def step(self, now_ns: int, heard: Sequence[Packet]) -> Thought:
        """Think about what was heard from others, and of what is due."""
        own: list[Packet] = []
        for packet in heard:
            if isinstance(packet, Say):
                self._begin(packet)
            elif isinstance(packet, Cease):
                own += self._sounds.break_off(packet.intent, packet.t_ns)
                own += self._streams.break_off(packet.intent, packet.t_ns)
        own += [*self._sounds.arrived(now_ns), *self._streams.arrived(now_ns)]
        own += self._given_up(now_ns)
        others = {id(packet) for packet in heard}
        asked_ns = now_ns + self._ahead_ns
        fed = self._thinking.heard([*heard, *own], self._character.analysers, asked_ns)
        behaviours = [behaviour for _, behaviour in self._character.parts]
        self._thinking.answer(fed, behaviours, asked_ns)
        tracks, self._tracks = joined(self._tracks), []
        derived = [one for one in fed if id(one) not in others and not isinstance(one, Horizon)]
        return Thought(tracks, derived)

    def _begin(self, say: Say) -> None:
        if self._sounds.knows(say.intent):
            self._sounds.begin(say.intent, say.t_ns, say.text)
        elif say.intent in self._streams.waiting:
            self._streams.begin(say.intent, say.t_ns, known_of((), (), say.text, say.t_ns))

    def _given_up(self, now_ns: int) -> list[Packet]:
        """The ends of utterances of which nothing comes any more; those that were heard go."""
        ended = [
            end
            for ident, whole_ns in self._streams.ended(now_ns)
            if whole_ns is None
            for end in self._streams.break_off(ident, now_ns + self._ahead_ns)
        ]
        self._sounds.drop_heard(now_ns)
        self._streams.drop_heard(now_ns)
        return [*ended]

    def _accept(self, source: str, track: Track) -> None:
        self._tracks.append((source, track))


def _asked_ns(rig: Rig, delays: Delays) -> int:
    """How far ahead of its tick a loop asks the mixer, at most."""
    lag_ns = max(group.lag_ns for group in rig.lag_groups())
    return delays.ahead_ns + lag_ns + round(foresight_ticks(rig, TICK_MS * 1e-3) * TICK_MS * 1e6)
