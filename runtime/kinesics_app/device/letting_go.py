"""`let_go`: a firmware, whatever state it is in, becomes DISARMED."""

from kinesics.errors import BridgeError
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.ports.byte_port import BytePort

__all__ = ["let_go"]

_PATIENCE_NS = 2_000_000_000
_STEP_NS = 5_000_000


def let_go(port: BytePort, table: JointTable) -> str:
    """Clear STOP, then disarm; the state that it was in.

    Raises:
        BridgeError: nobody answers, it is another robot, or something still stops it.
    """
    bridge = FirmwareBridge(port, table, auto_arm=False)
    bridge.connect()
    before = bridge.state or "unknown"
    bridge.clear_stop()
    bridge.disarm()
    begin_ns = port.now_ns()
    while bridge.state != "DISARMED":
        if port.now_ns() - begin_ns > _PATIENCE_NS:
            faults = ", ".join(bridge.conditions) or "no condition that it tells of"
            raise BridgeError(
                f"the robot stays {bridge.state}, held by {faults}: release the stop switch, or "
                "end the program that drives it"
            )
        port.wait(_STEP_NS)
        while bridge.poll() is not None:
            pass
    return before
