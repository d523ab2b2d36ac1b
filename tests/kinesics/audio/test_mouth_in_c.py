"""The mouth that C joins is numpy's, but for the last bits of sums in another order."""

from collections import deque

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kinesics.audio.mouth import CHANNELS
from kinesics.audio.viseme_blend import VisemeBlend, _weights
from kinesics.audio.visemes import VISEMES, faces
from kinesics.motion.channels import columns
from kinesics.motion.lips import GAP
from kinesics.motion.ramp import smoothstep

LOOKAHEADS = (0, 4, 8, 12, 20)
OWN_GAP = GAP[columns(CHANNELS)]
JAW, CLOSE = CHANNELS.index("jawOpen"), CHANNELS.index("mouthClose")
LIFT = np.zeros(len(CHANNELS))
LIFT[[CHANNELS.index(f"mouthLowerDown{side}") for side in ("Left", "Right")]] = 1.2
LIFT[[CHANNELS.index(f"mouthUpperUp{side}") for side in ("Left", "Right")]] = 0.8


class Reference:
    """kernels/mouth.c in numpy."""

    def __init__(self, head):
        ahead = LOOKAHEADS[head]
        sooner = [k for k, rows in enumerate(LOOKAHEADS) if rows + 2 <= ahead]
        self.head, self.sooner = head, sooner[-1] if sooner else None
        self.behind = ahead - LOOKAHEADS[sooner[-1]] if sooner else 0
        self.near, self.line = (np.zeros((rows, len(VISEMES))) for rows in (5, self.behind))
        self.steps, self.pauses, self.shown = 0, deque(maxlen=4), np.zeros(len(CHANNELS))

    def row(self, pose, named, nothing):
        likely = self.averaged(named)
        mouth = likely @ (0.4 * faces()) + 0.6 * pose
        closed = OWN_GAP @ pose
        closing = smoothstep(likely[VISEMES.index("PP")] / 0.15) * smoothstep(1.0 - closed / 0.1)
        closing *= smoothstep((OWN_GAP @ mouth - closed) / 0.1)
        mouth += closing * (OWN_GAP != 0.0) * (pose - mouth)
        wider = pose[JAW] - mouth[JAW]
        mouth[JAW] = pose[JAW]
        shut = max(wider, -mouth[CLOSE])
        mouth[CLOSE] += shut
        mouth += (shut - wider) * LIFT
        self.pauses.append(likely[VISEMES.index("sil")])
        held, falls = (1.0, 0.25) if nothing >= 20 else (min(max(self.pauses), 1.0), 0.05)
        free = (1.0 - held) ** 3
        self.shown = mouth * free + (1.0 - free) * (1.0 - falls) * self.shown
        return self.shown

    def averaged(self, named):
        self.near[:2], self.near[2] = self.near[1:3].copy(), named[self.head]
        if self.sooner is not None:
            self.line = np.vstack((self.line[1:], named[self.sooner]))
            self.near[3:] = self.line[:2]
        self.steps += 1
        return _weights(self.behind, min(self.steps, max(3, self.behind))) @ self.near


@given(
    head=st.integers(0, len(LOOKAHEADS) - 1),
    seed=st.integers(0, 2**32 - 1),
    doubt=st.sampled_from([0.02, 0.3, 2.0]),
)
def test_every_row_is_numpys(head, seed, doubt):
    draw = np.random.default_rng(seed)
    blend, reference = VisemeBlend(LOOKAHEADS, head), Reference(head)
    for tick in range(60):
        pose = draw.uniform(0.0, draw.choice([0.05, 0.6]), len(CHANNELS))
        named = draw.dirichlet(np.full(len(VISEMES), doubt), len(LOOKAHEADS)).astype(np.float32)
        nothing = max(tick - 30, 0) if seed % 2 else 0
        made, wanted = blend.row(pose, named, nothing), reference.row(pose, named, nothing)
        np.testing.assert_allclose(made, wanted, rtol=0.0, atol=1e-12)
