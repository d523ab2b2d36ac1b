"""Bad wires on purpose: seeded faults between a host and any serial device, exactly counted.

`FaultyLine` is the pure model of one direction, `FaultyPort` puts two of them around a `BytePort`
(in virtual time too), `FaultProxy` around a real serial port, as `kinesics fault-proxy` does, and
`pytest_plugin` is a fixture for a robot of your own.
"""

from .line import COUNTED, FaultyLine
from .outages import Outages
from .port import FaultyPort
from .proxy import FaultProxy
from .wire_faults import LineFaults, WireFaults

__all__ = [
    "COUNTED",
    "FaultProxy",
    "FaultyLine",
    "FaultyPort",
    "LineFaults",
    "Outages",
    "WireFaults",
]
