"""Touches of /f v/: counted as a running robot counts them, one for each that is spoken."""

import numpy as np

from kinesics_training.lips.channels import MEASURES
from kinesics_training.lips.lips import Take
from kinesics_training.lips.phones import Segment
from kinesics_training.lips.touches import touches

SPOKEN = [
    Segment("aa", 0.0, 0.5), Segment("f", 0.5, 0.6), Segment("iy", 0.6, 1.0),
    Segment("v", 1.0, 1.1), Segment("p", 1.1, 1.2), Segment("aa", 1.2, 2.0),
]  # fmt: skip


def take(*at_s, height=0.6):
    rows = np.zeros((200, len(MEASURES)), np.float32)
    times_s = (np.arange(200) + 1) * 0.01
    for peak_s in at_s:
        bump = np.clip(1.0 - np.abs(times_s - peak_s) / 0.05, 0.0, 1.0)
        rows[:, MEASURES.index("labio")] += height * bump
    return Take(SPOKEN, rows)


def test_what_is_in_time_is_right_and_what_is_missed_is_not_found():
    both = touches([take(0.55, 1.05)])
    assert both == {"told": 2, "true": 2, "precision": 1.0, "recall": 1.0, "f1": 1.0}
    one = touches([take(0.58)])
    assert (one["told"], one["precision"], one["recall"]) == (1, 1.0, 0.5)


def test_what_is_told_elsewhere_or_twice_is_wrong():
    found = touches([take(0.3, 0.55, 1.6), take(1.05)])
    assert (found["told"], found["true"]) == (4, 4)
    assert (found["precision"], found["recall"]) == (0.5, 0.5)


def test_a_lip_that_hovers_is_no_touch():
    assert touches([take(0.55, 1.05, height=0.25)])["told"] == 0
    assert touches([take()]) == {"told": 0, "true": 2, "precision": 0.0, "recall": 0.0, "f1": 0.0}
