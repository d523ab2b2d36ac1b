"""`TwinFaults`: bad days for a twin, while it lives."""

from collections.abc import Mapping
from typing import Any

from kinesics.errors import BridgeError
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.twin.machine import Twin
from kinesics_bridge.twin.port import LinkFaults, TwinPort
from kinesics_bridge.wire.protocol import CONDITIONS

__all__ = ["TwinFaults"]

_MOST_DROP = 0.2
_MOST_FLIP = 0.01
_MOST_JITTER_MS = 50.0


class TwinFaults:
    """Its wire, its conditions, and its reset; what is not told stays as it is."""

    def __init__(self, twin: Twin, port: TwinPort) -> None:
        self._twin = twin
        self._port = port

    def apply(self, told: Mapping[str, Any]) -> str:
        """Do what a map says, and what was done, in words.

        `wire`: shares of bytes dropped (`drop`) and changed (`flip`), and `jitter_ms`;
        `conditions`: names of those that hold; `reset`: true.

        Raises:
            BridgeError: something else, or out of range, with what would be right.
        """
        ways = {"wire": self._wire, "conditions": self._conditions, "reset": self._reset}
        if unknown := set(told) - set(ways):
            raise BridgeError(f"no fault {unknown.pop()!r}; wanted {', '.join(ways)}")
        return "; ".join(ways[name](value) for name, value in told.items())

    def bridge(self, table: JointTable) -> FirmwareBridge:
        """To the twin after its reset, of which it has forgotten everything before."""
        return FirmwareBridge(self._port, table)

    def _wire(self, told: Any) -> str:
        limits = {"drop": _MOST_DROP, "flip": _MOST_FLIP, "jitter_ms": _MOST_JITTER_MS}
        if not isinstance(told, dict) or not set(told) <= set(limits):
            raise BridgeError(f"a bad wire is a map of {', '.join(limits)}")
        for name, value in told.items():
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or not 0.0 <= value <= limits[name]:
                raise BridgeError(f"{name} of the wire is {value!r}; wanted 0 to {limits[name]:g}")
        jitter_ns = round(told.get("jitter_ms", 0.0) * 1e6)
        faults = LinkFaults(0, told.get("drop", 0.0), told.get("flip", 0.0), jitter_ns)
        self._port.faults = faults
        return f"the wire drops {faults.drop:.2%} and changes {faults.flip:.2%} of its bytes"

    def _conditions(self, told: Any) -> str:
        if not isinstance(told, list) or not set(told) <= set(CONDITIONS):
            raise BridgeError(f"conditions are a list of {', '.join(CONDITIONS)}")
        self._twin.set_conditions(sum(CONDITIONS[name] for name in set(told)))
        return f"the twin reports {', '.join(sorted(set(told)))}" if told else "it is sound again"

    def _reset(self, told: Any) -> str:
        if told is not True:
            raise BridgeError(f"reset is {told!r}; wanted true")
        self._twin.reset()
        return "its microcontroller started anew"
