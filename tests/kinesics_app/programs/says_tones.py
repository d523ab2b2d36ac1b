"""Says a tone over and over on the sound output; of a FILE that is named, what it was given."""

import sys
import time

import numpy as np

from kinesics.signals import Speech
from kinesics_app.sound.loudspeaker import Loudspeaker

with Loudspeaker(16_000) as speaker:
    speaker.reference.wanted = len(sys.argv) > 1
    print(speaker.open())
    tone = np.linspace(-0.5, 0.5, 8_000, dtype=np.float32)
    blocks = []
    for _ in range(300):
        speaker.feed(Speech(time.monotonic_ns() + 100_000_000, 0, 16_000, tone))
        blocks += speaker.reference.take()
        time.sleep(0.005)
if len(sys.argv) > 1:
    np.savez(sys.argv[1], *(np.r_[np.float64(one.first), one.samples] for one in blocks))
