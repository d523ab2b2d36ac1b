"""`Rule`: what the firmware watches beyond a joint's limits, one row of the joint table."""

from collections.abc import Sequence
from dataclasses import dataclass

from kinesics.errors import BridgeError
from kinesics_bridge.wire.protocol import RULE_KINDS

__all__ = ["Rule"]

_NANO_MAX = 10**12


@dataclass(frozen=True, slots=True)
class Rule:
    """One of `protocol.RULE_KINDS` for a joint; numbers in rad, m, A or degrees C."""

    kind: str
    joint: str
    low: float = 0.0
    high: float = 0.0
    time_ms: int = 0
    other: str | None = None
    """WHILE: the joint whose place matters."""
    other_low: float = 0.0
    other_high: float = 0.0

    def row(self, names: Sequence[str]) -> tuple[int, ...]:
        """Integers as on the wire, for a table of these joints; BridgeError if it does not fit."""
        if self.kind not in RULE_KINDS:
            raise BridgeError(f"no rule {self.kind!r}; there are {', '.join(RULE_KINDS)}")
        for name in (self.joint, self.other):
            if name is not None and name not in names:
                raise BridgeError(f"a rule names joint {name!r}, which is not in the table")
        if self.low > self.high or self.other_low > self.other_high:
            raise BridgeError(f"rule {self.kind} of {self.joint}: low lies above high")
        if self.kind == "EXTREME" and self.time_ms < 1:
            raise BridgeError(f"rule EXTREME of {self.joint} needs a time of at least 1 ms")
        other = self.joint if self.other is None else self.other
        bounds = (self.low, self.high, self.other_low, self.other_high)
        nano = [round(bound * 1e9) for bound in bounds]
        if max(map(abs, nano)) > _NANO_MAX or not 0 <= self.time_ms <= 3_600_000:
            raise BridgeError(f"rule {self.kind} of {self.joint}: bounds to 1000, times to an hour")
        kind = list(RULE_KINDS).index(self.kind)
        return (kind, names.index(self.joint), names.index(other), *nano, self.time_ms)
