"""`Loop`: the tick. Act first: sample, limit, send. Then think: hand packets to behaviours."""

import logging
from collections import deque
from collections.abc import Callable, Iterable, MutableSequence, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kinesics.affect.told_feelings import ToldFeelings
from kinesics.errors import TrackError
from kinesics.motion.frame import Frame
from kinesics.motion.slip import Slip
from kinesics.motion.track import Track
from kinesics.ports import Analyser, Behaviour, Packet
from kinesics.record.intake import AskedFor, Intake, Sounded, Taken, Turned, asked_for
from kinesics.signals import Prosody, Speech, Turn
from kinesics_app.tick.body import Body
from kinesics_app.tick.deaths import Deaths
from kinesics_app.tick.lateness import Lateness
from kinesics_app.tick.sampler import Sampler
from kinesics_app.tick.stages import Stages
from kinesics_app.tick.thinking import Said, Thinking
from kinesics_app.tick.undo import Moment, Undo

__all__ = ["KEPT_ROWS", "Loop", "Row"]

F64 = NDArray[np.float64]

KEPT_ROWS = 6000
"""A minute of ticks: what a loop that runs for hours still knows of itself."""

_ROUNDING = 1e-3  # rad or m: coarser than any row's integers

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """What one tick decided, dated by its execution."""

    t_ns: int
    channels: F64
    """(C,) the mix as it should be *seen* at `t_ns` + the first group's lag, in channels' units."""
    asked: F64
    """(J,) the rig's wish [rad or m], each joint earlier by the lag of its group."""
    sent: F64
    """(J,) what went out [rad or m]."""


class _TakenBack(NamedTuple):
    """Rows that went out and are made anew, oldest first."""

    moments: list[Moment]
    """Before each of them, and before the row after the last."""
    rows: list[Row]
    late: dict[int, F64]
    """What had come too late for each, (J,) by its date."""
    limited: F64
    """(J,) what the last was, before the wire had it."""


@dataclass(eq=False)
class Loop:
    """Owned by one thread, called once a tick with the tick's own time, in order.

    A tick that comes late is still a tick of its own time, so a stall shorter than the lead is
    invisible at the joints; what a longer one makes of them is `CatchingUp`'s.
    """

    body: Body
    behaviours: Sequence[Behaviour]
    ahead_ns: int
    tick_ns: int = 10_000_000
    analysers: Sequence[Analyser] = ()
    """In the order in which they hear: a later one hears what an earlier one derived."""
    stages: Stages = field(default_factory=Stages)
    rows: MutableSequence[Row] = field(default_factory=lambda: deque(maxlen=KEPT_ROWS))
    """What the last ticks decided; a list, given at the start, keeps all of it (1.5 kB a row)."""
    sends: MutableSequence[Frame] | None = None
    """Rows as they went out, also those that were made anew, where somebody takes them."""
    said: MutableSequence[Said] | None = None
    """Of its own speech, as `Said`, where somebody takes it."""
    heard: MutableSequence[Speech] | None = None
    """Pieces of its own speech as behaviours were given them, where somebody takes them."""
    intake: Intake | None = None
    """What the mixer is told, where somebody keeps it."""
    asked: MutableSequence[AskedFor] | None = None
    """What was asked of the body, where somebody takes it."""
    lateness: Lateness | None = None
    """What is done about networks that miss their budget."""
    pose: F64 | None = None
    """(J,) at rest, from which its first row was made, if somebody says."""
    felt: ToldFeelings = field(default_factory=ToldFeelings)
    """What is felt, as behaviours were told it."""
    slip: Slip = field(default_factory=Slip)
    """How much later than it was planned its speech is heard, and shown."""

    def __post_init__(self) -> None:
        self._sampler = Sampler(self.body.rig, self.body.mixer, self.tick_ns, self.stages)
        self._thinking = Thinking(self.stages, self.accept, self.lateness)
        self._refused_turns = 0
        self._undo = Undo(self.body, self._sampler.mouths)
        self._taken_back: _TakenBack | None = None
        self._next_ns = 0
        self._late: dict[int, F64] = {}
        self._limited: F64 = np.empty(0)

    @property
    def died(self) -> dict[str, str]:
        """Behaviours and analysers that raised, and what: they are asked nothing now.

        A behaviour's motion fades; an analyser's packets stop.
        """
        return self.deaths.died

    @property
    def deaths(self) -> Deaths:
        """Those, and those that live again."""
        return self._thinking.deaths

    @property
    def rejected(self) -> int:
        """Packets with NaN or infinite sound, dropped, and turns of dials that are not there."""
        return self._thinking.unusable + self._refused_turns

    @property
    def asked_ns(self) -> int:
        """How far beyond its own time a tick asks the mixer: what is dated later is no surprise."""
        return self.ahead_ns + max(self._sampler.early_ns)

    @property
    def early_ns(self) -> int:
        """How much later than its row the mix is dated that a row keeps."""
        return self._sampler.early_ns[0]

    def accept(self, source: str, track: Track) -> None:
        """Take a track of `source` into the mix; the speech's as much later as its sound is heard.

        Raises:
            TrackError: a source without a layer.
        """
        if source == "speech":
            shown = self.slip.take(track)
            if shown is None:
                return
            track = shown
        self.body.mixer.accept(source, track)
        if self.intake is not None:
            self.intake.taken.append(Taken(self._next_ns - self.tick_ns, source, track))
        if self.said is not None and source == "speech":
            self.said.append(track)

    def turn(self, turn: Turn) -> None:
        """Turn a dial.

        Raises:
            TrackError: no such dial, or a gain or ramp that it cannot have.
        """
        self.body.mixer.turn(turn.dial, turn.gain, turn.t_ns, turn.ramp_s)
        if self.intake is not None:
            self.intake.taken.append(Turned(self._next_ns - self.tick_ns, turn))

    def tick(self, now_ns: int, packets: Iterable[Packet]) -> None:
        """Send the row for `now_ns` + `ahead_ns`, then let the behaviours think about `packets`."""
        self.act(now_ns)
        self.think(now_ns, packets)

    def act(self, now_ns: int) -> None:
        """Sample every lag group at its own time, limit, send: never waits, asks nobody."""
        self._send(self._made(now_ns + self.ahead_ns))

    def newest(self, tick_ns: int) -> Frame:
        """The newest row, as it went out; before the first, where it stands, as of `tick_ns`."""
        if not self.rows:
            return Frame(tick_ns + self.ahead_ns, self.body.limiter.position)
        return Frame(self.rows[-1].t_ns, self.rows[-1].sent)

    def soonest_ns(self, from_ns: int) -> int:
        """The earliest date of motion that every row from `from_ns` on would show."""
        queued = max((self._next_ns - from_ns) // self.tick_ns, 0)
        return self._next_ns - queued * self.tick_ns + max(self._sampler.early_ns)

    def leave_out(self, tick_ns: int, until_ns: int) -> int:
        """Rows of `tick_ns` and later that are dated before `until_ns` are never made; how many.

        The next row follows the last one that was made, as the limits go, and comes later: what
        joints do in between is the firmware's.
        """
        self._next_ns = max(self._next_ns, tick_ns + self.ahead_ns)
        count = max(-((self._next_ns - until_ns) // self.tick_ns), 0)
        self._next_ns += count * self.tick_ns
        return count

    def rewind(self, from_ns: int) -> None:
        """Take back the rows from `from_ns` on: what is thought before `catch_up` changes them.

        They must not be under way to the joints: a row has to reach the firmware `MIN_LEAD_NS`
        before it is played. What had come too late for them stays as late as it was. None is taken
        back while the wire sends others than it is asked for: when it leads a robot back.
        """
        if not (self.rows and np.abs(self.rows[-1].sent - self._limited).max() < _ROUNDING):
            return
        moments = self._undo.take(from_ns)
        if not moments:
            return
        after = self._undo.now(self._next_ns)
        rows = [self.rows.pop() for _ in moments][::-1]
        self._go_back(moments[0])
        self.stages.start()
        for row in rows:
            self._late[row.t_ns] = row.asked - self._sampler.at(row.t_ns)[0]
        self._go_back(moments[0])
        self.body.mixer.rewind(len(rows) * self.tick_ns)
        self._taken_back = _TakenBack([*moments, after], rows, dict(self._late), self._limited)

    def catch_up(self, now_ns: int, in_time: Callable[[], int] | None = None) -> None:
        """Make the rows up to this tick's: what `rewind` took back, or was not made yet.

        Each replaces all that is queued from its date on. `in_time` says from which date on rows
        still come in time: where it took so long to think of them, and to make them, that the first
        would not, what went out for its date stays, and others follow that.

        All are made before the first is sent: from then until the last the firmware's queue is
        short, and a process that is not let go on meanwhile would have it run dry.
        """
        made = self._rows_up_to(now_ns)
        while in_time is not None and made and made[0].t_ns < (soonest_ns := in_time()):
            if not self.leave_as_sent(soonest_ns + self.tick_ns):
                break
            made = self._rows_up_to(now_ns)
        self._taken_back = None
        for row in made:
            self._send(row)

    def _rows_up_to(self, now_ns: int) -> list[Row]:
        made = []
        while self._next_ns <= now_ns + self.ahead_ns:
            made.append(self._made(self._next_ns))
        return made

    def leave_as_sent(self, before_ns: int) -> bool:
        """Of rows that were taken back, those before a date are what they were; whether any was.

        What is made next follows them, and no other row that was made since.
        """
        back = self._taken_back
        if back is None:
            return False
        kept = sum(row.t_ns < before_ns for row in back.rows)
        first_ns = back.moments[kept].t_ns
        self._undo.take(back.moments[0].t_ns)
        self._undo.give_back(back.moments[:kept])
        self.rows.extend(back.rows[:kept])
        self._go_back(back.moments[kept])
        self._late = {t_ns: late for t_ns, late in back.late.items() if t_ns >= first_ns}
        self._limited = back.limited
        late = dict(self._late)
        self._taken_back = _TakenBack(back.moments[kept:], back.rows[kept:], late, back.limited)
        return kept > 0

    def _go_back(self, moment: Moment) -> None:
        self._next_ns = moment.t_ns
        self._undo.restore(moment)

    def _made(self, t_ns: int) -> Row:
        """What is to be sent for `t_ns`, as `sent`."""
        body = self.body
        self.stages.start()
        self._undo.note(t_ns)
        self._next_ns = t_ns + self.tick_ns
        self.stages.lap("undo")
        asked, mix = self._sampler.at(t_ns)
        if self._late:
            asked += self._late.pop(t_ns, 0.0)
        wanted = asked if body.owner is None else body.owner.step(asked, t_ns)
        if body.quieting is not None:
            wanted = body.quieting.step(wanted, t_ns)
        self._limited = limited = body.last.step(wanted)
        self.stages.lap("limit")
        return Row(t_ns, mix, asked, limited)

    def _send(self, row: Row) -> None:
        self.stages.start()
        sent = self.body.bridge.send(Frame(row.t_ns, row.sent))
        if self.sends is not None:
            self.sends.append(sent)
        self.rows.append(Row(row.t_ns, row.channels, row.asked, sent.values))
        self.stages.lap("send")

    def think(self, now_ns: int, packets: Iterable[Packet]) -> None:
        """Feed each packet, what is derived from it, and the horizon to every living behaviour."""
        asked_ns = now_ns + self.asked_ns
        fed = self._thinking.heard(packets, self.analysers, asked_ns)
        for packet in fed:
            self._set(packet)
        if self.said is not None:
            self.said += [packet for packet in fed if isinstance(packet, Prosody)]
        self.stages.lap("dials")
        self._thinking.answer(fed, self.behaviours, asked_ns)

    def _set(self, packet: Packet) -> None:
        """What a packet says to the mix, to owners, quiet mode and intake: most say nothing."""
        self.felt.hear(packet)
        if self.body.owner is not None:
            self.body.owner.hear(packet)
        if self.body.quieting is not None:
            self.body.quieting.hear(packet)
        if self.heard is not None and isinstance(packet, Speech):
            self.heard.append(packet)
        if self.intake is not None and isinstance(packet, Speech):
            after_ns = self._next_ns - self.tick_ns
            self.intake.taken.append(Sounded(after_ns, packet.first_sample, len(packet.samples)))
        if self.asked is not None and (asked := asked_for(packet)) is not None:
            self.asked.append(asked)
        if not isinstance(packet, Turn):
            return
        try:
            self.turn(packet)
        except (TrackError, TypeError) as error:
            self._refused_turns += 1
            _log.warning("a turn of a dial was refused: %s", error)
