"""`SpeechGestures`: the arms speak too: gestures that are asked for, that words call, and beats."""

import logging
from collections import deque

import numpy as np

from kinesics.gesture.beating import Beating
from kinesics.gesture.collection import Collection
from kinesics.gesture.enact import Manner
from kinesics.gesture.gesture import Gesture
from kinesics.gesture.plan import Plan, Planner
from kinesics.gesture.read import collection
from kinesics.gesture.repertoire import Repertoire
from kinesics.gesture.score import ARMS, COLUMNS
from kinesics.gesture.spoken import SpokenAccent, spoken_accents
from kinesics.motion.track import Track
from kinesics.ports import Packet
from kinesics.rig.rig import Rig
from kinesics.signals import (
    Being,
    Cease,
    GestureCue,
    GestureOutlook,
    Horizon,
    Persona,
    PhoneTimes,
    Posture,
    Prosody,
    Speech,
    SpeechEnd,
)

__all__ = ["SpeechGestures"]

_log = logging.getLogger(__name__)

NEAR_NS = 250_000_000
"""A gesture asked for this near to a stressed word falls on it."""

WITHIN_NS = 120_000_000
"""A beat that would come later than this after its accent is not made."""

NOTICE_S = 0.8
"""A cue is dated so long after the earliest motion that it may have, or later: what is dated sooner
is joined in the midst of its preparation."""

EARLY_S = 1.5
"""By so much longer the largest gestures take from rest to their stroke."""

_NEVER_NS = -(2**62)
_STEP_NS = 10_000_000
_RATE_HZ = 1e9 / _STEP_NS
_ASKED_NS = 250_000_000
"""So long before a horizon lies what the mix was asked for when the horizon came (see `Loop`)."""
_ROOM_NS = 50_000_000  # before the horizon, the mix is not asked for until there is another
_AHEAD_NS = 2_500_000_000  # a gesture whose word is known is planned this early
_TAIL_NS = 400_000_000  # after the last word, arms still in the air begin to fall


class SpeechGestures:
    """One motion of both arms, and of torso and head where a gesture wants them.

    A gesture that was asked for goes before one that a word calls, and this before beats. Gestures
    of words fall on their stressed vowels; beats answer to pitch accents as they are heard.
    """

    name = "gesture"

    def __init__(
        self,
        rig: Rig,
        seed: int,
        *,
        known_ns: int = 10_000_000,
        waits_ns: int = 80_000_000,
        gestures: Collection | None = None,
    ) -> None:
        """Sound that comes sooner than just in time changes nothing.

        Args:
            rig: what the arms can do.
            seed: of what is left to chance.
            known_ns: from a hop's date to the earliest motion that is no surprise to the mix, when
                its sound comes just in time.
            waits_ns: how much sound after its date a hop waits for.
            gestures: what it can show; None: what is shipped. Clips are others' to play.
        """
        self._known_ns, self._waits_ns = known_ns, waits_ns
        self.repertoire = Repertoire(rig, gestures or collection())
        """What it can show."""
        enactor = self.repertoire.enactor
        self._planner = Planner(enactor.pace)
        self._beating = Beating(enactor, self._planner, seed, self.repertoire.gestures)
        self._beats = self._beating.beats
        self._coming: deque[SpokenAccent] = deque()
        self._known: tuple[SpokenAccent, ...] = ()
        self._now_ns = self._next_ns = self._end_ns = self._safe_ns = self._hop_ns = _NEVER_NS
        self._hop_late_ns = 0  # later than just in time
        self._hears = self._whole = False
        self._rest_ns: int | None = None
        self._awake = True
        self.made = self._beating.made
        """The last gestures that were begun, for reports; a strike's name is that of its beat."""
        self.refused = 0
        """Cues whose concept no gesture has."""

    def feed(self, packet: Packet) -> Track | None:
        """Rows up to the horizon, or rows given anew; None: the arms rest."""
        if isinstance(packet, Horizon):
            return self._onwards(packet.t_ns)
        if isinstance(packet, Prosody):
            return self._hear(packet)
        if isinstance(packet, GestureCue):
            return self._cue(packet)
        if isinstance(packet, Cease):
            return self._cease(packet)
        if isinstance(packet, Speech) and packet.first_sample == 0:
            return self._open(packet)
        return self._learn(packet)

    def _learn(self, packet: Packet) -> Track | None:
        if isinstance(packet, Posture):
            return self._stand(packet)
        if isinstance(packet, PhoneTimes) and not packet.goes_on:
            self._known = spoken_accents(packet)
            self._coming.extend(self._known)
        elif isinstance(packet, GestureOutlook):
            self._beating.foreseen.hear(packet)
        elif isinstance(packet, SpeechEnd):
            self._rest_ns = packet.t_ns + _TAIL_NS
        elif isinstance(packet, Persona):
            self._beats.live(packet)
        elif isinstance(packet, Being):
            self._awake = packet.state != "asleep"
        return None

    def _stand(self, posture: Posture) -> Track | None:
        """The arms go to where this posture has them, once they have nothing else to do."""
        way = self.repertoire.postures.get(posture.name)
        plan = self._planner.settle(way, max(posture.t_ns, self._now_ns))
        return None if plan is None else self._rows(plan.t_ns)

    def _onwards(self, horizon_ns: int) -> Track | None:
        self._now_ns = max(self._now_ns, horizon_ns - _ASKED_NS + _STEP_NS)
        if self._hears:
            self._hop_late_ns = max(self._now_ns - self._hop_ns - self._known_ns, 0)
        self._hears, self._safe_ns = False, horizon_ns - _ROOM_NS
        if self._end_ns < 0:
            self._next_ns = horizon_ns // _STEP_NS * _STEP_NS
        if self.repertoire.has_arms:
            self._beating.prepare()
        changed = self._plan_known(horizon_ns)
        if self._rest_ns is not None and horizon_ns >= self._rest_ns:
            changed = min(changed, self._end_beats(max(self._rest_ns, self._now_ns)))
            self._rest_ns = None
        since_ns = min(changed, self._next_ns)
        self._end_ns = max(horizon_ns, self._end_ns)
        return self._rows(since_ns)

    def _soonest_ns(self, since_hop_ns: int) -> int:
        """The earliest date of motion that is no surprise to the mix; hops tell it best."""
        if not self._hears:
            return max(self._safe_ns, self._now_ns)
        return max(self._hop_ns + self._known_ns + self._hop_late_ns + since_hop_ns, self._now_ns)

    def _plan_known(self, horizon_ns: int) -> int:
        """Gestures on words to come; from when on the motion changes."""
        changed = self._next_ns
        while self._coming and self._coming[0].t_ns < horizon_ns + _AHEAD_NS:
            accent = self._coming.popleft()
            if accent.t_ns > self._safe_ns and self._awake:
                changed = min(changed, self._answer(accent))
        return changed

    def _answer(self, accent: SpokenAccent) -> int:
        """Make the gesture that a word calls, perhaps; from when on the motion changes."""
        called = self.repertoire.gestures.by_word.get(accent.word)
        if called is None or not self.repertoire.phrase(called, Manner()).shows:
            return self._next_ns
        if not self._beats.wants_word(accent.t_ns):
            return self._next_ns
        since_ns = self._fit(called, Manner(self._beats.size()), accent.t_ns)
        if since_ns is None:
            return self._next_ns
        self._beats.done(accent.t_ns, word=True)
        return since_ns

    def _fit(self, gesture: Gesture, manner: Manner, stroke_ns: int) -> int | None:
        """Make it if it can be in time, after what is being made; from when on motion changes."""
        before = self._planner.current
        soonest_ns = self._soonest_ns(2 * _STEP_NS)
        if before is not None and before.held_ns > soonest_ns:
            done_ns = before.held_ns if before.intent else before.stroke_ns
            soonest_ns = max(soonest_ns, done_ns)
        phrase = self.repertoire.phrase(gesture, manner)
        plan = self._planner.propose(phrase, soonest_ns, stroke_ns, 0.0, "")
        if plan.stroke_ns > stroke_ns + WITHIN_NS:
            return None
        return self._take(plan)

    def _take(self, plan: Plan) -> int:
        self.made.append(plan)
        return self._planner.take(plan)

    def _hear(self, hop: Prosody) -> Track | None:
        """A beat on an accent, where the arms are ready for it."""
        self._hop_ns, self._hears = hop.t_ns, True
        if not self.repertoire.has_arms:
            return None
        self._beating.prepare()
        if not self._awake:
            return None
        since_ns = self._beating.hear(hop, self._soonest_ns(0))
        return None if since_ns is None else self._rows(since_ns)

    def _open(self, piece: Speech) -> Track | None:
        """The arms make ready as an utterance begins."""
        self._rest_ns = None
        blind = self._now_ns == _NEVER_NS  # no horizon yet: who knows the time?
        if blind or not self._awake or not self.repertoire.has_arms:
            return None
        known_ns = piece.t_ns + self._known_ns - self._waits_ns + 3 * _STEP_NS
        since_ns = self._beating.open(piece.t_ns, max(known_ns, self._now_ns))
        return None if since_ns is None else self._rows(since_ns)

    def _cue(self, cue: GestureCue) -> Track | None:
        if cue.concept in self.repertoire.gestures.clips:
            return None
        if cue.concept not in self.repertoire.gestures.by_concept:
            self.refused += 1
            _log.warning("no gesture for the concept %r", cue.concept)
            return None
        phrase = self.repertoire.of_cue(cue)
        stroke_ns = self._stressed_near(cue.t_ns)
        told_ns = min(self._soonest_ns(2 * _STEP_NS), cue.t_ns - round(NOTICE_S * 1e9))
        soonest_ns = max(told_ns, self._now_ns)
        plan = self._planner.propose(phrase, soonest_ns, stroke_ns, cue.hold_s, cue.intent)
        since_ns = self._take(plan)
        self._beats.done(plan.stroke_ns, word=True)
        return self._rows(since_ns)

    def most_asked(self, *, beats: bool) -> list[tuple[Gesture, Manner]]:
        """What is asked for most, to be made ready: then no tick has to, the first time.

        Every gesture as authored; `beats`: and all that comes with speech alone, in its sizes. A
        gesture of another size or side, or with a target, is made when it is asked for.
        """
        comes = self._beats.all if beats and self.repertoire.has_arms else ()
        return [*self.repertoire.authored, *comes]

    def _stressed_near(self, t_ns: int) -> int:
        near = [one.t_ns for one in self._known if abs(one.t_ns - t_ns) < NEAR_NS]
        return min(near, key=lambda at_ns: abs(at_ns - t_ns), default=t_ns)

    def _cease(self, packet: Cease) -> Track | None:
        plan = self._planner.current
        if plan is None or plan.intent != packet.intent:
            return None
        return self._rows(self._let_fall(packet.t_ns))

    def _end_beats(self, t_ns: int) -> int:
        """Arms that were ready for another accent go down; what was asked for is finished."""
        plan = self._planner.current
        if plan is None or plan.intent or t_ns < plan.stroke_ns:
            return self._next_ns
        return self._let_fall(t_ns)

    def _let_fall(self, t_ns: int) -> int:
        back = self._planner.retract(t_ns)
        return self._next_ns if back is None else back.t_ns

    def _rows(self, since_ns: int) -> Track | None:
        """Rows from `since_ns` to where rows were given or are wanted; None: the arms rest."""
        first = max(since_ns, self._now_ns - _ASKED_NS) // _STEP_NS * _STEP_NS
        times_ns = np.arange(first - _STEP_NS, self._end_ns + _STEP_NS, _STEP_NS)
        if len(times_ns) < 2:
            return None
        self._next_ns = int(times_ns[-1]) + _STEP_NS
        self._planner.forget(self._now_ns - _AHEAD_NS)
        until_ns = self._planner.moves_until_ns()
        if until_ns is None or until_ns < first:
            return None
        values = self._planner.at(times_ns)
        whole = bool(np.abs(values[:, ARMS:]).any())
        again = whole == self._whole  # rows of other channels begin one early: no gap between them
        self._whole = whole
        used, kept = slice(None) if whole else slice(0, ARMS), int(again)
        rows = np.ascontiguousarray(values[kept:, used])
        return Track(int(times_ns[kept]), _RATE_HZ, COLUMNS[used], rows)
