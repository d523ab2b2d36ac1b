"""Orthogonal banks: what lips, face, head and idle life are told, each moves its own and no other.

Whole performances that differ in one thing alone, compared bit by bit in every other channel. What
moves the head moves the eyes against it, and a torso follows the head that speaks, by design.
"""

import numpy as np
import pytest

from kinesics.motion.channels import CHANNELS
from kinesics_app.performance.perform import Request, perform

REGION = np.array([channel.region for channel in CHANNELS])
PHONES = "start,end,phone\n0,0.2,pau\n0.2,0.5,aa\n0.5,0.62,p\n0.62,0.9,iy\n0.9,1.2,s\n1.2,1.8,pau\n"
BANKS = {
    "lips, by phones": ({"phones": PHONES}, {"mouth"}),
    "lips, by their dial": ({"dials": ("lips=1.5",)}, {"mouth"}),
    "lips, by loudness": ({"loudness": 1.0}, {"mouth"}),
    "face, in words": (
        {"express": "left eyebrow raised, eyes narrowed, cheeks raised"},
        {"brows", "eyes", "cheeks"},
    ),
    "face, by its dial": ({"dials": ("expression=0.3",)}, {"brows", "eyes", "cheeks"}),
    "head, in words": ({"express": "head tilted to the left"}, {"head", "gaze"}),
    "head, by its dial": ({"dials": ("pose=2",)}, {"head", "gaze", "torso"}),
    "eyes, in words": ({"express": "eyes to the left"}, {"gaze"}),
    "idle life and beats": (
        {"seed": 5},
        {"eyes", "gaze", "head", "torso", "left_arm", "right_arm", "breath"},
    ),
}


def mixed(speech, **asked):
    return np.array([row.channels for row in perform(Request(speech, **asked)).loop.rows])


@pytest.fixture(scope="module")
def plain(short_speech):
    return mixed(short_speech)


@pytest.mark.parametrize("bank", BANKS)
def test_what_one_bank_is_told_moves_no_other(short_speech, plain, tmp_path, bank):
    told, moves = BANKS[bank]
    if "phones" in told:
        path = tmp_path / "phones.csv"
        path.write_text(told["phones"])
        told = {"phones": path}
    changed = mixed(short_speech, **told)
    own = np.isin(REGION, list(moves))
    np.testing.assert_array_equal(changed[:, ~own], plain[:, ~own])
    assert np.abs(changed[:, own] - plain[:, own]).max() > 0.01
