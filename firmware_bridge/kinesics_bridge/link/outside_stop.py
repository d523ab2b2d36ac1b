"""`outside_stop`: STOP a robot whose port another process holds, alive or frozen."""

import os
import time
from contextlib import suppress

from kinesics.errors import BridgeError
from kinesics_bridge.ports.serial_port import SerialPort, why_not
from kinesics_bridge.wire.frames import FrameDecoder, encode_frame
from kinesics_bridge.wire.message_types import Event, Status, Stop, TelemetryRow
from kinesics_bridge.wire.messages import decode_message, encode_message
from kinesics_bridge.wire.protocol import STATES

__all__ = ["STOP_FRAME", "outside_stop"]

STOP_FRAME = b"\0" + encode_frame(encode_message(Stop(), 0))
"""The leading delimiter cuts off what the other process was in the middle of writing."""

_PATIENCE_NS = 1_000_000_000
_AGAIN_NS = 50_000_000
_STEP_NS = 1_000_000


def outside_stop(device: str) -> str | None:
    """Write STOP to `device`; the firmware's state as it then said, None where it was not asked.

    A port that nobody holds is opened and the robot's word waited for. One that is held is only
    written to: its lock is a promise among programs that ask for it, and what the robot answers
    belongs to the holder. A port that the *kernel* was told to keep exclusive (TIOCEXCL; no part
    of kinesics does that) cannot be opened a second time except by root.

    Raises:
        BridgeError: there is no such port, or it may not be written to.
    """
    try:
        port = SerialPort(device)
    except BridgeError as error:
        if "another program has it" not in str(error):
            raise
        _write_beside(device)
        return None
    try:
        return _stop(port)
    finally:
        port.close()


def _write_beside(device: str) -> None:
    flags = os.O_WRONLY | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(device, flags)
    except OSError as error:
        raise BridgeError(
            f"cannot open {device} beside the program that holds it: {why_not(error)}; "
            "end that program: without a host the robot holds after 0.25 s"
        ) from error
    try:
        if not any(_is_written(descriptor) for _ in range(_PATIENCE_NS // _STEP_NS)):
            raise BridgeError(f"{device} takes no bytes; cut the robot's power")
    except OSError as error:
        raise BridgeError(f"{device} takes no bytes: {why_not(error)}; cut its power") from error
    finally:
        os.close(descriptor)


def _is_written(descriptor: int) -> bool:
    """Whether STOP went out whole; else it is to be told anew, once there is room.

    The holder may have filled the port, and may write between two parts of it.
    """
    with suppress(BlockingIOError):
        if os.write(descriptor, STOP_FRAME) == len(STOP_FRAME):
            return True
    time.sleep(_STEP_NS * 1e-9)
    return False


def _stop(port: SerialPort) -> str:
    decoder = FrameDecoder()
    begin_ns = again_ns = port.now_ns()
    state = None
    while state != "STOPPED" and port.now_ns() - begin_ns < _PATIENCE_NS:
        if port.now_ns() >= again_ns:
            port.write(STOP_FRAME)
            again_ns += _AGAIN_NS
        port.wait(_STEP_NS)
        for _, data in port.read():
            for payload in decoder.feed(data):
                state = _state_in(payload) or state
    if state is None:
        raise BridgeError(f"nobody answers on {port.device}: STOP was written, and not confirmed")
    return state


def _state_in(payload: bytes) -> str | None:
    decoded = decode_message(payload)
    match decoded[1] if decoded else None:
        case Event() as event if event.after < len(STATES):
            return STATES[event.after]
        case (Status() | TelemetryRow()) as word if word.state < len(STATES):
            return STATES[word.state]
        case _:
            return None
