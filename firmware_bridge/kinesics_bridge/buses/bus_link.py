"""`BusLink`: servos without firmware behind a wire that may be pulled, and comes back."""

import logging
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import BridgeError
from kinesics.signals import Telemetry
from kinesics_bridge.bridges.lasting_link import LastingLink
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.link.link import LinkHealth
from kinesics_bridge.threads.attempts import Attempts
from kinesics_bridge.wire.protocol import SILENCE_SAFE_US

from .bridge import BusBridge

__all__ = ["BusLink"]

_FOLLOWING = ("ACTIVE", "STARVED", "HOLD")

_log = logging.getLogger(__name__)


class BusLink(LastingLink[BusBridge]):
    """One `BusBridge` after another, each with a thread of its own; a `RobotLink`.

    As behind a firmware, a wire that is back within 2 s goes on by itself, led from where the
    servos are to where they are wanted; after a longer absence it takes an `arm()`.
    """

    def __init__(
        self, make: Callable[[], BusBridge], table: JointTable, now_ns: Callable[[], int]
    ) -> None:
        super().__init__(table, _log)
        self._make = make
        self._now_ns = now_ns
        self._attempts: Attempts[BusBridge] = Attempts(self._ready, now_ns)
        self._goes_on_until_ns = 0

    def connect(self, *, provision: bool = False, timeout_s: float = 5.0) -> None:
        """Open the port, find and check every servo; with `provision` correct their settings.

        Raises:
            BridgeError: no such port, a servo is missing or another model, the bus is too slow.
        """
        del timeout_s  # a bus asks each servo a few times, and knows then
        self._begin(self._ready(provision=provision))

    def poll(self) -> Telemetry | None:
        """The oldest telemetry not yet polled, or None; finds the bus again when it was lost."""
        if self._session is None:
            found = self._attempts.take()
            if found is not None:
                self.reconnects += 1
                self._begin(found)
            return None
        try:
            telemetry = self._session.poll()
        except BridgeError as error:
            self._lose(error)
            return None
        if telemetry is not None:
            self.state_log.told(telemetry.state, self._now_ns())
            if self.state_log.rows == "pose":
                self._come_back.stay(telemetry.measured)
        if self.arm_refusal is not None and self._now_ns() < self._goes_on_until_ns:
            self.arm()  # the servos may still have been on their way when the cable was back
        return telemetry

    def arm(self) -> None:
        """Ask to be armed once rows stream; `arm_refusal` and `trouble` tell what came of it."""
        self._order(BusBridge.arm)

    def disarm(self) -> None:
        """Brake, then let go of the joints whose policy says so; nothing arms again by itself."""
        self._goes_on_until_ns = 0
        self._order(BusBridge.disarm)

    def stop(self) -> None:
        """Brake at the limits, whatever is queued; without a link, as soon as there is one."""
        self._goes_on_until_ns = 0
        self._stopping = not self._order(BusBridge.stop)

    def clear_stop(self) -> None:
        """End STOP; the joints stay where they are until `arm()`."""
        self._stopping = False
        self._order(BusBridge.clear_stop)

    def close(self) -> None:
        """Release the port and seek it no more; servos stop where they have a watchdog."""
        self._attempts.close()
        if self._session is not None:
            self._session.close()
            self._end_session(self._session)

    @property
    def trouble(self) -> str | None:
        """Why commands have no effect now, and the way out; None while all servos follow."""
        trouble = self.state_log.trouble
        if trouble is None:
            mute = self._session.complaints if self._session is not None else []
            return "; ".join(mute) or None
        return f"{trouble} ({self._complaint})" if self._complaint else trouble

    @property
    def arm_refusal(self) -> str | None:
        """Why the last ARM was refused; None when it was not."""
        return self._session.arm_refusal if self._session is not None else None

    @property
    def health(self) -> LinkHealth | None:
        """None: the servos have no clock, and no frames of ours."""
        return None

    @property
    def counters(self) -> Mapping[str, int]:
        """Everything that is counted, by name, over all sessions."""
        session = self._session.counters if self._session is not None else {}
        own = ("reconnects", "rows_unsent")
        return {**self._tally.counters(session), **{name: getattr(self, name) for name in own}}

    @property
    def clamps(self) -> NDArray[np.int64]:
        """(J, 6) as `Link.clamps`, over all sessions."""
        return self._tally.clamps(self._session.clamps if self._session is not None else None)

    def _ready(self, *, provision: bool = False) -> BusBridge:
        """A session at work, whose servos were found."""
        session = self._make()
        try:
            session.connect(provision=provision)
        except BridgeError as error:
            self._complaint = error
            session.close()
            raise
        session.start()
        return session

    def _begin(self, session: BusBridge) -> None:
        now_ns = self._now_ns()
        self._session, self._complaint = session, None
        self.state_log.docs["DISCONNECTED"] = f"nobody answers; {session.capabilities.alone}"
        self.state_log.happened("OPENED", now_ns)
        if self._stopping:
            self._stopping = not self._order(BusBridge.stop)
        elif now_ns < self._goes_on_until_ns:
            session.arm()

    def _lose(self, error: BridgeError) -> None:
        session, now_ns = self._session, self._now_ns()
        assert session is not None
        if session.state in _FOLLOWING:
            self._goes_on_until_ns = now_ns + SILENCE_SAFE_US * 1000
        self._complaint = error
        self._end_session(session)
        self._attempts.dispose(session)
        self.state_log.happened("LOST", now_ns)
        self._link_log.tell(logging.WARNING, self.trouble, self.state_log, now_ns)

    def _end_session(self, session: BusBridge) -> None:
        self._tally.counters(session.counters)
        self._tally.clamps(session.clamps)
        self._tally.ended(session.counters)
        self._tally.rebooted()  # the next core counts from 0
        self._session = None
