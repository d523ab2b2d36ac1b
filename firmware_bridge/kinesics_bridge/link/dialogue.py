"""`Dialogue`: what a host asks of a firmware, each question until it has its answer."""

from collections.abc import Callable, Generator

from kinesics.errors import BridgeError
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.ports.byte_port import BytePort
from kinesics_bridge.wire.message_types import Caps, JointSet, Message, RuleSet, TableCommit
from kinesics_bridge.wire.protocol import MAJOR, MINOR

from .errors import SilenceError
from .link import Link, Request

__all__ = ["Dialogue", "Steps"]

Steps = Generator[None, None, Caps]
"""Advanced whenever time has passed; never waits itself."""

_GREET_S = 0.2
_ANSWER_S = 2.0


class Dialogue:
    """Questions over a `Link`, each a generator that is advanced whenever time has passed."""

    def __init__(self, port: BytePort, link: Link) -> None:
        self._port = port
        self._link = link

    def greet(self, timeout_s: float) -> Steps:
        """HELLO until somebody answers; what it says of itself.

        Raises:
            BridgeError: nobody answers.
        """
        deadline_ns = self._port.now_ns() + round(timeout_s * 1e9)
        while self._port.now_ns() < deadline_ns:
            self._link.greet(MAJOR, MINOR)
            try:
                yield from self.until(lambda: self._link.caps, "capabilities", _GREET_S)
            except SilenceError:
                continue
            break
        if self._link.caps is None:
            raise BridgeError(self._link.heard.no_answer)
        return self._link.caps

    def give(self, table: JointTable) -> Generator[None, None, None]:
        """Every row and rule, then the commit that makes them the firmware's table.

        Raises:
            BridgeError: it is looser than what was provisioned, or the firmware is not disarmed.
        """
        commit = TableCommit(table.robot_id, table.count, table.hash)
        messages: list[Message] = [JointSet(index, *row) for index, row in enumerate(table.rows)]
        messages += [RuleSet(index, *row) for index, row in enumerate(table.rule_rows)]
        for message in (*messages, commit):
            request = yield from self.ask(message)
            if request.outcome == "LOOSER":
                looser = table.looser(request.detail)
                raise BridgeError(f"the firmware refuses the table: {looser}")
            if request.outcome == "BAD_ROW" and isinstance(message, JointSet):
                raise BridgeError(
                    f"the firmware refuses {table.names[message.joint]!r}, joint "
                    f"{message.joint + 1} of {table.count}: it has room for fewer joints than "
                    "that, or one of this joint's values is out of its range"
                )
            _check(request)

    def demand(self, message: Message) -> Generator[None, None, Request]:
        """The request, once it was answered with OK.

        Raises:
            BridgeError: it was refused, or not answered.
        """
        request = yield from self.ask(message)
        _check(request)
        return request

    def ask(self, message: Message) -> Generator[None, None, Request]:
        """The request, once it was answered in any way, or given up as `SILENCE`."""
        request = self._link.request(message)
        yield from self.until(lambda: request.outcome, type(message).__name__, _ANSWER_S)
        return request

    def until(
        self, condition: Callable[[], object], what: str, timeout_s: float
    ) -> Generator[None, None, None]:
        """Take in what comes until the condition holds; SilenceError when it does not in time."""
        deadline_ns = self._port.now_ns() + round(timeout_s * 1e9)
        while not condition():
            if self._port.now_ns() >= deadline_ns:
                raise SilenceError(f"the firmware did not send {what} within {timeout_s:g} s")
            yield
            self._link.pump()


def _check(request: Request) -> None:
    if request.outcome != "OK":
        raise BridgeError(request.complaint)
