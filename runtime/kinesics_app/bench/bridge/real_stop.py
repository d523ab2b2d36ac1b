"""STOP from outside: `python -m kinesics_app.bench.bridge.real_stop PORT`.

It waits for a line on standard input, says the time, and stops the robot as `kinesics stop` does,
on a port that another process holds.
"""

import sys
import time

from kinesics_bridge.link.outside_stop import outside_stop

__all__ = ["main"]


def main(device: str) -> None:
    """Wait, then stop the robot."""
    sys.stdin.readline()
    called_ns = time.monotonic_ns()
    outside_stop(device)
    sys.stdout.write(f"{called_ns}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
