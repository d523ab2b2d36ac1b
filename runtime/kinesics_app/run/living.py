"""`Living`: a robot that is limp, comes to life, is parked or let go, as one thread wants it."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from itertools import takewhile
from queue import Queue
from threading import Event as Flag
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinesics.conversation.event import Event
from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics.rig.rig import Rig
from kinesics_app.afar.elsewhere import Elsewhere
from kinesics_app.character.character import Character
from kinesics_app.character.gazing import Lead
from kinesics_app.clock import AttentiveClock
from kinesics_app.device.device import Device, DeviceBridge
from kinesics_app.device.parking import park
from kinesics_app.life.hearing import InVain, hear, sense
from kinesics_app.life.life import FOLLOWS, TICK_NS, Life
from kinesics_app.run.retold import demand_tellable, retell
from kinesics_app.run.run import begin_life
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.tick.delays import Delays
from kinesics_app.tick.late_ticks import LateTicks
from kinesics_app.tick.loop import Row
from kinesics_app.tick.own_time import OwnTime
from kinesics_app.tick.thinking import Said

__all__ = ["Living", "Told"]

F64 = NDArray[np.float64]

Told = Callable[[Device, Sequence[Event]], None]
"""Called after every tick, limp or alive, by the thread that owns the robot: it must not wait."""

_HEARING_NS = 2_000_000  # of a tick: what needs longer waits for the next one
_MOST_UNHEARD = 64
_MOST_SENT = 1000  # ten seconds, if whoever asked for them asks no more
_HELD_NS = 300_000_000
_LET_GO_NS = 2_000_000_000
_STOP = {"intent": {"kind": "stop", "id": "stop", "parameters": {}}}

_log = logging.getLogger(__name__)


class Living:
    """Owned by one thread. It heeds `stopped` after every wait, whatever it does."""

    def __init__(
        self,
        device: Device,
        rig: Rig,
        delays: Delays,
        begins: tuple[RunRequest, Elsewhere | None],
        told: Told,
    ) -> None:
        """`device` is connected already, and limp.

        `begins`: what each life begins with, and where its behaviours think if it is not here.
        """
        self.device = device
        self.messages: Queue[dict[str, Any]] = Queue(_MOST_UNHEARD)
        """Filled by anybody, with messages that were checked: as `Life.hear` takes them."""
        self.life: Life | None = None
        """None: it is limp, or the firmware alone holds it."""
        self.in_vain: InVain | None = None
        """Of whoever fills them, where that has clients."""
        self.stopped = Flag()
        """Set by anybody: brake now."""
        self._rig = rig
        self._delays = delays
        self._request, self._elsewhere = begins
        self._told = told
        self._own: OwnTime | None = None
        self._late: LateTicks | None = None  # of the life whose tick goes on
        device.clock = AttentiveClock(device.clock, self._heed)

    @property
    def follows(self) -> bool:
        """Whether it lives, and its firmware plays what it is sent."""
        return self.life is not None and self.device.bridge.state in FOLLOWS

    def turn(self) -> None:
        """One tick: hear, send, think, and listen to the robot."""
        device, life = self.device, self.life
        tick_ns = device.next_tick_ns
        device.clock.wait_until(tick_ns)
        device.next_tick_ns = tick_ns + TICK_NS
        events: Sequence[Event] = ()
        self._late = None if life is None else life.late
        if life is not None:
            events = self._live(life, tick_ns)
        elif tick_ns < (now_ns := device.clock.now_ns()) - TICK_NS:
            device.next_tick_ns = (now_ns // TICK_NS + 1) * TICK_NS  # the limp catch up nothing
        self._listen(life, events)
        if life is None:
            self._turn_away()

    def rest(self) -> None:
        """All of a turn is done, its owner's part too: what follows is waiting for the next."""
        if self._late is not None:
            self._late.done(self.device.clock.now_ns())

    def watch(self, own: OwnTime) -> None:
        """Keep why ticks are late from now on; `own` is of its thread."""
        self._own = own
        if self.life is not None:
            self.life.late.watch(own)

    def _live(self, life: Life, tick_ns: int) -> Sequence[Event]:
        device, stages = self.device, life.loop.stages
        life.late.begun(tick_ns, device.clock.now_ns())
        stages.start()
        sense(life, device.clock.now_ns())
        self._hear(life, tick_ns + _HEARING_NS)
        stages.lap("hear")
        device.next_tick_ns = life.tick(tick_ns) + TICK_NS
        stages.start()
        return life.events()

    def _listen(self, life: Life | None, events: Sequence[Event]) -> None:
        """To the robot; and tell of it, and of what became of what was asked."""
        self.device.poll()
        if life is not None:
            life.loop.stages.lap("poll")
        self._told(self.device, events)
        if life is not None:
            life.loop.stages.lap("tell")

    def begin_as(self, request: RunRequest) -> None:
        """The next life begins as this says."""
        self._request = request

    def retell(self, request: RunRequest, lead: Lead | None = None) -> None:
        """What of this can act at once does so; the next life begins as it says.

        `lead`: who leads the gaze from now on; None: who does.

        Raises:
            KinesicsError: this robot cannot be so, with what would be right; nothing has changed.
        """
        if self.life is not None:
            demand_tellable(request, self.life.tuning)
            retell(self._request, request, self.life, lead)
        self._request = request

    def demand_armable(self) -> None:
        """Complain of what no ARM leads out of, before anything that takes long.

        Raises:
            BridgeError: it was stopped, with the way out.
        """
        if self.device.bridge.state == "STOPPED":
            trouble, way_out = self.device.trouble, self.device.way_out
            raise BridgeError(f"the robot does not follow: {trouble}; {way_out}")

    def come_alive(self, character: Character) -> None:
        """Arm it where it is; nothing, if it lives and follows.

        Raises:
            BridgeError: it does not follow, with the reason; it is limp again.
        """
        if self.follows:
            return
        self._end_life("the robot is armed anew")
        try:
            pose = self.device.arm_again()
        except BridgeError:
            self.device.bridge.disarm()
            raise
        robot = (self._rig, pose, self.device)
        self.life = begin_life(robot, character, self._delays, self._request, self._elsewhere)
        self._late = None
        if self._own is not None:
            self.life.late.watch(self._own)

    def park(self) -> None:
        """Lead it to its safe pose and let it go; nothing, if it is limp or does not follow."""
        life = self._end_life("the robot was parked")
        if life is None or self.device.bridge.state not in FOLLOWS:
            return
        last = life.loop.newest(self.device.next_tick_ns - TICK_NS)
        park(self.device, self._rig, life.loop.body.last, last, TICK_NS)

    def let_go(self) -> None:
        """Brake and let go where it is, out of STOP too.

        Raises:
            BridgeError: something still stops it.
        """
        device = self.device
        self._end_life("the robot was disarmed")
        device.bridge.clear_stop()
        device.bridge.disarm()
        end_ns = device.clock.now_ns() + _LET_GO_NS
        while device.bridge.state != "DISARMED":
            if device.clock.now_ns() > end_ns:
                raise BridgeError(
                    f"the robot stays {device.bridge.state}: release what stops it, then again"
                )
            device.clock.wait_until(device.clock.now_ns() + TICK_NS)
            device.poll()

    def begin_anew(self, bridge: DeviceBridge) -> None:
        """Its firmware has restarted, which ends its life: it is connected to again, and limp.

        Raises:
            BridgeError: nobody answers.
        """
        self._end_life("its firmware has restarted")
        self.device.begin_anew(bridge)

    def planned(self) -> Sequence[Row]:
        """Rows that were sent and are not yet played, by their dates; none of a limp robot."""
        if self.life is None:
            return ()
        now_ns = self.device.clock.now_ns()
        ahead = takewhile(lambda row: row.t_ns > now_ns, reversed(self.life.loop.rows))
        return [*ahead][::-1]

    def sent(self) -> tuple[int, Sequence[Frame]]:
        """The last tick, and all rows that went out since this was asked last, in that order."""
        tick_ns = self.device.next_tick_ns - TICK_NS
        if self.life is None:
            return tick_ns, ()
        loop = self.life.loop
        sent, loop.sends = loop.sends or (), deque(maxlen=_MOST_SENT)
        return tick_ns, sent

    def said(self) -> Sequence[Said]:
        """What its speech was found to be, and motion of its mouth, since this was asked last."""
        if self.life is None:
            return ()
        loop = self.life.loop
        said, loop.said = loop.said or (), deque(maxlen=_MOST_SENT)
        return said

    def held_pose(self) -> F64:
        """Where a limp robot is held (J,): the mean of 0.3 s, as measured.

        Raises:
            BridgeError: it lives, or tells nothing.
        """
        if self.life is not None:
            raise BridgeError("the robot lives; park or disarm it, and hold it where it is to be")
        told: list[F64] = []
        device = self.device
        end_ns = device.clock.now_ns() + _HELD_NS
        while device.clock.now_ns() < end_ns:
            device.clock.wait_until(device.clock.now_ns() + TICK_NS)
            device.poll()
            if device.latest is not None and device.bridge.state == "DISARMED":
                told.append(device.latest.measured)
        if not told:
            raise BridgeError(f"the robot is {device.bridge.state}, not limp: disarm it first")
        mean: F64 = np.mean(told, axis=0)
        return mean

    def _hear(self, life: Life, end_ns: int) -> None:
        """One message at least, then as many as there is time for; the rest waits."""
        while not self.messages.empty():
            self._hear_one(life)
            if self.device.clock.now_ns() > end_ns:
                return

    def _hear_one(self, life: Life) -> None:
        hear(life, self.messages.get_nowait(), self.device.clock.now_ns(), self.in_vain)

    def _turn_away(self) -> None:
        """Tell whoever asked in the moment in which the robot became limp."""
        now_ns = self.device.clock.now_ns()
        while not self.messages.empty():
            intent = self.messages.get_nowait().get("intent")
            if intent is not None:
                late = Event(intent["id"], "refused", now_ns, "the robot has become limp")
                self._told(self.device, [late])

    def _heed(self) -> None:
        if not self.stopped.is_set():
            return
        self.stopped.clear()
        if self.life is None:
            self.device.bridge.stop()
        else:
            self.life.hear(dict(_STOP), self.device.clock.now_ns())

    def _end_life(self, reason: str) -> Life | None:
        """The life that was; everything in it is told to be over."""
        life, self.life = self.life, None
        if life is not None:
            while not self.messages.empty():
                self._hear_one(life)
            now_ns = self.device.clock.now_ns()
            life.arbiter.end_all(now_ns, reason)
            life.arbiter.due(now_ns, now_ns)
            self._told(self.device, life.events())
        return life
