"""Every shipped robot performs the shipped sentence inside its limits, with or without a face."""

import pytest

from kinesics.rig.load import load_rig, shipped_rigs
from kinesics_app.demo import HELLO
from kinesics_app.performance.perform import Request, perform
from kinesics_app.performance.results import summary_of
from kinesics_app.rigging.emotions import shown_emotions

SHOWN = {"desk": 6, "humanoid": 8, "matrix": 7}
WITHOUT_LIPS = ("desk",)


@pytest.mark.parametrize("robot", shipped_rigs())
def test_it_performs_inside_its_limits_and_keeps_its_closures(robot):
    told = summary_of(perform(Request(HELLO, robot=robot)))
    assert told["setpoints"]["late"] == told["underruns"] == 0
    assert max(one["share"] for one in told["as_played"]["largest"].values()) <= 1.0
    if robot in WITHOUT_LIPS:
        assert told["closures"] is None
    else:
        assert told["closures"]["measured"] == told["closures"]["asked"] > 10


@pytest.mark.parametrize("robot", shipped_rigs())
def test_it_shows_as_many_emotions_as_its_page_says(robot):
    assert sum(one.clear for one in shown_emotions(load_rig(robot))) == SHOWN[robot]
