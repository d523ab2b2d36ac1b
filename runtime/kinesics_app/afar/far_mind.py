"""`FarMind`: the `Mind` of a body whose behaviours think in other processes."""

from collections.abc import Callable, Mapping, Sequence
from math import log10
from typing import Any

from kinesics.affect.state import Beneath
from kinesics.ports import Packet, Sensed
from kinesics.rig.motor_sound import MotorRows
from kinesics.signals import MotorNoise
from kinesics_app.afar.elsewhere import Elsewhere
from kinesics_app.afar.far_voice import FarVoice
from kinesics_app.afar.parcel import Sourced
from kinesics_app.tick.loop import Loop

__all__ = ["FarMind"]

_REWIND_NS = 40_000_000  # a department that is always late costs a few ticks in a second
_MOVES_AT_ONCE = 5  # rows are told of 100 ms before they are heard
_FAINTEST = 1e-12


class FarMind:
    """Tells those elsewhere what it hears, and takes in what they answer."""

    def __init__(
        self, loop: Loop, in_time: Callable[[], int], elsewhere: Elsewhere, voice: FarVoice
    ) -> None:
        """`in_time`: as of `Mind`; `voice` is told of sounds that are heard of from elsewhere."""
        self.away_ns = round(elsewhere.transport_ms * 1e6)
        """As `Mind.away_ns`, there and back."""
        self.reactions = 0
        """As `Mind.reactions`."""
        self._loop, self._in_time = loop, in_time
        self._elsewhere, self._voice = elsewhere, voice
        self._rewound_ns = 0
        self._motors = MotorRows(loop.body.rig)
        self._moves: list[MotorNoise] = []
        elsewhere.begin()

    def soonest_ns(self, from_ns: int) -> int:
        """As `Mind.soonest_ns`."""
        return self._loop.soonest_ns(from_ns + self.away_ns)

    def think(
        self, tick_ns: int, from_ns: int, packets: Sequence[Packet], cues: Sequence[Packet]
    ) -> None:
        """As `Mind.think`; what those elsewhere say of themselves is heard here too."""
        self._elsewhere.fetch()
        news = self._elsewhere.packets.take()
        self._voice.note(news, tick_ns)
        self._loop.think(tick_ns, [*packets, *cues, *news])
        again = self._voice.unheard(tick_ns)
        self._elsewhere.tell([*packets, *cues, *again], self.soonest_ns(from_ns))
        self._mix(self._elsewhere.arrived(), tick_ns, from_ns)
        self._be_heard(tick_ns)

    def sensed(self) -> Sequence[Sensed]:
        """As of `Mind`."""
        return self._elsewhere.packets.take_sensed()

    def doubt(self, error: Exception) -> None:
        """As of `Mind`."""
        self._elsewhere.packets.ledger.refuse(error)

    def beneath(self) -> Beneath | None:
        """As of `Mind`: what is felt is told here, what lies beneath it is not."""
        return None

    def status(self, now_ns: int) -> Mapping[str, Any]:
        """What is to be told of those elsewhere."""
        return self._elsewhere.status(now_ns)

    def _mix(self, tracks: Sequence[Sourced], tick_ns: int, from_ns: int) -> None:
        """Take in tracks from elsewhere; for late ones rows are made anew, but not at every tick.

        So what they took on the way is paid out of the lead.
        """
        asked_ns = tick_ns + self._loop.asked_ns
        late = any(track.t_ns <= asked_ns for _, track in tracks)
        if late := late and tick_ns - self._rewound_ns >= _REWIND_NS:
            self._rewound_ns = tick_ns
            self.reactions += 1
            self._loop.rewind(from_ns)
        for source, track in tracks:
            self._loop.body.mixer.accept(source, track)
        if late:
            self._loop.catch_up(tick_ns, self._in_time)

    def _be_heard(self, tick_ns: int) -> None:
        """Whoever listens for it elsewhere knows how loudly it moves."""
        row = self._loop.rows[-1]
        power = self._motors.follow(row.t_ns, row.sent)
        if power is not None:
            self._moves.append(MotorNoise(row.t_ns, 10.0 * log10(max(power, _FAINTEST))))
        if len(self._moves) >= _MOVES_AT_ONCE:
            moves, self._moves = self._moves, []
            self._elsewhere.tell_senses(moves, tick_ns)
