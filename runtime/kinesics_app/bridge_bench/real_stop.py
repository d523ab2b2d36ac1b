"""STOP from outside: `python -m kinesics_app.bridge_bench.real_stop PORT`.

It waits for a line on standard input, says the time, and writes STOP to a port that another process
has open: the terminal belongs to both.
"""

import os
import sys
import time

from kinesics_bridge.messages import encode_message
from kinesics_bridge.protocol import Stop
from kinesics_bridge.wire import encode_frame

__all__ = ["main"]


def main(device: str) -> None:
    """Wait, then stop the robot."""
    port = os.open(device, os.O_WRONLY | os.O_NOCTTY)
    frame = b"\0" + encode_frame(encode_message(Stop(), 0))  # ends what the other was writing
    sys.stdin.readline()
    called_ns = time.monotonic_ns()
    os.write(port, frame)
    sys.stdout.write(f"{called_ns}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
