"""One robot, and what it makes of gestures, for all tests here."""

import numpy as np
import pytest

from kinesics.gesture.enact import Enactor
from kinesics.rig.clearance import Clearance
from kinesics.rig.load import load_rig


@pytest.fixture(scope="session")
def rig():
    return load_rig("humanoid")


@pytest.fixture(scope="session")
def enactor(rig):
    return Enactor(rig)


@pytest.fixture(scope="session")
def clearance(rig):
    return Clearance(rig)


@pytest.fixture(scope="session")
def joints(rig, enactor):
    """Joint rows (T, J) of a whole score, 50 a second."""

    def rows(score):
        times = score.times_s[0] + np.arange(0.0, score.length_s + 0.02, 0.02)
        return rig.poses(enactor.pace.rows(score.at(times)))

    return rows
