"""`Thinking`: packets handed to analysers and behaviours, none of which can stop a robot."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from kinesics.motion.track import Track
from kinesics.ports import Analyser, Behaviour, Packet
from kinesics.signals import Horizon, Prosody, Speech
from kinesics_app.tick.deaths import Deaths
from kinesics_app.tick.lateness import Lateness, Policy
from kinesics_app.tick.stages import Stages

__all__ = ["Said", "Thinking"]

Said = Prosody | Track
"""Of the robot's own speech: how a hop is said, or motion of its mouth."""

_NEVER_NS = -(2**62)
_ROOM_NS = 60_000_000
_HORIZON_NS = 190_000_000  # idle life is asked for in pieces: a tick rarely pays for it
_TURNS = 5
_TURN_NS = _ROOM_NS // (_TURNS + 1)
"""A horizon comes to analysers first, and then to a fifth of the behaviours at a time: no tick
pays for all of idle life."""

_LOUDEST = 100.0  # of a full scale of 1; NaN is not below it either

_log = logging.getLogger(__name__)


class Thinking:
    """Owned by one thread, asked in the order of time."""

    def __init__(
        self,
        stages: Stages,
        accept: Callable[[str, Track], None],
        lateness: Lateness | None = None,
    ) -> None:
        """`accept` is given every track with the name of the behaviour that it is of.

        `lateness`: what is done about networks that miss their budget; None: nothing.
        """
        self.deaths = Deaths()
        """Behaviours and analysers that raised."""
        self.unusable = 0
        """Packets with NaN or infinite sound, dropped: to the behaviours, a gap."""
        self._stages = stages
        self._accept = accept
        self._lateness = lateness
        self._now_ns = 0
        self._last: dict[str, Track] = {}  # of those that may be held
        self._horizon = Horizon(_NEVER_NS)
        self._begun_ns = self._asked_ns = 0  # up to where was asked when it came, and last
        self._before_ns = _NEVER_NS  # the one before it, which all have heard of
        self._told = 0  # how many behaviours have heard of it

    def heard(
        self, packets: Iterable[Packet], analysers: Sequence[Analyser], asked_ns: int
    ) -> list[Packet]:
        """The usable packets, a horizon if one is due, and what analysers derive from them.

        `asked_ns`: up to where the mixer asks for motion now.
        """
        self._stages.start()
        self._now_ns = asked_ns
        fed = [packet for packet in packets if self._usable(packet)]
        if self._horizon.t_ns < asked_ns + _ROOM_NS:
            self._before_ns = self._horizon.t_ns
            self._horizon = Horizon(asked_ns + _ROOM_NS + _HORIZON_NS)
            fed.append(self._horizon)
        self._stages.lap("packets")
        died = self.deaths.died
        for analyser in analysers:
            name = analyser.name
            if not fed or (name in died and self._rests(name, fed)):
                continue
            if self._acts(name) != "skip":
                fed = self._analyse(analyser, fed)
        return fed

    def answer(
        self, packets: Sequence[Packet], behaviours: Sequence[Behaviour], asked_ns: int
    ) -> None:
        """Feed every packet to every living behaviour; their tracks are accepted.

        A horizon comes last of all that is fed with it, and to each behaviour in its turn, but
        before the mixer asks for what was not wanted until then.
        """
        fed = [packet for packet in packets if packet is not self._horizon]
        if len(fed) < len(packets):
            self._begun_ns, self._told = asked_ns, 0
        self._now_ns = asked_ns
        due, further = self._due(len(behaviours), asked_ns), [*fed, self._horizon]
        died = self.deaths.died
        for n, behaviour in enumerate(behaviours):
            own, name = further if n in due else fed, behaviour.name
            if name in died:
                own = self._again(name, own)
            if not own:
                continue
            if self._lateness is None or self._acts(name) in (None, "degrade"):
                self._feed(behaviour, name, own)
            else:
                self._leave_out(name)

    def _due(self, count: int, asked_ns: int) -> range:
        """Which of so many behaviours hear of the horizon now."""
        turns = (asked_ns - self._begun_ns) // _TURN_NS
        next_ns, self._asked_ns = 2 * asked_ns - self._asked_ns, asked_ns
        if next_ns > self._before_ns:
            turns = _TURNS
        due = range(self._told, min(turns, _TURNS) * count // _TURNS)
        self._told = max(self._told, due.stop)
        return due

    def _usable(self, packet: Packet) -> bool:
        """Whether no network can choke on `packet`; counts those that are dropped."""
        if not isinstance(packet, Speech) or _is_sound(packet):
            return True
        self.unusable += 1
        return False

    def _analyse(self, analyser: Analyser, packets: Sequence[Packet]) -> list[Packet]:
        """The packets, each followed by what the analyser derives from it.

        What is known up to a horizon goes before it, so rows up to there are made once, whole.
        """
        heard: list[Packet] = []
        try:
            for packet in self.deaths.missed(analyser.name, self._now_ns):
                analyser.feed(packet)
            for packet in packets:
                derived = analyser.feed(packet)
                if not derived:
                    heard.append(packet)
                elif isinstance(packet, Horizon):
                    heard += [*derived, packet]
                else:
                    heard += [packet, *derived]
            self._lapped(analyser.name)
        except Exception as error:
            # As of a behaviour below: what hears may die, and the robot lives on.
            after = self.deaths.note(analyser.name, error, self._now_ns)
            _log.exception("analyser %s died; its packets stop, %s", analyser.name, after)
            return [*packets]
        return heard

    def _rests(self, name: str, packets: Sequence[Packet]) -> bool:
        if not self.deaths.rests(name, packets, self._now_ns):
            return False
        self._last.pop(name, None)
        return True

    def _again(self, name: str, packets: list[Packet]) -> list[Packet]:
        """What one that died is told; nothing, while it rests."""
        if self._rests(name, packets):
            return []
        return [*self.deaths.missed(name, self._now_ns), *packets]

    def _lapped(self, name: str) -> None:
        cost_ns = self._stages.lap(name)
        if self._lateness is not None:
            self._lateness.book(name, cost_ns, self._now_ns)

    def _acts(self, name: str) -> Policy | None:
        return None if self._lateness is None else self._lateness.acts(name, self._now_ns)

    def _leave_out(self, name: str) -> None:
        """What rests is told nothing, a gap to it; if it is to be held, its last row stays."""
        last = self._last.pop(name, None)
        if last is None or self._lateness is None or self._acts(name) != "hold":
            return
        rows = (self._lateness.until_ns(name) - last.end_ns) // last.period_ns + 1
        if rows > 0:
            held = np.repeat(last.values[-1:], rows + 1, axis=0)
            self._accept(name, replace(last, t_ns=last.end_ns, values=held))

    def _feed(self, behaviour: Behaviour, name: str, packets: Sequence[Packet]) -> None:
        try:
            for packet in packets:
                if (track := behaviour.feed(packet)) is not None:
                    self._accept(name, track)
                    self._last[name] = track
            self._lapped(name)
        except Exception as error:
            # A robot must not stop because one of its networks did: its motion fades instead.
            after = self.deaths.note(name, error, self._now_ns)
            _log.exception("behaviour %s died; its motion fades to idle life, %s", name, after)


def _is_sound(piece: Speech) -> bool:
    """Whether its samples are numbers that a loudspeaker could play, with room for clipping."""
    samples = piece.samples
    if not isinstance(samples, np.ndarray):
        return False
    if samples.dtype.kind == "f" and np.vdot(samples, samples) <= _LOUDEST:
        return True  # its energy alone tells, at a third of the cost
    return bool(np.maximum.reduce(np.abs(samples), axis=None, initial=0.0) <= _LOUDEST)
