"""`RelayThread`: a robot held for a mixer elsewhere, in a thread of its own."""

import gc
import threading
from concurrent.futures import Future

from kinesics.errors import KinesicsError
from kinesics.rig.load import load_rig
from kinesics_app.afar.row_desk import RowDesk
from kinesics_app.device.device import Device
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.opening import open_device
from kinesics_app.device.twins import TWIN, is_twin
from kinesics_app.life.health import Health, health_of
from kinesics_app.life.life import TICK_NS
from kinesics_app.threads.relay import Mixer, Relay, Tell
from kinesics_app.tick.delays import Delays
from kinesics_bridge.twin.limit_use import LimitUse, LimitWatch

__all__ = ["RelayThread"]

_HEALTH_TURNS = 50
_TIDY_TURNS = 100
_LEAD_MS = 100.0  # of the rows with which it leads the robot to its safe pose itself


class RelayThread:
    """Opened limp, closed limp. Every method may be called from any thread."""

    def __init__(self, robot: str, device: str, tell: Tell) -> None:
        """Nothing is opened yet; KinesicsError: an unknown robot, or a rig that cannot be."""
        self.rig = load_rig(robot)
        self.desk = RowDesk(len(self.rig.joints))
        self.health: Health | None = None
        """As of half a second ago at most."""
        self.trouble = ""
        """What ended it, if nobody did."""
        self._watch = LimitWatch(joint_table(self.rig))
        self._name = device
        self._tell = tell
        self._relay: Relay | None = None
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def limits_used(self) -> LimitUse:
        """Of a twin, since it was opened: the most of each limit, as played; 1 is the limit."""
        return self._watch.worst

    @property
    def abandoned(self) -> int:
        """Times that the mixer was lost while the robot followed."""
        return 0 if self._relay is None else self._relay.abandoned

    @property
    def mixer(self) -> Mixer:
        """Whoever leads it."""
        return Mixer() if self._relay is None else self._relay.mixer

    @property
    def behind_ns(self) -> int | None:
        """How far a twin's time is behind the host's; None: it is no twin that may be."""
        return None if self._relay is None else self._relay.behind_ns

    def open(self) -> None:
        """Open the port and meet the robot, which stays limp; BridgeError: it cannot be used."""
        opened: Future[None] = Future()
        self._thread = threading.Thread(target=self._own, args=(opened,), name="relay", daemon=True)
        self._thread.start()
        opened.result()

    def stop(self) -> None:
        """Brake at the limits, whatever the mixer wants; only its `disarm` leads out of it."""
        if self._relay is not None:
            self._relay.stopped.set()

    def close(self) -> None:
        """Park the robot if it follows, and release the port: 5 s at most. Twice is fine."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()

    def _own(self, opened: "Future[None]") -> None:
        """The robot's own thread, from here on."""
        try:
            weighs = is_twin(self._name) and self._name != TWIN  # to compute that takes its time
            with open_device(self._name, self.rig, live=True, own_time=weighs) as device:
                device.watch(Delays(0.0, _LEAD_MS, 0.0).ahead_ns, TICK_NS)
                self._relay = Relay(device, self.rig, self.desk, self._tell)
                self.health = health_of(device, None)
                opened.set_result(None)
                self._turn_on(self._relay, device)
                self._relay.park()
        except KinesicsError as error:
            self.trouble = str(error)
            if not opened.done():
                opened.set_exception(error)
        finally:
            self.trouble = self.trouble or ("" if self._closing.is_set() else "its thread died")
            self._relay = None

    def _turn_on(self, relay: Relay, device: Device) -> None:
        turns = 0
        while not self._closing.is_set():
            relay.turn()
            turns += 1
            if turns % _HEALTH_TURNS == 0:
                self.health = health_of(device, None)
            if turns % _TIDY_TURNS == 0:
                trace = device.trace()
                if trace is not None:
                    self._watch.feed(trace)
                device.forget()
                gc.collect(0)
