"""`LastingLink`: what goes on from one session with a robot to the next, whatever answers."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

import numpy as np

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.joints.servo_health import ServoHealth
from kinesics_bridge.link.link_log import LinkLog
from kinesics_bridge.link.link_state import LinkState

from .come_back import ComeBack
from .tally import Tally

__all__ = ["LastingLink"]


class _Session(Protocol):
    @property
    def state(self) -> str | None: ...

    @property
    def servo_health(self) -> ServoHealth | None: ...

    def send(self, frame: Frame) -> Frame: ...


Session = TypeVar("Session", bound=_Session)


class LastingLink(ABC, Generic[Session]):
    """One session after another; rows that nobody takes are counted, and those after them led."""

    def __init__(self, table: JointTable, logger: logging.Logger) -> None:
        self.table = table
        self.state_log = LinkState()
        """The link state and what led to it."""
        self.reconnects = 0
        """Times the robot was found again."""
        self.rows_unsent = 0
        """Rows that were never played, because there was no link."""
        self._link_log = LinkLog(logger)
        self._session: Session | None = None
        self._complaint: BridgeError | None = None
        self._come_back = ComeBack(table)
        self._tally = Tally(table.count)
        self._stopping = False

    @abstractmethod
    def _lose(self, error: BridgeError) -> None:
        """The session is over, for this reason."""

    def send(self, frame: Frame) -> Frame:
        """Schedule (J,) positions for `frame.t_ns`; what really went out, NaN where nothing did."""
        if np.isnan(frame.values.sum()):
            self.table.encode(frame.values)  # says what is wrong
        session = self._taking
        if session is None:
            return self._unsent(frame)
        follows = session.state == "ACTIVE"
        row = self._come_back.row(frame.t_ns, frame.values, follows=follows)
        try:
            return session.send(Frame(frame.t_ns, row))
        except BridgeError as error:
            self._lose(error)
            return self._unsent(frame)

    @property
    def state(self) -> str | None:
        """The state of what plays the rows, as of its last word; None without a link."""
        return self._session.state if self._session is not None else None

    @property
    def servo_health(self) -> ServoHealth | None:
        """As last told; None where nothing was, or without a link."""
        return self._session.servo_health if self._session is not None else None

    @property
    def _taking(self) -> Session | None:
        """The session that rows go to now."""
        return self._session

    def _order(self, command: Callable[[Session], object]) -> bool:
        """Whether the session took the command."""
        if self._session is None or self.state_log.name == "INCOMPATIBLE":
            return False
        try:
            command(self._session)
        except BridgeError as error:
            self._lose(error)
            return False
        return True

    def _unsent(self, frame: Frame) -> Frame:
        self.rows_unsent += 1
        return Frame(frame.t_ns, np.full(self.table.count, np.nan))
