"""`SerialBridge`: a robot behind a wire that may be pulled, and comes back; the `Bridge` port."""

import logging
from collections import deque
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from kinesics.closing import Closing
from kinesics.errors import BridgeError
from kinesics.signals import Telemetry
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.link.dialogue import Steps
from kinesics_bridge.link.errors import IncompatibleError, with_port
from kinesics_bridge.link.link import LinkHealth
from kinesics_bridge.ports.byte_port import BytePort
from kinesics_bridge.ports.opener import Opener
from kinesics_bridge.wire.message_types import Caps

from .firmware_bridge import FirmwareBridge
from .lasting_link import LastingLink

__all__ = ["SerialBridge"]

_KEPT_TELEMETRY = 250  # 10 s of it
_STEP_NS = 1_000_000
_SILENT_NS = 450_000_000  # eleven telemetries in a row that did not come
_TURN_NS = 50_000_000  # a host that stalled has not listened: its stall is no silence
_HANDSHAKE_S = 2.0

_log = logging.getLogger(__name__)


class SerialBridge(LastingLink[FirmwareBridge], Closing):
    """One `FirmwareBridge` after another on whatever the opener opens; owned by one thread.

    `send` and `poll` never wait and never raise because of the wire: `link_state` tells how it is
    (LINK.md), `trouble` what to do. A robot that is found again is led from where it is to where
    it is wanted; it is armed again only as `protocol.LINK_ARMS` says.
    """

    def __init__(self, opener: Opener, table: JointTable, *, auto_arm: bool | None = None) -> None:
        super().__init__(table, _log)
        self.reboots = 0
        """Of `reconnects`, with a firmware that had restarted."""
        self.caps: Caps | None = None
        """What the firmware said of itself last."""
        self._opener = opener
        self._auto_arm = auto_arm
        self._held_back = self._connecting = False
        self._refusal: str | None = None
        self._port: BytePort | None = None
        self._steps: Steps | None = None
        self._telemetry: deque[Telemetry] = deque(maxlen=_KEPT_TELEMETRY)
        self._events: list[tuple[int, str, str, str]] = []
        self._health: LinkHealth | None = None
        self._turned_ns = opener.now_ns()
        self._silent_ns = 0

    def connect(self, *, provision: bool = False, timeout_s: float = 5.0) -> Caps:
        """Open and shake hands, waiting for it: the first time, a robot that is absent is an error.

        Raises:
            BridgeError: the port cannot be opened, nobody answers, or it is another robot.
        """
        port = self._opener.open()
        self._connecting = True  # what fails now is raised, and need not be logged too
        self._begin(port, provision=provision, timeout_s=timeout_s)
        while self.link_state == "SYNCING" and self._port is not None:
            self._port.wait(_STEP_NS)
            self._turn_safely()
        self._connecting = False
        if self.state_log.rows == "lost":
            lost = self._complaint or BridgeError("the link was lost at once")
            raise with_port(lost, self._opener.name)
        assert self.caps is not None
        return self.caps

    def poll(self) -> Telemetry | None:
        """The oldest telemetry not yet polled, or None; also keeps the link going, or finds it."""
        self._turn_safely()
        return self._telemetry.popleft() if self._telemetry else None

    def arm(self) -> None:
        """Ask to be armed once rows stream; `arm_refusal` and `trouble` tell what came of it."""
        self._held_back = False
        self._refusal = None
        session = self._taking
        if session is None:
            self._refusal = f"Arm refused: {self.trouble}"
        else:
            session.arm()

    def disarm(self) -> None:
        """Brake, then let go of the joints whose policy says so; nothing arms again by itself."""
        self._held_back = True
        self._order(FirmwareBridge.disarm)

    def stop(self) -> None:
        """Brake at the limits, whatever is queued; without a link, as soon as there is one."""
        self._held_back = True
        self._stopping = not self._order(FirmwareBridge.stop)
        if self._stopping:
            _log.warning("STOP has not reached the robot, and goes first when it is back")

    def clear_stop(self) -> None:
        """End STOP; the joints stay where they are until `arm()`."""
        self._stopping = False
        self._order(FirmwareBridge.clear_stop)

    def close(self) -> None:
        """Release the port and seek it no more; a robot still armed holds, then goes to safety."""
        self._opener.close()
        if self._port is not None:
            self._port.close()
        self._end_session()

    @property
    def link_state(self) -> str:
        """One of `protocol.LINK_DOCS`."""
        return self.state_log.name

    @property
    def trouble(self) -> str | None:
        """Why commands have no effect now, and the way out; None while rows are played."""
        trouble = self.state_log.trouble
        if trouble is None or self.state_log.rows != "lost" or self._complaint is None:
            return trouble
        return f"{trouble} ({self._complaint})"

    @property
    def arm_refusal(self) -> str | None:
        """Why the last ARM was refused; None when it was not."""
        return self._session.arm_refusal if self._session is not None else self._refusal

    @property
    def conditions(self) -> tuple[str, ...]:
        """What is at fault on the robot, as far as it could tell."""
        return self._session.conditions if self._session is not None else ()

    @property
    def health(self) -> LinkHealth | None:
        """How good the wire and the clocks are, or were in the last session; None before it."""
        return self._known.health if self._known is not None else self._health

    @property
    def counters(self) -> Mapping[str, int]:
        """Everything that is counted, by name, over all sessions."""
        session = self._known.counters if self._known is not None else {}
        own = ("reconnects", "reboots", "rows_unsent")
        return {**self._tally.counters(session), **{name: getattr(self, name) for name in own}}

    @property
    def clamps(self) -> NDArray[np.int64]:
        """(J, 6) as `Link.clamps`, over all sessions."""
        return self._tally.clamps(self._known.clamps if self._known is not None else None)

    @property
    def events(self) -> list[tuple[int, str, str, str]]:
        """As `Link.events`, over all sessions."""
        return [*self._events, *(self._known.events if self._known is not None else ())]

    @property
    def _taking(self) -> FirmwareBridge | None:
        return None if self.state_log.rows == "lost" else self._session

    @property
    def _known(self) -> FirmwareBridge | None:
        """The session, once it is known to be with this robot, counting on or restarted."""
        mine = self._steps is None and self.link_state != "INCOMPATIBLE"
        return self._session if mine else None

    def _turn_safely(self) -> None:
        try:
            self._turn()
        except IncompatibleError as error:
            self._steps, self._complaint = None, error
            self.state_log.happened("MISFIT", self._opener.now_ns())
            self._tell(logging.ERROR)
        except BridgeError as error:
            self._lose(error)

    def _turn(self) -> None:
        now_ns = self._opener.now_ns()
        passed_ns, self._turned_ns = now_ns - self._turned_ns, now_ns
        if self._session is None or self._port is None:
            port = self._opener.take()
            if port is not None:
                self._begin(port, timeout_s=_HANDSHAKE_S)
        elif self.link_state == "INCOMPATIBLE":
            self._port.read()  # nothing is said to it; but its going is noticed
        elif self._steps is not None:
            self._shake(self._steps, self._session)
        else:
            self._listen(self._session, min(passed_ns, _TURN_NS))

    def _begin(self, port: BytePort, *, provision: bool = False, timeout_s: float) -> None:
        self._port = port
        self._session = FirmwareBridge(port, self.table, auto_arm=self._auto_arm)
        self._steps = self._session.handshake(provision=provision, timeout_s=timeout_s)
        self._complaint = None
        self.state_log.happened("OPENED", self._opener.now_ns())
        self._stopping = self._stopping and not self._order(FirmwareBridge.stop)

    def _shake(self, steps: Steps, session: FirmwareBridge) -> None:
        try:
            next(steps)
        except StopIteration as done:
            caps: Caps = done.value
            before, self.caps, self._steps = self.caps, caps, None
            self.reconnects += before is not None
            if before is not None and before.boot_id != caps.boot_id:
                self.reboots += 1
                self._tally.rebooted()
            if self._held_back:
                session.hold_back()
            self._silent_ns = 0
            self._listen(session, 0)

    def _listen(self, session: FirmwareBridge, passed_ns: int) -> None:
        self._silent_ns += passed_ns
        told = None
        while (telemetry := session.poll()) is not None:
            self._telemetry.append(telemetry)
            told = telemetry
        fresh = self.link_state == "SYNCING"
        if session.state is not None:
            before = self.state_log.rows
            self.state_log.told(session.state, self._opener.now_ns())
            if (before, self.state_log.rows) == ("played", "pose") and not self._held_back:
                self._tell(logging.WARNING)
        if told is not None:
            self._silent_ns = 0
            if fresh or self.state_log.rows == "pose":
                self._come_back.stay(told.measured)
        if self._silent_ns > _SILENT_NS:
            raise BridgeError(f"the firmware has been silent for {_SILENT_NS // 1_000_000} ms")

    def _lose(self, error: BridgeError) -> None:
        self._complaint = error
        if self._port is not None:
            self._opener.dispose(self._port)
        self._end_session()
        self.state_log.happened("LOST", self._opener.now_ns())
        self._tell(logging.WARNING)

    def _tell(self, level: int) -> None:
        if not self._connecting:
            self._link_log.tell(level, self.trouble, self.state_log, self._opener.now_ns())

    def _end_session(self) -> None:
        if self._session is not None:
            if self._known is not None:
                self._tally.counters(self._known.counters)
                self._tally.clamps(self._known.clamps)
                self._health = self._known.health
            if self.link_state != "INCOMPATIBLE":
                self._tally.ended(self._session.counters)
                self._events += self._session.events
        self._session = self._steps = self._port = None
