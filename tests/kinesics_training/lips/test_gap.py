"""The lip gap that scores look at is the one that the mixer and the rigs hold closed."""

import numpy as np

from kinesics.motion import channels
from kinesics.motion.lips import gap
from kinesics_training.lips.channels import CHANNELS, MEASURES, measures


def test_both_say_the_same_of_any_mouth():
    mouths = np.random.default_rng(0).uniform(0.0, 1.0, (200, len(CHANNELS)))
    rows = np.zeros((200, len(channels.CHANNELS)))
    rows[:, channels.columns(CHANNELS)] = mouths
    scored = measures(mouths.astype(np.float32))[:, MEASURES.index("gap")]
    np.testing.assert_allclose(gap(rows), scored, atol=1e-6)
