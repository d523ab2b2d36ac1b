"""`Thinker`: a department at work: packets in; tracks, and what it derives, out."""

from collections.abc import Sequence
from typing import NamedTuple

from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.rig.foresight import foresight_ticks
from kinesics.rig.rig import Rig
from kinesics.signals import Cease, Horizon, Say
from kinesics_app.afar.parcel import Sourced, joined
from kinesics_app.character import Character
from kinesics_app.delays import TICK_MS, Delays
from kinesics_app.prepared import Prepared
from kinesics_app.sounds import Sounds
from kinesics_app.stages import Stages
from kinesics_app.thinking import Thinking

__all__ = ["Thinker", "Thought"]


class Thought(NamedTuple):
    """What came of a step."""

    tracks: Sequence[Sourced]
    packets: Sequence[Packet]
    """For the other departments and the mixer."""


class Thinker:
    """Owned by one thread; `expect` may be called by another before its sound is asked for.

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

    @property
    def died(self) -> dict[str, str]:
        """Behaviours and analysers that raised, and what."""
        return self._thinking.died

    def expect(self, ident: str, prepared: Prepared) -> None:
        """A sound that will be said when a `Say` of that id is heard."""
        self._sounds.expect(ident, prepared)

    def step(self, now_ns: int, heard: Sequence[Packet]) -> Thought:
        """Think about what was heard from others, and of what is due."""
        own: list[Packet] = []
        for packet in heard:
            if isinstance(packet, Say):
                self._begin(packet)
            elif isinstance(packet, Cease):
                own += self._sounds.break_off(packet.intent, packet.t_ns)
        own += self._sounds.arrived(now_ns)
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

    def _accept(self, source: str, track: Track) -> None:
        self._tracks.append((source, track))


def _asked_ns(rig: Rig, delays: Delays) -> int:
    """How far ahead of its tick a loop asks the mixer, at most."""
    lag_ns = max(group.lag_ns for group in rig.lag_groups())
    return delays.ahead_ns + lag_ns + round(foresight_ticks(rig, TICK_MS * 1e-3) * TICK_MS * 1e6)
