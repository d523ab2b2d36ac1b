"""`Life`: a robot that is alive from tick to tick, and does what it is asked."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.conversation.arbiter import Arbiter
from kinesics.conversation.event import Event
from kinesics.conversation.intent import Intent
from kinesics.conversation.message import Mark, Position, SoundPiece, Switch, Trim, read_message
from kinesics.conversation.overheard import Overheard
from kinesics.conversation.told_phones import PhonesTold
from kinesics.conversation.tools import tools
from kinesics.errors import IntentError
from kinesics.ports import Packet
from kinesics.rig.joint_owner import JointOwner
from kinesics.rig.rig import Rig
from kinesics.signals import (
    Appraisal,
    BaseTilt,
    Faces,
    Hint,
    PartnerVoice,
    Persona,
    Quiet,
    Target,
    Turn,
)
from kinesics_app.afar.elsewhere import Elsewhere
from kinesics_app.afar.far_mind import FarMind
from kinesics_app.afar.far_voice import FarVoice
from kinesics_app.character.character import Character
from kinesics_app.character.owning import owning
from kinesics_app.character.scaling import demand_dial, scaling
from kinesics_app.character.stimulus import dated_stimulus
from kinesics_app.device.device import Device
from kinesics_app.life.feels import feels
from kinesics_app.life.mind import Mind
from kinesics_app.life.speaking import Speaking
from kinesics_app.life.surroundings import Surroundings
from kinesics_app.life.unshown import Unshown
from kinesics_app.speech.voice import Voice
from kinesics_app.tick.body import Body
from kinesics_app.tick.catching_up import CatchingUp
from kinesics_app.tick.costs import EDGES_US
from kinesics_app.tick.delays import TICK_MS, Delays
from kinesics_app.tick.late_ticks import LateTicks
from kinesics_app.tick.loop import Loop
from kinesics_app.tick.quieting import Quieting, quiet_skill
from kinesics_app.tick.realtime import in_force
from kinesics_bridge.bridges.firmware_bridge import MIN_LEAD_NS

__all__ = ["FOLLOWS", "TICK_NS", "Life"]

F64 = NDArray[np.float64]

TICK_NS = round(TICK_MS * 1e6)

FOLLOWS = ("ACTIVE", "STARVED", "HOLD")
"""States of a firmware in which it plays the rows that it is sent, or goes on to as they come."""

_MARGIN_NS = 10_000_000  # rows sooner than this beyond the least lead may be under way already
_FAR_MARGIN_NS = 50_000_000  # where they wait for each other, and for a thread, on their way
_EARLY_NS = 2 * TICK_NS  # beyond what the mixer is asked for: nothing has to be taken back
_KEPT_ROWS = 1000  # ten seconds: nobody looks further back, and a minute is 13 MB


class Life:
    """Idle life, and whatever intents make of it: call `tick` once a tick, in order."""

    recording: Mapping[str, Any] = MappingProxyType({})
    """How it goes with what is recorded of it; empty: nothing is."""

    def __init__(
        self,
        robot: tuple[Rig, F64, Device],
        character: Character,
        delays: Delays,
        *,
        quiet: bool = False,
        level: bool = True,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """`robot`: the rig, its pose (J,) and its device, which follows.

        `quiet`: it hushes its servos whenever it does not speak, not only when it is asked to.
        `level`: eyes and head counter what is told of its base.
        `elsewhere`: where its behaviours think, if it is not here.
        """
        self.rig, pose, self._device = robot
        self._quieting = Quieting(self.rig, 1000.0 / TICK_MS, always=quiet)
        layers = [layer for layer, _ in character.parts]
        body = replace(
            Body.at_rest(self.rig, pose, layers, self._device.bridge),
            quieting=self._quieting,
            owner=JointOwner(self.rig, 1000.0 / TICK_MS),
        )
        self.loop = _loop(body, pose, character, delays.ahead_ns, thinks=elsewhere is None)
        self.tuning = character.tuning()
        self._margin_ns = _FAR_MARGIN_NS if self._device.is_far else _MARGIN_NS
        self._backend = character.backend
        self.voice, self.mind = self._minded(
            character.sample_rate_hz, delays.presentation_delay_ms, elsewhere
        )
        self._speaking = Speaking(character, self.voice, self.loop.slip)
        self.arbiter = Arbiter(
            self.rig,
            (
                *character.skills,
                self._speaking.skill,
                quiet_skill(self._quieting),
                scaling(self.rig, self.tuning, lambda: self._next_ns - TICK_NS),
                owning(self.rig),
            ),
            self.loop.asked_ns + self.mind.away_ns + _EARLY_NS,
            self._speaking.scheduled_ns,
        )
        self.ticks = 0
        self.behind = CatchingUp(self.loop)
        """How late its ticks begin, and what of their rows was left out."""
        self.late = LateTicks(self.loop.stages, TICK_NS)
        """Why the latest ticks were late, where somebody keeps that (`watch`)."""
        self._unshown = Unshown(TICK_NS * 1e-9)
        self._told: list[Packet] = []
        self.around = Surroundings(self.rig, self.loop, level=level)

    def _minded(
        self, rate_hz: int, delay_ms: float, elsewhere: Elsewhere | None
    ) -> tuple[Voice | FarVoice, Mind | FarMind]:
        """What holds its sounds, of `rate_hz`, and how it thinks: here, or elsewhere."""
        if elsewhere is None:
            return Voice(rate_hz, delay_ms), Mind(self.loop, self._in_time_ns)
        voice = FarVoice(delay_ms)
        return voice, FarMind(self.loop, self._in_time_ns, elsewhere, voice)

    def say_texts(self) -> None:
        """Whoever hands it sounds makes them of texts alone, too: what it can do says so."""
        self.arbiter.let_alone("say")

    def turn(self, dial: str, gain: float) -> None:
        """Turn a dial at the next tick to a gain of 0..2, as a message could."""
        self._told.append(self.tuning.turn(Turn(self._next_ns, dial, gain)))

    def switch(self, switch: Switch) -> None:
        """Have a behaviour show, or show nothing, or so much, from the next tick on, faded.

        It goes on thinking: what it wants is there at once when it is switched on again.

        Raises:
            IntentError: this robot has no such behaviour.
        """
        self._told.append(self.tuning.switch(replace(switch, t_ns=self._next_ns)))

    def trim(self, trim_ms: float) -> None:
        """Sound is heard so much later than its output says, -200..200 ms, so it leaves earlier.

        Raises:
            IntentError: it is played elsewhere.
        """
        self.arbiter.give_notice("say", self._speaking.trim(trim_ms))
        self.tuning.trim_ms = trim_ms

    def hush(self, *, always: bool) -> None:
        """From the next tick on hush the servos whenever it does not speak, or no longer."""
        if always != self._quieting.always:
            self._quieting.always = always
            self._told.append(Quiet(self._next_ns, True if always else None))

    def keep_level(self, *, on: bool) -> None:
        """From now on counter what is told of its base, or let go of that in half a second."""
        self.around.level = on

    @property
    def now_ns(self) -> int:
        """Robot time."""
        return self._device.clock.now_ns()

    @property
    def _next_ns(self) -> int:
        """The date of what the next tick is told, and need not make anew."""
        return self._device.next_tick_ns + self.loop.asked_ns + _EARLY_NS

    def hear(self, message: Any, t_ns: int) -> dict[str, Any] | None:
        """Take a message that came at robot time `t_ns`; the answer, if it was a question.

        Raises:
            IntentError: it is none, with what would be right.
        """
        prepared = message.pop("prepared", None) if isinstance(message, dict) else None
        said = read_message(message, t_ns)
        if isinstance(said, Intent):
            self._ask(self.around.aimed(said), prepared)
        elif isinstance(said, SoundPiece | Mark | PhonesTold | Position):
            self._hear_of_speech(said, t_ns)
        elif isinstance(said, Target | PartnerVoice | Faces | Overheard | BaseTilt):
            self._told += self.around.hear(said, t_ns)
        elif isinstance(said, Appraisal | Hint):
            self._told.append(
                dated_stimulus(said, t_ns + self.loop.asked_ns, shows="feel" in self.arbiter.skills)
            )
        elif isinstance(said, Persona | Turn):
            self._tune(said, t_ns)
        elif isinstance(said, Switch):
            demand_dial(self.rig, said)
            self.switch(said)
        elif isinstance(said, Trim):
            self.trim(said.ms)
        else:
            return self._answer(said)
        return None

    def listen(self, voice: Mapping[str, Any], t_ns: int) -> None:
        """Its own ears tell at robot time `t_ns` how surely somebody else speaks."""
        said = self.around.listening.hear(voice, t_ns, own=self._quieting.speaks(t_ns))
        if said is not None:
            self._told.append(said)
        if self.around.listening.barges(t_ns):
            barge_in = {"kind": "barge_in", "id": f"heard-{t_ns}", "parameters": {}}
            self.hear({"intent": barge_in}, t_ns)

    def _hear_of_speech(self, said: SoundPiece | Mark | PhonesTold | Position, t_ns: int) -> None:
        if isinstance(said, Mark):
            self.arbiter.mark(said.id, said.name, said.at_s)
        elif isinstance(said, Position):
            self._speaking.report(said, self.arbiter.said(said.id), t_ns)
        else:
            self._speaking.hear(said)

    def tick(self, tick_ns: int) -> int:
        """Send the tick's row; then begin and end what is due, and think.

        The tick that it was: a later one, where `tick_ns` is so long ago that its row could not be
        played any more.
        """
        tick_ns = self.behind.go_on(tick_ns, self._device.clock.now_ns, self._think)
        self.ticks += 1
        self.loop.act(tick_ns)
        self._think(tick_ns)
        return tick_ns

    def _think(self, tick_ns: int) -> None:
        """Begin and end what is due by this tick, and think about it and all that has come."""
        self.arbiter.hindrance = self._hindrance()
        from_ns = max(self._device.clock.now_ns(), tick_ns) + MIN_LEAD_NS + self._margin_ns
        cues = self.arbiter.due(tick_ns, self.mind.soonest_ns(from_ns))
        if (silence := self.around.listening.stale(tick_ns)) is not None:
            self._told.append(silence)
        packets = [*self._told, *self.voice.arrived(tick_ns)]
        self._told.clear()
        self.mind.think(tick_ns, from_ns, packets, cues)
        self._end_streams(tick_ns)

    def _in_time_ns(self) -> int:
        """From which date on rows that are sent now can be played."""
        return self._device.clock.now_ns() + MIN_LEAD_NS + self._margin_ns - TICK_NS

    def events(self) -> Sequence[Event]:
        """What became of intents since the last call."""
        events = []
        while self.arbiter.events:
            event = self.arbiter.events.popleft()
            if event.is_last and event.intent not in self.arbiter.underway:
                self._speaking.forget(event.intent)
            events.append(self._unshown.tell(event, self.behind.lost(self._device.counters)))
        return events

    def status(self) -> Mapping[str, Any]:
        """How it is: plain values by name."""
        return {
            "robot": self.rig.name,
            "state": self._device.bridge.state or "not connected",
            "backend": self._backend,
            "ticks": self.ticks,
            **self.behind.status(self._device.counters),
            "latest": self.late.status(),
            "reactions": self.mind.reactions,
            **self._speaking.status(),
            "feels": self._feels(self._device.clock.now_ns()),
            "eyes": self.around.seeing.status(self._device.clock.now_ns()),
            "ears": self.around.listening.status(self._device.clock.now_ns()),
            "realtime": in_force(),
            "slow": self.loop.stages.slow,
            "histograms": self.loop.stages.histograms(),
            "histogram_edges_us": [*EDGES_US],
            "budgets": {} if self.loop.lateness is None else self.loop.lateness.status(),
            **self.tuning.status(),
            "quiet": self._quieting.always,
            "level": self.around.level,
            "recording": {**self.recording},
            "underway": [*self.arbiter.underway],
            "died": dict(self.loop.died),
            "deaths": dict(self.loop.deaths.counts),
            **self.mind.status(self._device.clock.now_ns()),
        }

    def _feels(self, now_ns: int) -> Mapping[str, Any]:
        """What it feels, as it is told to whatever shows it."""
        return feels(
            self.loop.felt.at(now_ns),
            now_ns,
            {kind: self.arbiter.begun(kind) for kind in ("feel", "express")},
            self.mind.beneath(),
            elsewhere=isinstance(self.mind, FarMind),
        )

    def _answer(self, question: str) -> dict[str, Any] | None:
        if question == "tools":
            return {"tools": tools(self.arbiter.skills)}
        if question == "reference":
            raise IntentError("ask: nothing is played here; wanted a `kinesics run` with sound")
        return {"status": self.status()} if question == "status" else None

    def _tune(self, said: Persona | Turn, t_ns: int) -> None:
        if isinstance(said, Turn):
            demand_dial(self.rig, said)
        told = replace(said, t_ns=t_ns + self.loop.asked_ns + _EARLY_NS)
        self._told.append(self.tuning.take(told))

    def _ask(self, intent: Intent, prepared: Any) -> None:
        """`prepared`: the sound of a `say`, made ready elsewhere."""
        dials = self._speaking.dials(intent, prepared, self.arbiter.skills)
        if not self._speaking.expect(intent, prepared, self.arbiter.underway):
            return
        if intent.kind == "stop":
            self._device.bridge.stop()
        gestures = self._speaking.gestures(intent, prepared, self.arbiter.skills)
        self.arbiter.ask(intent, self._remark(intent, prepared))
        if intent.id in self.arbiter.underway:
            for beside in (*gestures, *dials):
                self.arbiter.ask(beside)

    def _remark(self, intent: Intent, prepared: Any) -> str:
        """What looks wrong about an intent that is done all the same."""
        doubts = (
            self.around.doubt(intent),
            self._speaking.doubt(intent, prepared, self.arbiter.skills),
        )
        return "; ".join(filter(None, doubts))

    def _end_streams(self, t_ns: int) -> None:
        """Utterances that were still being made: some are whole now, of some nothing came."""
        for ident, end_ns in self.voice.ended(t_ns):
            if end_ns is None:
                self.arbiter.end(ident, t_ns, "no sound came, nor its end")
            else:
                self.arbiter.finish_at(ident, end_ns)

    def _hindrance(self) -> str:
        if self._device.bridge.state in FOLLOWS:
            return ""
        return f"the robot does not follow: {self._device.trouble}; {self._device.way_out}"


def _loop(body: Body, pose: F64, character: Character, ahead_ns: int, *, thinks: bool) -> Loop:
    """What ticks; `thinks`: its behaviours think in it, and not elsewhere."""
    return Loop(
        body,
        [behaviour for _, behaviour in character.parts] if thinks else [],
        ahead_ns,
        analysers=character.analysers if thinks else (),
        rows=deque(maxlen=_KEPT_ROWS),
        lateness=character.lateness,
        pose=pose,
    )
