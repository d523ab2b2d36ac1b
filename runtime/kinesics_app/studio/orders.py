"""`Order`: what a page wants of the robot that no planner may ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kinesics.conversation.intent import MOST_ID
from kinesics.errors import IntentError

__all__ = ["ORDERS", "Order", "read_order"]

ORDERS = ("stop", "arm", "park", "disarm", "fault", "record", "unrecord")
"""`stop`: brake now; `arm`: come alive; `park`: to the safe pose, then let go; `disarm`: let go
where it is, out of STOP too; `fault`: of the twin alone, as `TwinFaults` has them; `record`,
`unrecord`: write down from now on what it does, or no longer."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order, and by which name its answer is told."""

    kind: str
    id: str
    fault: Mapping[str, Any]
    """Of a `fault`; else empty."""


def read_order(told: Any) -> Order:
    """The order that a map says: `{"kind": "arm", "id": "7"}`.

    Raises:
        IntentError: it is none, with what would be right.
    """
    if not isinstance(told, dict) or not {"kind", "id"} <= set(told) <= {"kind", "id", "fault"}:
        raise IntentError("an order is a map of `kind` and `id`, and `fault` for a fault")
    kind, ident, fault = told["kind"], told["id"], told.get("fault", {})
    if kind not in ORDERS:
        raise IntentError(f"no order {kind!r}; wanted {', '.join(ORDERS)}")
    if not isinstance(ident, str) or not 0 < len(ident) <= MOST_ID:
        raise IntentError(f"the id of an order is a text of 1 to {MOST_ID} characters")
    if not isinstance(fault, dict) or bool(fault) != (kind == "fault"):
        raise IntentError("`fault` is a map, of a fault alone: see docs/studio.md")
    return Order(kind, ident, fault)
