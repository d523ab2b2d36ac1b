"""`Arbiter`: who may have which part of the body, when, and what became of every intent."""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from kinesics.conversation.event import Event, State
from kinesics.conversation.heard import Heard, heard_until
from kinesics.conversation.intent import Intent
from kinesics.conversation.kinds import KINDS
from kinesics.conversation.skill import Doing, Skill, skills_of, unable
from kinesics.conversation.spoken import Spoken
from kinesics.conversation.utterance import Utterance, marked
from kinesics.errors import IntentError, KinesicsError
from kinesics.ports import Packet
from kinesics.rig.rig import Rig

__all__ = ["Arbiter"]

_MOST_WAITING = 64
_KEPT_EVENTS = 1024
_GRACE_NS = 30_000_000  # from when it was heard to the tick that considers it

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Running:
    intent: Intent
    doing: Doing
    since_ns: int
    until_ns: int | None
    """None: until something else."""


class Arbiter:
    """Takes intents when they are heard; asked once a tick, gives what tells the behaviours.

    Of two intents that want the same part of the body the one of higher priority has it, else the
    newer; one that cannot have its parts yet waits for as long as it may. Nothing here reads a
    clock, and a tick on which nothing begins or ends costs next to nothing.
    """

    def __init__(
        self,
        rig: Rig,
        skills: Sequence[Skill],
        early_ns: int,
        scheduled_ns: Callable[[str, int], int] = lambda _, t_ns: t_ns,
    ) -> None:
        """`early_ns`: what is dated at least so far ahead is no surprise to the loop.

        `scheduled_ns`: when what is heard of an utterance at a robot time was to be heard.
        """
        self.events: deque[Event] = deque(maxlen=_KEPT_EVENTS)
        """What became of the intents, oldest first, until somebody takes it from here."""
        self.hindrance = ""
        """Why nothing can be done now, if so: with it every intent is refused, what waits waits on,
        and what was to be seen until now is ended."""
        self._rig = rig
        self._all = skills
        self._skills = skills_of(rig, skills)
        self._early_ns = early_ns
        self._scheduled_ns = scheduled_ns
        self._waiting: dict[str, Intent] = {}
        self._running: dict[str, _Running] = {}
        self._ending: dict[str, str] = {}  # of those that run: why
        self._barging: list[str] = []  # ids of those who want to hear what was heard
        self._spoken = Spoken()
        self._has_worked = False  # in this tick

    @property
    def skills(self) -> Mapping[str, Skill]:
        """What this robot can do, by kind."""
        return self._skills

    @property
    def underway(self) -> tuple[str, ...]:
        """Ids of all intents that were begun or wait."""
        return tuple(dict.fromkeys((*self._running, *self._waiting)))

    def begun(self, kind: str) -> tuple[str, int] | None:
        """Id of what of that kind was begun last and goes on, and its date; None: nothing does."""
        of_it = [one for one in self._running.values() if one.intent.kind == kind]
        return (of_it[-1].intent.id, of_it[-1].since_ns) if of_it else None

    def give_notice(self, kind: str, notice_s: float) -> None:
        """What is of that `kind` wants so much time from now on, if this robot can do it at all."""
        if kind in self._skills:
            self._skills[kind] = replace(self._skills[kind], notice_s=notice_s)

    def let_alone(self, kind: str) -> None:
        """What will do alone, of this kind, does here: `Skill.alone`."""
        if kind in self._skills:
            self._skills[kind] = replace(self._skills[kind], alone=True)

    def ask(self, intent: Intent, remark: str = "") -> None:
        """Take an intent; `events` tells whether it is acknowledged, with a remark, or refused."""
        try:
            self._check(intent)
        except Exception as error:
            self._refuse(intent, intent.t_ns, error)
            return
        if not (KINDS[intent.kind].streams and self._goes_on(intent)):
            self._tell(intent.id, "acknowledged", intent.t_ns, remark)
        if not KINDS[intent.kind].at_once:
            self._waiting[intent.id] = intent
            return
        if intent.kind == "barge_in":
            self._barging.append(intent.id)
            self._hush(intent)
            return
        if intent.kind == "cancel":
            self.end(intent.parameters["intent"], intent.t_ns, f"cancelled by {intent.id}")
        else:
            self.end_all(intent.t_ns, f"{intent.kind} by {intent.id}")
        self._tell(intent.id, "finished", intent.t_ns)

    def _hush(self, intent: Intent) -> None:
        """End every utterance, begun or waiting, and whatever was anchored to one."""
        known = {**self._waiting, **{ident: one.intent for ident, one in self._running.items()}}
        spoken = {ident for ident, one in known.items() if one.kind == "say"}
        for ident, one in known.items():
            if ident in spoken or one.start.utterance in spoken:
                self.end(ident, intent.t_ns, f"barge_in by {intent.id}")

    def end_all(self, t_ns: int, reason: str) -> None:
        """End everything that was begun or waits."""
        for ident in self.underway:
            self.end(ident, t_ns, reason)

    def finish_at(self, ident: str, t_ns: int) -> None:
        """One that goes on until something else is finished then: an utterance is known whole."""
        running = self._running.get(ident)
        if running is not None:
            self._running[ident] = replace(running, until_ns=t_ns)
        spoken = self._spoken.get(ident)
        if spoken is not None:
            self._spoken.change(ident, spoken.whole(t_ns))

    def mark(self, ident: str, name: str, at_s: float) -> None:
        """Name a place of an utterance that is said, or waits: others may be anchored to it.

        Raises:
            IntentError: nothing of that id is, or it has too many marks.
        """
        said, waiting = self.said(ident), self._waiting.get(ident)
        if said is not None:
            self._spoken.change(ident, said[1].with_mark(name, at_s))
        elif waiting is not None and waiting.kind == "say":
            marks = marked(waiting.parameters.get("marks", {}), name, at_s)
            self._waiting[ident] = replace(
                waiting, parameters={**waiting.parameters, "marks": marks}
            )
        else:
            raise IntentError(f"mark: no utterance {ident!r} is said or waits")

    def due(self, now_ns: int, soonest_ns: int) -> list[Packet]:
        """What begins and ends at this tick, for the behaviours.

        `soonest_ns` is the earliest date that motion can still be given.
        """
        packets: list[Packet] = []
        said = next((one for one in self._ending if one in self._spoken), "")
        heard = self._heard(said, self._scheduled_ns(said, soonest_ns))
        for ident, reason in self._ending.items():
            packets += self._ended(ident, soonest_ns, reason)
        self._ending.clear()
        for ident in self._barging:
            self._tell(ident, "finished", soonest_ns, heard=heard)
        self._barging.clear()
        for ident, running in [*self._running.items()]:
            if running.until_ns is not None and running.until_ns <= now_ns:
                heard = self._heard(ident, running.until_ns)
                del self._running[ident]
                unseen = bool(self.hindrance) and heard is None  # what is said was heard
                state: State = "ended" if unseen else "finished"
                self._tell(ident, state, running.until_ns, self.hindrance, heard)
        self._has_worked = False
        for intent in sorted(self._waiting.values(), key=lambda one: -one.priority):
            packets += self._consider(intent, now_ns, soonest_ns)
        return packets

    def _goes_on(self, intent: Intent) -> bool:
        """Whether one of this id is under way, and may be told again."""
        before = self._waiting.get(intent.id)
        if before is None and intent.id in self._running:
            before = self._running[intent.id].intent
        return before is not None and before.kind == intent.kind and KINDS[intent.kind].renews

    def _check(self, intent: Intent) -> None:
        if intent.id in self.underway and not self._goes_on(intent):
            raise IntentError(f"id {intent.id!r} is under way already; wanted another")
        if intent.kind == "cancel" and intent.parameters["intent"] not in self.underway:
            known = ", ".join(self.underway) or "none"
            raise IntentError(f"no {intent.parameters['intent']!r} under way; there is {known}")
        if not KINDS[intent.kind].at_once:
            self._check_able(intent)

    def _check_able(self, intent: Intent) -> None:
        if self.hindrance:
            raise IntentError(self.hindrance)
        skill = self._skills.get(intent.kind)
        if skill is None:
            raise unable(intent, self._rig, self._all)
        skill.demand(intent)
        if len(self._waiting) >= _MOST_WAITING:
            raise IntentError(f"{_MOST_WAITING} intents wait already; wanted fewer")

    def _consider(self, intent: Intent, now_ns: int, soonest_ns: int) -> Sequence[Packet]:
        """Begin an intent that waits, refuse it, or let it wait on."""
        try:
            return self._begun(intent, now_ns, soonest_ns)
        except Exception as error:
            if not isinstance(error, KinesicsError):
                _log.exception("the skill of %s failed", intent.kind)
            self._waiting.pop(intent.id, None)
            self._refuse(intent, now_ns, error)
            return ()

    def _begun(self, intent: Intent, now_ns: int, soonest_ns: int) -> Sequence[Packet]:
        """What begins it; nothing, if its time has not come."""
        if not self._prepared(intent):
            return ()
        begins_ns = self._spoken.begins_ns(intent)
        since_ns = intent.t_ns if begins_ns is None else begins_ns
        over = now_ns > since_ns + round(intent.ttl_s * 1e9) + _GRACE_NS
        if begins_ns is None:
            if over:
                raise IntentError(self._spoken.missing(intent.start))
            return ()
        skill = self._skills[intent.kind]
        notice_ns = round((skill.notice_s + skill.waits_s(intent)) * 1e9)
        rivals = [
            one
            for ident, one in self._running.items()
            if one.intent.parts & intent.parts and ident != intent.id
        ]
        early_ns = 0 if rivals else self._early_by_ns(intent, soonest_ns)
        if begins_ns > max(soonest_ns, now_ns + self._early_ns) + notice_ns + early_ns:
            return ()
        holder = next((one.intent.id for one in rivals if not _yields(one.intent, intent)), "")
        if over:
            raise self._too_late(intent, holder)
        if self.hindrance or holder or not skill.ready(intent):
            return ()
        return self._begin(intent, max(begins_ns, soonest_ns + notice_ns), rivals)

    def _too_late(self, intent: Intent, holder: str) -> IntentError:
        if self.hindrance:
            return IntentError(self.hindrance)
        if holder:
            return IntentError(f"waited {intent.ttl_s:g} s for {holder}, which goes on")
        return IntentError(f"its time was more than {intent.ttl_s:g} s ago")

    def _prepared(self, intent: Intent) -> bool:
        """Whether one that waits is worked out; else a little more of it is, of one in a tick."""
        prepare = self._skills[intent.kind].prepare
        if prepare is None:
            return True
        done = not self._has_worked and prepare(intent)
        self._has_worked = self._has_worked or not done
        return done

    def _early_by_ns(self, intent: Intent, soonest_ns: int) -> int:
        """By how much it is begun earlier than it must: of an utterance, once words are known."""
        spoken = self._spoken.get(intent.start.utterance)
        if spoken is not None and soonest_ns < spoken.t_ns and not intent.start.exact:
            return 0
        return round(self._skills[intent.kind].early_s * 1e9)

    def _begin(self, intent: Intent, t_ns: int, rivals: Iterable[_Running]) -> list[Packet]:
        skill = self._skills[intent.kind]
        doing = skill.begin(intent, t_ns)
        del self._waiting[intent.id]
        packets: list[Packet] = []
        goes_on = self._running.pop(intent.id, None) is not None
        for rival in rivals:
            ceases = self._ended(rival.intent.id, t_ns, f"pre-empted by {intent.id}")
            packets += () if skill.replaces and rival.intent.kind == intent.kind else ceases
        packets += doing.packets
        lasts = isfinite(doing.lasts_s)
        until_ns = t_ns + round(doing.lasts_s * 1e9) if lasts else None
        self._running[intent.id] = _Running(intent, doing, t_ns, until_ns)
        if not (KINDS[intent.kind].streams and goes_on):
            self._tell(intent.id, "started", t_ns, doing.remark)
        if doing.utterance is not None:
            self._spoken.begin(intent.id, doing.utterance)
        return packets

    def end(self, ident: str, t_ns: int, reason: str) -> None:
        """End one at the next tick, or at once if it has not begun."""
        waited = self._waiting.pop(ident, None)
        if ident in self._running:
            self._ending[ident] = reason
        elif waited is not None:
            heard = heard_until(waited, None, t_ns) if waited.kind == "say" else None
            self._tell(ident, "ended", t_ns, reason, heard)

    def _ended(self, ident: str, t_ns: int, reason: str) -> Sequence[Packet]:
        heard = self._heard(ident, self._scheduled_ns(ident, t_ns))
        running = self._running.pop(ident, None)
        if running is None:
            return ()
        self._tell(ident, "ended", t_ns, reason, heard)
        if self._spoken.drop(ident):
            anchored = [one.id for one in self._waiting.values() if one.start.utterance == ident]
            for other in anchored:
                self.end(other, t_ns, f"its utterance {ident} was ended")
        return running.doing.end(ident, t_ns)

    def said(self, ident: str) -> tuple[Intent, Utterance] | None:
        """What is being said by that id, if anything is."""
        running, spoken = self._running.get(ident), self._spoken.get(ident)
        return None if running is None or spoken is None else (running.intent, spoken)

    def _heard(self, ident: str, t_ns: int) -> Heard | None:
        """What was to be heard until then of an utterance that runs; None: it is none."""
        said = self.said(ident)
        return None if said is None else heard_until(*said, t_ns)

    def _refuse(self, intent: Intent, t_ns: int, error: Exception) -> None:
        event = Event(intent.id, "refused", t_ns, _said(error))
        self.events.append(replace(event, goes_on=self._goes_on(intent)))

    def _tell(
        self, ident: str, state: State, t_ns: int, reason: str = "", heard: Heard | None = None
    ) -> None:
        self.events.append(Event(ident, state, t_ns, reason, heard))


def _yields(holder: Intent, other: Intent) -> bool:
    """Whether one that runs ends for another that wants its parts."""
    if not holder.interruptible or holder.priority > other.priority:
        return False
    queues = KINDS[holder.kind].queues and holder.kind == other.kind
    return not (queues and holder.priority == other.priority)


def _said(error: Exception) -> str:
    """A reason for whoever asked: ours as it is, a fault of a skill by its name."""
    if isinstance(error, KinesicsError):
        return str(error)
    return f"it failed here ({type(error).__name__}: {error}); see the robot's own output"
