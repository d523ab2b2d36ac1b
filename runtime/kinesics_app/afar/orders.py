"""`Orders`: what a robot that is held elsewhere is told besides rows: arm, let go, brake."""

from collections import deque
from collections.abc import Sequence
from typing import Literal, NamedTuple, get_args

from kinesics.errors import BridgeError

__all__ = ["KINDS", "Order", "Orders", "fresh"]

Kind = Literal["arm", "disarm", "stop", "clear_stop"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_KEPT = 16
_OLD_NS = 2_000_000_000
"""An `arm` or `clear_stop` that is heard later than this is not obeyed: nobody expects it now."""


class Order(NamedTuple):
    """One of them; told again and again, obeyed once."""

    number: int
    kind: Kind
    t_ns: int
    """When it was given."""


class Orders:
    """Those that were given, oldest first; the last few are told until there are newer ones."""

    def __init__(self) -> None:
        self._given: deque[Order] = deque(maxlen=_KEPT)
        self._next = 0

    def give(self, kind: Kind, t_ns: int) -> None:
        """Another."""
        self._given.append(Order(self._next, kind, t_ns))
        self._next += 1

    @property
    def told(self) -> Sequence[Order]:
        """What is to be told."""
        return tuple(self._given)


def fresh(told: Sequence[Order], done: int, now_ns: int) -> list[Order]:
    """Of those `told` what is to be obeyed now, if `done` is the number obeyed last.

    Raises:
        BridgeError: one that there is not.
    """
    for order in told:
        if order.kind not in KINDS:
            raise BridgeError(f"no order {order.kind!r}; wanted {' or '.join(KINDS)}")
    return [
        order
        for order in told
        if order.number > done
        and (order.kind in ("stop", "disarm") or now_ns - order.t_ns <= _OLD_NS)
    ]
