"""`Arming`: a robot that is to follow is asked to, again where need be, and how long."""

from typing import Protocol

from kinesics_bridge.bridges.firmware_bridge import ARMABLE

__all__ = ["Arming"]

_TIMEOUT_NS = 3_000_000_000
_MOVES_NS = 1_000_000_000
"""A limp robot is taken to move until it has been still for so long."""
_FLICKERS_NS = 2_000_000_000
"""A link that was silent, and was heard within so long, is taken to come back."""
_LONGEST_NS = 12_000_000_000
_AGAIN_NS = 50_000_000
_UNANSWERED_NS = 250_000_000


class Armed(Protocol):
    """What of a bridge is needed here."""

    @property
    def state(self) -> str | None:
        """The firmware's; None: no link."""

    @property
    def arm_refusal(self) -> str | None:
        """Why the last ARM was refused."""

    def arm(self) -> object:
        """Ask to be armed."""


class Arming:
    """Begins with the first ARM; `turn` is called every tick, until the robot follows.

    An ARM may be refused, for rows are elsewhere than a limp arm that still swings; it may be lost
    on its way; and a firmware that hears of nobody while its joints get their torque waits for
    another. Each is only known by asking again. A link that falls silent now and then, on a busy
    computer, takes the rows with it: they begin anew.
    """

    def __init__(self, bridge: Armed, t_ns: int) -> None:
        self._bridge = bridge
        self._begun_ns = self._moved_ns = self._linked_ns = t_ns
        self._silent_ns: int | None = None
        """When the link was silent last; None: it never was."""
        self._refusal = ""
        self._left_ns = 0
        self._ask(t_ns)

    def stood_still(self, left_ns: int) -> None:
        """So much time was left out, for this computer was late: that is not waited in vain."""
        self._begun_ns += left_ns
        self._left_ns += left_ns

    def turn(self, t_ns: int, *, moved: bool) -> None:
        """A tick has passed; `moved`: the limp robot is elsewhere than it was."""
        if moved:
            self._moved_ns = t_ns
        if self._bridge.state is None:
            self._silent_ns = t_ns
        else:
            self._linked_ns = t_ns
        refusal = self._bridge.arm_refusal
        waits_ns = t_ns - self._asked_ns
        if refusal:
            self._refusal = refusal
            if waits_ns >= _AGAIN_NS:
                self._ask(t_ns)
        elif self._bridge.state in ARMABLE and waits_ns >= _UNANSWERED_NS:
            self._ask(t_ns)

    def in_vain(self, t_ns: int) -> str:
        """Why it is waited for no longer; empty: it is."""
        waited_ns = t_ns - self._begun_ns
        if waited_ns <= _TIMEOUT_NS:
            return ""
        moves = t_ns - self._moved_ns < _MOVES_NS
        if (moves or self._flickers(t_ns)) and waited_ns <= _LONGEST_NS:
            return ""
        state = self._bridge.state
        waits = state in ARMABLE
        before = self._refusal if waits else ""
        why = self._bridge.arm_refusal or before or f"it stays in state {state}"
        if self._left_ns > waited_ns:
            return f"{why}; this computer is too busy: it was late for most of its rows"
        return f"{why}; it moves, though it is limp: hold it still" if moves and waits else why

    def _flickers(self, t_ns: int) -> bool:
        """Whether the link was silent not long ago, and was heard not long ago."""
        was_silent = self._silent_ns is not None and t_ns - self._silent_ns < _TIMEOUT_NS
        return was_silent and t_ns - self._linked_ns < _FLICKERS_NS

    def _ask(self, t_ns: int) -> None:
        self._asked_ns = t_ns
        self._bridge.arm()
