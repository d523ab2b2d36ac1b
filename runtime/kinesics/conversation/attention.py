"""`Attention`: whom or what the robot looks at, as people do who speak, listen, think or wait."""

from collections.abc import Sequence
from math import inf
from typing import Literal

import numpy as np

from kinesics.conversation.gaze_laws import Dwell, GazeLaws, StateLaw, gaze_laws
from kinesics.conversation.gaze_places import GazePlaces
from kinesics.conversation.gaze_shares import GazeShares
from kinesics.conversation.talk import Talk
from kinesics.conversation.targets import Targets
from kinesics.ports import Packet
from kinesics.rig.sight import Sight
from kinesics.signals import (
    Being,
    Cease,
    GazeShift,
    Horizon,
    Look,
    Persona,
    Point,
    Prosody,
    Speech,
    SpeechEnd,
    Target,
)

__all__ = ["Attention"]

_AHEAD_NS = 300_000_000  # beyond the horizon: rows are then made once
_STAYS = 0.65  # chance that one of several partners is the next one too (ours)
_WARMTH = 0.2
_SHORTEST_NS = 100_000_000
_GLANCE_S = 0.4  # less is no look

Mode = Literal["partner", "away", "look", "alone", "asleep"]


class Attention:
    """Derives `GazeShift`s from who is there, what is said and what is asked; an `Analyser`.

    A `Look` goes before everything, until its time is over or it ceases. Else the share of time
    at the partner is that of the state: speaking, listening, thinking, idle. Speakers look away as
    they begin and in some pauses, and back as they end; among several, partners take turns; who is
    new gets a glance. With nobody there, the robot looks about.
    """

    name = "attention"

    def __init__(self, sight: Sight, seed: int, laws: GazeLaws | None = None) -> None:
        self._laws = gaze_laws() if laws is None else laws
        self._random = np.random.default_rng((seed, 0xA77))
        self._targets = Targets()
        self._places = GazePlaces(sight, self._targets, self._laws, self._random)
        self._shares = GazeShares()
        self._talk = Talk()
        self._mode: Mode = "alone"
        self._partner: str | Point | None = None
        self._next_ns: int | None = None
        self._until_ns = 0
        self._counted_ns = 0
        self._horizon_ns = 0
        self._look: Look | None = None
        self._paused = False
        self._warmth = 0.5

    def feed(self, packet: Packet) -> Sequence[GazeShift]:
        """The shifts that this lets us know, oldest first; all within a horizon or soon after."""
        if isinstance(packet, Horizon):
            self._horizon_ns = packet.t_ns
            if self._next_ns is None:
                self._next_ns = packet.t_ns
            return self._onwards()
        if isinstance(packet, Speech | SpeechEnd | Being):
            return self._hear(packet)
        if isinstance(packet, Prosody):
            return self._pause(packet)
        if isinstance(packet, Target):
            return self._see(packet)
        if isinstance(packet, Look | Cease):
            return self._obey(packet)
        if isinstance(packet, Persona):
            self._warmth = packet.warmth
        return ()

    def _onwards(self) -> list[GazeShift]:
        shifts = []
        while self._next_ns is not None and self._next_ns <= self._horizon_ns + _AHEAD_NS:
            shift = self._decide(self._next_ns)
            if shift is not None:
                shifts.append(shift)
        return shifts

    def _hear(self, packet: Speech | SpeechEnd | Being) -> Sequence[GazeShift]:
        laws, t_ns = self._laws, packet.t_ns
        if isinstance(packet, Being):
            changes = self._talk.be(packet)
            to: Mode = "away" if packet.state == "thinking" else "partner"
            return self._turn_to(t_ns, to) if changes else ()
        if isinstance(packet, Speech):
            begins = self._talk.hear(packet)
            if begins and self._random.random() < laws.begins_away:
                return self._turn_to(t_ns, "away", laws.begin_away)
            return ()
        self._talk.end(packet)
        back_ns = t_ns - round(laws.yields_before_end_s * 1e9)
        return self._turn_to(back_ns, "partner")

    def _pause(self, hop: Prosody) -> Sequence[GazeShift]:
        """Hold the floor: who looks at the other in a pause offers the turn."""
        paused, self._paused = self._paused, hop.pause_s >= self._laws.pause_s
        if paused or not self._paused or self._mode != "partner" or not self._talk.speaks(hop.t_ns):
            return ()
        if self._random.random() >= self._laws.pause_away:
            return ()
        return self._turn_to(hop.t_ns, "away", self._laws.floor_away)

    def _see(self, target: Target) -> Sequence[GazeShift]:
        is_new = self._targets.see(target)
        notices_ns = target.t_ns + round(self._laws.news_s * 1e9)
        if not is_new or self._mode in ("look", "asleep") or self._next_ns is None:
            return ()
        if not isinstance(self._partner, str):
            return self._turn_to(notices_ns, "partner")
        if self._talk.state(target.t_ns) == "speaking" or target.id == self._partner:
            return ()
        self._enter("away", notices_ns, self._laws.news_look)
        self._next_ns = self._until_ns
        return [self._places.thing(target.id, notices_ns)]

    def _obey(self, packet: Look | Cease) -> Sequence[GazeShift]:
        if isinstance(packet, Cease):
            if self._look is None or self._look.intent != packet.intent:
                return ()
            self._look = None
            return self._turn_to(packet.t_ns, "partner")
        self._look = packet
        return self._turn_to(packet.t_ns, "look", Dwell(max(packet.hold_s, 0.1), 0.0))

    def _turn_to(self, t_ns: int, mode: Mode, dwell: Dwell | None = None) -> Sequence[GazeShift]:
        """Whatever was to come: from `t_ns` on it is `mode`, if nothing of more weight goes on."""
        if self._next_ns is None or (mode != "look" and self._look is not None):
            return ()
        self._spend(t_ns)
        self._enter(mode, t_ns, dwell)
        self._next_ns = t_ns
        return self._onwards()

    def _enter(self, mode: Mode, t_ns: int, dwell: Dwell | None = None) -> None:
        """Begin an episode, as long as told or as the state makes it."""
        state = self._talk.state(t_ns)
        if mode != "look" and state == "asleep":
            mode = "asleep"
        if mode in ("partner", "away"):
            self._partner = self._choose(t_ns)
            mode = mode if self._partner is not None else "alone"
        self._mode = mode
        length_s = self._length_s(mode, state, dwell)
        self._until_ns = t_ns + round(length_s * 1e9) if length_s < inf else 2**62

    def _length_s(self, mode: Mode, state: str, dwell: Dwell | None) -> float:
        if mode in ("alone", "asleep"):
            return 0.0 if mode == "alone" else inf
        law = self._law(state)
        if dwell is None and mode == "partner":
            share = min(max(law.share + _WARMTH * (self._warmth - 0.5), 0.05), 0.95)
            dwell = self._shares.next_look(state, share, law.away)
        dwell = law.away if dwell is None else dwell
        return inf if dwell.mean_s == inf else max(dwell.draw(self._random), _GLANCE_S)

    def _decide(self, t_ns: int) -> GazeShift | None:
        """The shift at `t_ns`, if any, and when the next one comes."""
        self._spend(t_ns)
        if t_ns >= self._until_ns or self._is_left(t_ns):
            if self._mode == "look":
                self._look = None
            self._enter("away" if self._mode == "partner" else "partner", t_ns)
        shift, dwell = self._shift(t_ns)
        wait_ns = max(round(dwell.draw(self._random) * 1e9), _SHORTEST_NS)
        self._next_ns = t_ns + wait_ns
        if self._until_ns > t_ns:  # what would end shortly after the next shift ends with it
            left_ns = self._until_ns - self._next_ns
            self._next_ns = self._until_ns if left_ns < 2 * _SHORTEST_NS else self._next_ns
        return shift

    def _shift(self, t_ns: int) -> tuple[GazeShift | None, Dwell]:
        laws, places = self._laws, self._places
        if self._mode == "asleep":
            return places.down(t_ns), Dwell(30.0, 0.0)
        if self._look is not None and self._mode == "look":
            return places.look(self._look, t_ns), laws.face_dwell
        if self._mode == "partner" and self._partner is not None:
            return places.face(self._partner, t_ns), laws.face_dwell
        if self._mode == "away" and self._partner is not None:
            farthest_rad = self._law(self._talk.state(t_ns)).farthest_rad
            return places.elsewhere(self._partner, t_ns, farthest_rad), laws.elsewhere
        return places.about(t_ns), laws.alone

    def _choose(self, t_ns: int) -> str | Point | None:
        """With whom one talks; None: with nobody.

        A robot that talks though nobody was told to be there talks to somebody before it.
        """
        persons = [one for one in self._targets.known(t_ns, 0.3) if one.startswith("person:")]
        if not persons:
            return None if self._talk.state(t_ns) == "idle" else self._places.before
        if self._partner in persons:
            others = [one for one in persons if one != self._partner]
            if not others or self._mode == "partner" or self._random.random() < _STAYS:
                return self._partner
            persons = others
        return persons[int(self._random.integers(len(persons)))]

    def _law(self, state: str) -> StateLaw:
        """Of a state; who is told to look while asleep looks as one who is idle."""
        return self._laws.states.get(state, self._laws.states["idle"])

    def _is_left(self, t_ns: int) -> bool:
        """Whether the partner is there no more."""
        if self._mode not in ("partner", "away") or not isinstance(self._partner, str):
            return False
        return self._partner not in self._targets.known(t_ns, 0.3)

    def _spend(self, t_ns: int) -> None:
        """Count the time since the last decision to what it was spent with."""
        dt_s, since_ns = (t_ns - self._counted_ns) * 1e-9, self._counted_ns
        self._counted_ns = max(t_ns, since_ns)
        if 0.0 < dt_s < 60.0 and self._mode in ("partner", "away"):
            state = self._talk.state(since_ns)
            self._shares.spend(state, dt_s, at_partner=self._mode == "partner")
