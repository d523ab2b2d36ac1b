"""What bridge_node and sim_node say of their mixer and of simulated time is what is true now."""

import pytest

from kinesics_app.threads.relay import Mixer
from kinesics_ros.diagnosis.findings import ERROR, OK, WARN, Finding
from kinesics_ros.diagnosis.relayed import of_mixer, of_simulation

ROWS = Finding("rows", OK, "none refused since the last diagnosis", {"mixer lost": "1"})


@pytest.mark.parametrize(
    ("silent_s", "said"),
    [
        (1.4, "the mixer is lost: not heard for 1.4 s; the robot holds, and is parked soon"),
        (9.0, "the mixer is lost: not heard for 9.0 s; the robot is parked"),
    ],
)
def test_a_mixer_that_is_lost_is_an_error_while_it_is_and_a_count_afterwards(silent_s, said):
    lost = of_mixer(Mixer(round(silent_s * 1e9), is_lost=True), ROWS)
    assert (lost.name, lost.level, lost.message) == ("rows", ERROR, said)
    assert lost.values["mixer lost"] == "1"
    for back in (Mixer(), Mixer(10_000_000), Mixer(60_000_000_000)):  # the last one let it go first
        assert of_mixer(back, ROWS) is ROWS


@pytest.mark.parametrize(
    ("behind_ms", "level", "said"),
    [
        (12, OK, "keeps up"),
        (400, WARN, "400 ms behind: it gets too little processor"),
        (2600, ERROR, "rows find no room in its queue"),
    ],
)
def test_how_far_simulated_time_is_behind_is_told(behind_ms, level, said):
    (found,) = of_simulation(behind_ms * 1_000_000)
    assert (found.name, found.level, found.values) == (
        "simulation",
        level,
        {"behind_ms": f"{behind_ms:.1f}"},
    )
    assert said in found.message
    assert of_simulation(None) == []
