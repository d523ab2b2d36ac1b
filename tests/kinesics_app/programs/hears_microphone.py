"""Hears the default microphone for half a second, and tells what came."""

import json
import time

import numpy as np

from kinesics_app.ears.source import DEFAULT, open_source

source = open_source(DEFAULT, 0.0)
came, late_ms = [], []
end_s = time.monotonic() + 0.6
while time.monotonic() < end_s:
    for piece in source.pieces():
        came.append(piece)
        late_ms.append((time.monotonic_ns() - piece.t_ns) * 1e-6)
    time.sleep(0.002)
source.close()
sound = np.concatenate([one.samples for one in came])
dates = [one.t_ns for one in came]
print(
    json.dumps(
        {
            "pieces": len(came),
            "level": float(np.sqrt(np.mean(sound**2))),
            "late_ms": float(np.median(late_ms)),
            "steady": bool((np.diff(dates) >= 0).all()),
        }
    )
)
