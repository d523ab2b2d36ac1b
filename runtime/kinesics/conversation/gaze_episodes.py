"""`GazeEpisodes`: at the partner, away, at what was asked for, alone, asleep: one after another."""

from math import inf
from typing import Literal

import numpy as np

from kinesics.conversation.gaze_laws import Dwell, GazeLaws, StateLaw
from kinesics.conversation.gaze_manner import Manner, felt, manner_laws, traits
from kinesics.conversation.gaze_places import GazePlaces
from kinesics.conversation.gaze_shares import GazeShares
from kinesics.conversation.talk import Talk
from kinesics.conversation.targets import Targets
from kinesics.motion.direction import Direction
from kinesics.rig.sight import Sight
from kinesics.signals import Feeling, GazeShift, Look, Persona, Point

__all__ = ["NEVER_NS", "GazeEpisodes", "Mode"]

Mode = Literal["partner", "away", "look", "alone", "asleep"]

NEVER_NS = 2**62

_STAYS = 0.65  # chance that one of several partners is the next one too (ours)
_SHORTEST_NS = 100_000_000
_GLANCE_S = 0.4  # less is no look
_SURE = 0.3  # least confidence of a target that is looked at


class GazeEpisodes:
    """Which episode it is, until when, and where its looks go; drawn by published laws.

    When `open_ended`, episodes with a partner, without one and alone end only when they are ended.
    """

    def __init__(self, sight: Sight, laws: GazeLaws, random: np.random.Generator) -> None:
        self._laws, self._random = laws, random
        self.targets = Targets()
        self.talk = Talk()
        self.shares = GazeShares()
        self._places = GazePlaces(sight, self.targets, laws, random)
        self._feelings, self._persona = felt(None), traits(None)
        self.open_ended = False
        self.mode: Mode = "alone"
        self.partner: str | Point | None = None
        self.look: Look | None = None
        self.next_ns: int | None = None
        """When the next shift is due; None before the first horizon."""
        self.until_ns = 0
        self.turned_ns = self.moved_ns = 0
        """Since when the mode is what it is, and the eyes are where they are."""
        self.jump_rad = 0.0
        self._counted_ns = 0

    def be(self, packet: Feeling | Persona) -> None:
        """Who feels so, or is so, looks otherwise from the next look on."""
        if isinstance(packet, Feeling):
            self._feelings = felt(packet)
        else:
            self._persona = traits(packet)

    def enter(self, mode: Mode, t_ns: int, dwell: Dwell | None = None) -> None:
        """Begin an episode, as long as told or as the state makes it."""
        state = self.talk.state(t_ns)
        if mode != "look" and state == "asleep":
            mode = "asleep"
        if mode in ("partner", "away"):
            self.partner = self._choose(t_ns)
            mode = mode if self.partner is not None else "alone"
        self.turned_ns = self.turned_ns if mode == self.mode else t_ns
        self.mode = mode
        length_s = self._length_s(mode, state, dwell)
        self.until_ns = t_ns + round(length_s * 1e9) if length_s < inf else NEVER_NS

    def decide(self, t_ns: int) -> GazeShift:
        """The shift at `t_ns`, and when the next one comes."""
        self.spend(t_ns)
        if t_ns >= self.until_ns or self.is_left(t_ns):
            if self.mode == "look":
                self.look = None
            self.enter("away" if self.mode == "partner" else "partner", t_ns)
        shift, dwell = self._shift(t_ns, None)
        self._note(shift, t_ns)
        if self.open_ended and self.mode not in ("look", "asleep"):
            self.next_ns = NEVER_NS if self.mode == "alone" else self.until_ns
            return shift
        wait_ns = max(round(dwell.draw(self._random) * 1e9), _SHORTEST_NS)
        self.next_ns = t_ns + wait_ns
        if self.until_ns > t_ns:  # what would end shortly after the next shift ends with it
            left_ns = self.until_ns - self.next_ns
            self.next_ns = self.until_ns if left_ns < 2 * _SHORTEST_NS else self.next_ns
        return shift

    def shift(self, t_ns: int, glance: Direction, noted_ns: int) -> GazeShift:
        """To another place of the same episode; `glance`: how far and whereto, if it is away."""
        shift, _ = self._shift(t_ns, glance)
        self._note(shift, noted_ns)
        return shift

    def is_left(self, t_ns: int) -> bool:
        """Whether the partner is there no more."""
        if self.mode not in ("partner", "away") or not isinstance(self.partner, str):
            return False
        return self.partner not in self.known(t_ns)

    def known(self, t_ns: int) -> list[str]:
        """Whoever and whatever is there."""
        return list(self.targets.known(t_ns, _SURE))

    def thing(self, ident: str, t_ns: int) -> GazeShift:
        """To another target."""
        shift = self._places.thing(ident, t_ns)
        self._note(shift, t_ns)
        return shift

    def spend(self, t_ns: int) -> None:
        """Count the time since the last decision to what it was spent with."""
        dt_s, since_ns = (t_ns - self._counted_ns) * 1e-9, self._counted_ns
        self._counted_ns = max(t_ns, since_ns)
        if 0.0 < dt_s < 60.0 and self.mode in ("partner", "away"):
            state = self.talk.state(since_ns)
            self.shares.spend(state, dt_s, at_partner=self.mode == "partner")

    def _length_s(self, mode: Mode, state: str, dwell: Dwell | None) -> float:
        if mode in ("alone", "asleep"):
            return 0.0 if mode == "alone" else inf
        if dwell is None and self.open_ended:
            return inf
        if dwell is None:
            law, manner = self._law(state), self._manner(state)
            dwell = _at_tempo(law.away, manner)
            if mode == "partner":
                share = min(max(law.share + float(manner.share), 0.05), 0.95)
                dwell = self.shares.next_look(state, share, dwell)
        return inf if dwell.mean_s == inf else max(dwell.draw(self._random), _GLANCE_S)

    def _shift(self, t_ns: int, glance: Direction | None) -> tuple[GazeShift, Dwell]:
        """What the mode looks at next, and for how long."""
        laws, places = self._laws, self._places
        if self.mode == "asleep":
            return places.down(t_ns), Dwell(30.0, 0.0)
        if self.look is not None and self.mode == "look":
            return places.look(self.look, t_ns), laws.face_dwell
        state = self.talk.state(t_ns)
        manner = self._manner(state)
        if self.mode == "partner" and self.partner is not None:
            return places.face(self.partner, t_ns), _at_tempo(laws.face_dwell, manner)
        if self.mode == "away" and self.partner is not None:
            farthest_rad = self._law(state).farthest_rad
            glance = glance or places.glance(laws.averts_from_rad, farthest_rad, manner)
            near = (min(glance[0], farthest_rad), glance[1])
            there = places.elsewhere(self.partner, t_ns, near)
            return there, _at_tempo(laws.elsewhere, manner)
        glance = glance or places.glance(0.0, laws.widest_rad[0], manner)
        return places.about(t_ns, glance), _at_tempo(laws.alone, manner)

    def _note(self, shift: GazeShift, t_ns: int) -> None:
        self.moved_ns, self.jump_rad = t_ns, shift.size_rad

    def _choose(self, t_ns: int) -> str | Point | None:
        """With whom one talks; None: with nobody.

        A robot that talks though nobody was told to be there talks to somebody before it.
        """
        persons = [one for one in self.known(t_ns) if one.startswith("person:")]
        if not persons:
            return None if self.talk.state(t_ns) == "idle" else self._places.before
        if self.partner in persons:
            others = [one for one in persons if one != self.partner]
            if not others or self.mode == "partner" or self._random.random() < _STAYS:
                return self.partner
            persons = others
        return persons[int(self._random.integers(len(persons)))]

    def _law(self, state: str) -> StateLaw:
        """Of a state; who is told to look while asleep looks as one who is idle."""
        return self._laws.states.get(state, self._laws.states["idle"])

    def _manner(self, state: str) -> Manner:
        listens = state == "listening"
        return manner_laws().manner(self._feelings, self._persona, listens=listens)


def _at_tempo(dwell: Dwell, manner: Manner) -> Dwell:
    """A dwell of who is livelier or slower."""
    tempo = float(manner.tempo)
    return Dwell(dwell.mean_s / tempo, dwell.sd_s / tempo)
