"""The firmware as wasm: `Twin` in virtual time, `TwinPort` the wire to it."""

from .machine import Trace, Twin, TwinClock
from .port import LinkFaults, TwinPort

__all__ = ["LinkFaults", "Trace", "Twin", "TwinClock", "TwinPort"]
