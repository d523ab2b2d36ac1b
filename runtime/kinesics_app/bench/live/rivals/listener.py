"""A servo board that only dates what comes: `python -m ...rivals.listener FRAMES SECONDS`.

It says the name of its port, waits for so many frames, at most so long, and tells when each was
whole. It asks to go before ordinary programs, for a board has nothing else to do.
"""

import json
import os
import select
import sys
import time
import tty

from kinesics_app.tick.realtime import ask_for_realtime

from .talk import FRAME_BYTES

__all__ = ["main"]


def main(frames: int, seconds: float) -> None:
    """Listen, then tell."""
    board, port = os.openpty()  # both ends stay open: a host may come and go
    tty.setraw(port)
    print(os.ttyname(port), flush=True)  # noqa: T201  # for the bench
    asked = ask_for_realtime()
    whole_ns: list[int] = []
    come, end_s = 0, time.monotonic() + seconds
    while len(whole_ns) < frames and (left_s := end_s - time.monotonic()) > 0:
        if select.select([board], [], [], left_s)[0]:
            come += len(os.read(board, 4096))
            now_ns = time.monotonic_ns()
            whole_ns += [now_ns] * (come // FRAME_BYTES - len(whole_ns))
    json.dump({"whole_ns": whole_ns, "asked": asked}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
