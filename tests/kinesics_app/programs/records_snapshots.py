"""Records snapshots as a studio does, into the folder that it is given, until it is killed."""

import sys
from pathlib import Path

import numpy as np

from kinesics.motion.channels import CHANNELS
from kinesics.rig.load import load_rig
from kinesics_app.studio.recording import Recording
from kinesics_app.studio.snapshot import HEAD

rig = load_rig("humanoid")
recording = Recording(Path(sys.argv[1]), rig)
recording.begin()
values = np.random.default_rng(7)
for number in range(1_000_000):
    row = values.uniform(size=len(CHANNELS) + 4 * len(rig.joints)).astype("<f4")
    t_ns = 1_000_000_000 + 20_000_000 * number
    recording.take(HEAD.pack(number, 2, t_ns, t_ns) + row.tobytes())
    print(number, flush=True)
