"""`greet`: what a firmware says of itself, whatever robot it is."""

from kinesics.errors import BridgeError
from kinesics_bridge.ports.byte_port import BytePort
from kinesics_bridge.wire.frames import FrameDecoder, encode_frame
from kinesics_bridge.wire.message_types import Caps, Hello
from kinesics_bridge.wire.messages import decode_message, encode_message
from kinesics_bridge.wire.protocol import MAJOR, MINOR

from .heard import Heard

__all__ = ["greet"]

_HELLO = b"\0" + encode_frame(encode_message(Hello(MAJOR, MINOR), 0))
"""The leading delimiter ends whatever half a frame came before."""

_PATIENCE_NS = 2_000_000_000
_AGAIN_NS = 200_000_000
_STEP_NS = 1_000_000


def greet(port: BytePort) -> Caps:
    """The capabilities that answer HELLO; nothing else is asked, nothing changes.

    Raises:
        BridgeError: nobody answers within 2 s.
    """
    decoder, heard = FrameDecoder(midway=True), Heard()
    begin_ns = again_ns = port.now_ns()
    while port.now_ns() - begin_ns < _PATIENCE_NS:
        if port.now_ns() >= again_ns:
            port.write(_HELLO)
            again_ns += _AGAIN_NS
        port.wait(_STEP_NS)
        for _, data in port.read():
            heard.size += len(data)
            for payload in decoder.feed(data):
                _, message = decode_message(payload) or (0, None)
                if isinstance(message, Caps):
                    return message
                heard.echoes |= isinstance(message, Hello)
    raise BridgeError(heard.no_answer)
