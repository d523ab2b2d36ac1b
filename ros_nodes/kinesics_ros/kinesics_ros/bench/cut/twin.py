"""A robot behind a serial port that tells in the end how much of its limits it used, at 1 kHz.

Prints the port; then, once its input ends, one line of JSON: the most used of each limit.
"""

import json
import select
import sys
import time

from kinesics.rig.load import load_rig
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.servos import servos_of
from kinesics_bridge.twin.limit_use import LimitWatch
from kinesics_bridge.twin.pty_twin import PtyTwin

__all__ = ["main"]

_PIECE_S = 1.0
"""Of the trace that is looked at in one go: it is not kept."""


def main(robot: str) -> None:
    """Be one until the input ends."""
    rig = load_rig(robot)
    twin = PtyTwin(joint_table(rig), servos_of(rig), keep_trace=True)
    watch, looked_s = LimitWatch(joint_table(rig)), time.monotonic()

    def is_over() -> bool:
        nonlocal looked_s
        if time.monotonic() - looked_s > _PIECE_S:
            looked_s = time.monotonic()
            watch.feed(twin.twin.trace())
        ready, _, _ = select.select([sys.stdin], [], [], 0.0)
        return bool(ready)

    sys.stdout.write(f"{twin.device}\n")
    sys.stdout.flush()
    twin.run(is_over)
    watch.feed(twin.twin.trace())
    twin.close()
    sys.stdout.write(json.dumps(watch.worst._asdict()) + "\n")
