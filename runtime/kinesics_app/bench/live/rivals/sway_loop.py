"""A desk robot's sway by loudness: `python -m ...rivals.sway_loop PORT SECONDS`.

`time.sleep` keeps the pace. The sway is worked out before, which costs it nothing here.
"""

import sys
import time

import numpy as np
import serial

from kinesics_app.bench.bridge.rivals.sketch import BinarySketch
from kinesics_app.life_measures.desk_sway import desk_sway

from .talk import JOINTS, RATE_HZ, TICK_S, report, talk


def main(port: str, seconds: float) -> None:
    """Sway for so long, then tell how late it was."""
    swayed = desk_sway(talk(round(seconds / TICK_S)).ravel(), RATE_HZ)  # (T, 3)
    rows = np.pad(swayed, ((0, 0), (0, JOINTS - swayed.shape[1])))
    late_s = []
    with serial.Serial(port, 1_000_000) as link:
        begin_s, cpu_s = time.monotonic() + TICK_S, time.process_time()
        for n, row in enumerate(rows):
            due_s = begin_s + n * TICK_S
            time.sleep(max(due_s - time.monotonic(), 0.0))
            late_s.append(time.monotonic() - due_s)
            link.write(BinarySketch().encode(row))
        report(begin_s, late_s, time.process_time() - cpu_s)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
