"""`Relay`: a robot that is held here and moved by a mixer elsewhere, as one thread wants it."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event as Flag

import numpy as np

from kinesics.motion.frame import Frame
from kinesics.motion.limits import Limiter
from kinesics.rig.rig import Rig
from kinesics.signals import Telemetry
from kinesics_app.afar.claim import SILENT_NS
from kinesics_app.afar.link_word import LinkWord
from kinesics_app.afar.row_desk import RowDesk
from kinesics_app.clock import AttentiveClock
from kinesics_app.device.device import Device
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.parking import park
from kinesics_app.life.life import FOLLOWS, TICK_NS

__all__ = ["ABANDONED_NS", "Mixer", "Relay"]

ABANDONED_NS = 2_000_000_000
"""Without a word of the mixer for so long the robot is led to its safe pose and let go."""

_WORD_TURNS = 10

Tell = Callable[[LinkWord], None]
"""Called by the thread that owns the robot: it must not wait."""


@dataclass(frozen=True, slots=True)
class Mixer:
    """Whoever leads the robot from elsewhere."""

    silent_ns: int | None = None
    """For how long it has said nothing; None: nobody was ever heard."""
    is_lost: bool = False
    """Whether it fell silent while the robot followed, and none has been heard since."""


class Relay:
    """Owned by one thread. It heeds `stopped` after every wait, whatever it does."""

    def __init__(self, device: Device, rig: Rig, desk: RowDesk, tell: Tell) -> None:
        """`device` is connected already, and limp."""
        self.stopped = Flag()
        """Set by anybody: brake now."""
        self.abandoned = 0
        """Times that the mixer was lost while the robot followed."""
        self.mixer = Mixer()
        """As of the last turn."""
        self.behind_ns: int | None = None
        """As `Device.behind_ns`, as of the last turn."""
        self._device = device
        self._rig = rig
        self._desk = desk
        self._tell = tell
        self._table = joint_table(rig)
        self._turns = 0
        self._lost_at_ns: int | None = None  # when a mixer that is lost was heard last
        device.clock = AttentiveClock(device.clock, self._heed)

    def turn(self) -> None:
        """One tick: obey, send what has come, listen to the robot, and tell of it."""
        device = self._device
        tick_ns = device.next_tick_ns
        device.clock.wait_until(tick_ns)
        now_ns = device.clock.now_ns()
        device.next_tick_ns = max(tick_ns, now_ns - TICK_NS) // TICK_NS * TICK_NS + TICK_NS
        self.behind_ns = device.behind_ns
        waiting = self._desk.take()
        for order in waiting.orders:
            getattr(device.bridge, order.kind)()
        for frame in waiting.frames:
            device.bridge.send(frame)
        before = device.latest
        device.poll()
        self._turns += 1
        if device.latest is not before:
            self._tell(self._word(device.latest))
        elif self._turns % _WORD_TURNS == 0:
            self._tell(self._word(None))
        self._mind_mixer(waiting.heard_ns, now_ns + (self.behind_ns or 0))

    def park(self) -> None:
        """Lead it from where it holds to its safe pose and let it go; nothing, if it is limp.

        Rows that come meanwhile are dropped: whoever sent them must arm it anew.
        """
        device = self._device
        if device.latest is None or device.bridge.state not in FOLLOWS:
            return
        limiter = Limiter(self._rig.limits, 1e9 / TICK_NS)
        played = device.latest.played
        low, high = self._rig.limits.position_min, self._rig.limits.position_max
        here = np.minimum(np.maximum(played, low), high)
        limiter.start(here)
        last = Frame(device.next_tick_ns + device.ahead_ns, here)
        park(device, self._rig, limiter, last, TICK_NS)
        self._desk.take()

    def _mind_mixer(self, heard_ns: int | None, host_ns: int) -> None:
        """Park the robot, if nobody who leads it is heard any more."""
        silent_ns = None if heard_ns is None else host_ns - heard_ns
        leads = self._device.bridge.state in FOLLOWS
        is_lost = self.mixer.is_lost and self._lost_at_ns == heard_ns
        if silent_ns is not None and silent_ns > SILENT_NS and leads:
            is_lost, self._lost_at_ns = True, heard_ns
        self.mixer = Mixer(silent_ns, is_lost)
        if is_lost and leads and (silent_ns or 0) > ABANDONED_NS:
            self.abandoned += 1
            self.park()

    def _word(self, telemetry: Telemetry | None) -> LinkWord:
        device = self._device
        bridge = device.bridge
        state = bridge.state or ""
        return LinkWord(
            self._rig.name,
            self._table.hash,
            state,
            trouble="" if state in FOLLOWS else device.trouble,
            arm_refusal=bridge.arm_refusal or "",
            conditions=device.conditions,
            counters=bridge.counters,
            health=bridge.health,
            telemetry=telemetry,
        )

    def _heed(self) -> None:
        if self.stopped.is_set():
            self.stopped.clear()
            self._device.bridge.stop()
