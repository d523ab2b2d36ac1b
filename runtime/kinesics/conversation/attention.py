"""`Attention`: whom or what the robot looks at, as people do who speak, listen, think or wait."""

from collections.abc import Sequence

import numpy as np

from kinesics.conversation.gaze_episodes import NEVER_NS, GazeEpisodes, Mode
from kinesics.conversation.gaze_laws import Dwell, GazeLaws, gaze_laws
from kinesics.conversation.gaze_urges import GazeUrges, OwnGaze, Urge
from kinesics.ports import Packet
from kinesics.rig.sight import Sight
from kinesics.signals import (
    Being,
    BlinkUrges,
    Cease,
    Feeling,
    GazeShift,
    HeadCue,
    Horizon,
    Look,
    PartnerVoice,
    Persona,
    Prosody,
    Speech,
    SpeechEnd,
    Target,
)

__all__ = ["Attention"]

_REFRACTORY_NS = 150_000_000  # no saccade follows another sooner, as in gaze_motion.py
_AHEAD_NS = 300_000_000  # beyond the horizon: rows are then made once
_HELD = (Feeling, Persona, Being, PartnerVoice)


class Attention:
    """Derives `GazeShift`s from who is there, what is said and what is asked; an `Analyser`.

    A `Look` goes before everything, until its time is over or it ceases. Else the share of time
    at the partner is that of the state: speaking, listening, thinking, idle. Speakers look away as
    they begin and in some pauses, and back as they end; among several, partners take turns; who is
    new gets a glance. With nobody there, the robot looks about. Feelings and persona change how
    much, how often, how far and how low.

    With `urges`, a network decides when to look away and back, to glance on and to blink; what
    turns of the conversation and intents ask for are rules all the same. When it fails, all are.
    """

    name = "attention"

    def __init__(
        self,
        sight: Sight,
        seed: int,
        laws: GazeLaws | None = None,
        urges: GazeUrges | None = None,
    ) -> None:
        self._laws = gaze_laws() if laws is None else laws
        self._urges = urges
        self._random = np.random.default_rng((seed, 0xA77))
        self._gaze = GazeEpisodes(sight, self._laws, self._random)
        self._gaze.open_ended = urges is not None
        self._horizon_ns = 0
        self._news_ns = 0
        self._paused = False
        self._leads: tuple[GazeUrges | None] | None = None  # from the next horizon on
        self._held: dict[type, Packet] = {}  # what holds until another, by its kind

    def lead(self, urges: GazeUrges | None) -> None:
        """From the next horizon on these decide, or None: rules alone. Any thread may say so."""
        self._leads = (urges,)

    def feed(self, packet: Packet) -> Sequence[GazeShift | HeadCue | BlinkUrges]:
        """The shifts that this lets us know, oldest first; all within a horizon or soon after.

        With a network that works, also the blinks, and the nods of who listens.
        """
        if self._urges is not None:
            self._urges.hear(packet)
        if isinstance(packet, Horizon):
            self._follow()
            return self._until(packet.t_ns)
        if isinstance(packet, _HELD):
            self._held[type(packet)] = packet
        if isinstance(packet, Feeling | Persona):
            self._gaze.be(packet)
            return ()
        return self._react(packet)

    def _follow(self) -> None:
        """Whoever leads from now on, if another does."""
        leads, self._leads = self._leads, None
        if leads is None:
            return
        (urges,), gaze = leads, self._gaze
        if urges is None:
            if self._urges is not None:
                self._go_by_rules(self._horizon_ns)
            return
        for packet in self._held.values():
            urges.hear(packet)
        if gaze.next_ns is not None:  # what is decided already stays
            urges.next_ns(max(self._horizon_ns, gaze.moved_ns, gaze.turned_ns))
        self._urges, gaze.open_ended = urges, True

    def _react(self, packet: Packet) -> Sequence[GazeShift | HeadCue]:
        if isinstance(packet, Speech | SpeechEnd | Being):
            return self._hear(packet)
        if isinstance(packet, Prosody):
            return self._pause(packet)
        if isinstance(packet, Target):
            return self._see(packet)
        if isinstance(packet, Look | Cease):
            return self._obey(packet)
        return ()

    def _until(self, horizon_ns: int) -> Sequence[GazeShift | HeadCue | BlinkUrges]:
        self._horizon_ns = horizon_ns
        if self._gaze.next_ns is None:
            self._gaze.next_ns = horizon_ns
        shifts = self._onwards()
        blinks = self._urges.blinks() if self._urges is not None else None
        return shifts if blinks is None else [*shifts, blinks]

    def _onwards(self) -> list[GazeShift | HeadCue]:
        shifts: list[GazeShift | HeadCue] = []
        while self._urges is not None and self._gaze.next_ns is not None:
            step_ns = self._urges.next_ns(self._gaze.next_ns)
            if step_ns > self._horizon_ns:
                return shifts + self._by_rules(self._horizon_ns)
            shifts += self._by_rules(step_ns)
            shifts += self._by_urges(self._urges, step_ns)
        return shifts + self._by_rules(self._horizon_ns + _AHEAD_NS)

    def _by_rules(self, until_ns: int) -> list[GazeShift | HeadCue]:
        gaze = self._gaze
        shifts: list[GazeShift | HeadCue] = []
        while gaze.next_ns is not None and gaze.next_ns <= until_ns:
            shifts.append(gaze.decide(gaze.next_ns))
        return shifts

    def _by_urges(self, urges: GazeUrges, step_ns: int) -> list[GazeShift | HeadCue]:
        """What a step of the network brings about, if no rule binds the gaze."""
        gaze = self._gaze
        gaze.spend(step_ns)
        urge = urges.step(self._own(step_ns))
        if urge is None:
            self._go_by_rules(step_ns)
            return []
        nods = [HeadCue(urge.onset_ns, "", "nod", urge.nod, 1)] if urge.nod > 0.0 else []
        return [*self._shifted(urge, step_ns), *nods]

    def _shifted(self, urge: Urge, step_ns: int) -> list[GazeShift]:
        gaze = self._gaze
        if gaze.is_left(step_ns) or (gaze.mode == "alone" and urge.jump):
            return [gaze.decide(urge.onset_ns)]
        if gaze.mode in ("partner", "away"):
            return self._urged(urge)
        return []

    def _urged(self, urge: Urge) -> list[GazeShift]:
        gaze = self._gaze
        if urge.t_ns - gaze.moved_ns < _REFRACTORY_NS:
            return []
        free = gaze.until_ns == NEVER_NS
        if gaze.mode == "partner" and urge.avert and free:
            gaze.enter("away", urge.t_ns)
        elif gaze.mode == "away" and urge.back and free:
            gaze.enter("partner", urge.t_ns)
        elif not urge.jump:
            return []
        return [gaze.shift(urge.onset_ns, (urge.size_rad, urge.angle_rad), urge.t_ns)]

    def _go_by_rules(self, t_ns: int) -> None:
        """The network has failed: what it would have ended ends by rules."""
        self._urges, gaze = None, self._gaze
        gaze.open_ended = False
        if gaze.next_ns == NEVER_NS:
            gaze.enter(gaze.mode, t_ns)
            gaze.next_ns = t_ns

    def _own(self, t_ns: int) -> OwnGaze:
        gaze = self._gaze
        known = gaze.known(t_ns)
        return OwnGaze(
            gaze.mode in ("partner", "look"),
            gaze.mode == "away",
            gaze.turned_ns,
            gaze.moved_ns,
            gaze.jump_rad,
            gaze.shares.recent(gaze.talk.state(t_ns)),
            gaze.mode != "alone",
            len(known) - (gaze.partner in known),
            self._news_ns,
        )

    def _hear(self, packet: Speech | SpeechEnd | Being) -> Sequence[GazeShift | HeadCue]:
        laws, t_ns, talk = self._laws, packet.t_ns, self._gaze.talk
        if isinstance(packet, Being):
            changes = talk.be(packet)
            to: Mode = "away" if packet.state == "thinking" else "partner"
            return self._turn_to(t_ns, to) if changes else ()
        if isinstance(packet, Speech):
            begins = talk.hear(packet)
            if begins and self._random.random() < laws.begins_away:
                return self._turn_to(t_ns, "away", laws.begin_away)
            return ()
        talk.end(packet)
        back_ns = t_ns - round(laws.yields_before_end_s * 1e9)
        return self._turn_to(back_ns, "partner")

    def _pause(self, hop: Prosody) -> Sequence[GazeShift | HeadCue]:
        """Hold the floor: who looks at the other in a pause offers the turn."""
        paused, self._paused = self._paused, hop.pause_s >= self._laws.pause_s
        gaze = self._gaze
        if paused or not self._paused or gaze.mode != "partner" or not gaze.talk.speaks(hop.t_ns):
            return ()
        if self._urges is not None or self._random.random() >= self._laws.pause_away:
            return ()  # a network hears the pause itself
        return self._turn_to(hop.t_ns, "away", self._laws.floor_away)

    def _see(self, target: Target) -> Sequence[GazeShift | HeadCue]:
        gaze = self._gaze
        is_new = gaze.targets.see(target)
        if not is_new:
            return ()
        self._news_ns = target.t_ns
        notices_ns = target.t_ns + round(self._laws.news_s * 1e9)
        if gaze.mode in ("look", "asleep") or gaze.next_ns is None:
            return ()
        if not isinstance(gaze.partner, str):
            return self._turn_to(notices_ns, "partner")
        if gaze.talk.state(target.t_ns) == "speaking" or target.id == gaze.partner:
            return ()
        gaze.enter("away", notices_ns, self._laws.news_look)
        gaze.next_ns = gaze.until_ns
        return [gaze.thing(target.id, notices_ns)]

    def _obey(self, packet: Look | Cease) -> Sequence[GazeShift | HeadCue]:
        gaze = self._gaze
        if isinstance(packet, Cease):
            if gaze.look is None or gaze.look.intent != packet.intent:
                return ()
            gaze.look = None
            return self._turn_to(packet.t_ns, "partner")
        gaze.look = packet
        return self._turn_to(packet.t_ns, "look", Dwell(max(packet.hold_s, 0.1), 0.0))

    def _turn_to(
        self, t_ns: int, mode: Mode, dwell: Dwell | None = None
    ) -> Sequence[GazeShift | HeadCue]:
        """Whatever was to come: from `t_ns` on it is `mode`, if nothing of more weight goes on."""
        gaze = self._gaze
        if gaze.next_ns is None or (mode != "look" and gaze.look is not None):
            return ()
        gaze.spend(t_ns)
        gaze.enter(mode, t_ns, dwell)
        gaze.next_ns = t_ns
        return self._onwards()
