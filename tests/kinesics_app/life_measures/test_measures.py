"""The measures find in made-up lives what was put into them."""

from math import radians

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.behaviours.lid_stroke import LidStroke
from kinesics.behaviours.saccade import Saccade, duration_s
from kinesics_app.cli import main
from kinesics_app.life_measures import blinks, saccades
from kinesics_app.life_measures.figure import Figure
from kinesics_app.life_measures.script import Script
from kinesics_app.life_measures.suite import LifeReport, measure_life

SECOND = 1_000_000_000
MS = 1_000_000


def test_a_blink_is_timed_finer_than_its_rows():
    t_ns = np.arange(0, 60 * SECOND, 10 * MS)
    shut = np.zeros(len(t_ns))
    for n in range(50):
        onset_ns = (n + 1) * SECOND + n * 1_370_000
        shut = np.maximum(shut, LidStroke(onset_ns, 1.0, 0.085, 0.02, 0.12).at(t_ns))
    found = blinks._found(shut, t_ns)
    assert len(found.onset_ns) == 50
    assert np.median(found.close_ms) == pytest.approx(85.0, abs=3.0)
    assert np.median(found.open_ms) == pytest.approx(120.0, abs=4.0)
    assert found.depth.min() > 0.99


@pytest.mark.parametrize("size_deg", [5.0, 12.0, 20.0])
def test_a_saccade_is_timed_finer_than_its_rows_wherever_it_begins(size_deg):
    found = []
    for begin_ns in range(0, 10 * MS, MS):
        saccade = Saccade.between(50 * MS + begin_ns, (0.0, 0.0), (radians(size_deg), 0.0))
        yaw = np.array([saccade.at(t_ns)[0] for t_ns in range(0, 200 * MS, 10 * MS)])
        between = 0.26
        met = (1.0 - between) * yaw[:-1] + between * yaw[1:]
        found.append(saccades._duration_ms(np.degrees(np.abs(np.diff(met))) * 100, between))
    assert np.mean(found) == pytest.approx(1e3 * duration_s(radians(size_deg)), rel=0.07)


def test_the_main_sequence_is_not_bent_by_a_few_odd_saccades():
    sizes = np.linspace(4.0, 20.0, 60)
    times_ms = 25.0 + 2.4 * sizes
    times_ms[::10] += 60.0
    assert saccades._slope(sizes, times_ms) == pytest.approx(2.4, rel=0.05)


def test_the_script_is_the_same_for_the_same_seed_and_speaks_in_spans():
    def packets(seed):
        script = Script(0, 3.0, seed)
        return [type(one).__name__ for one in script.arrived(180 * SECOND)], script

    one, script = packets(4)
    assert one == packets(4)[0]
    assert one.count("Speech") == pytest.approx(
        sum(s.end_ns - s.begin_ns for s in script.spans if s.state == "speaking") / MS / 10, abs=3
    )
    assert one.count("SpeechEnd") == sum(s.state == "speaking" for s in script.spans)


def test_only_gates_decide_and_the_table_says_what_was_missed():
    met = Figure("blinks", "17", "8 to 21", "Doughty 2001", "8 to 21", passed=True, gate=True)
    missed = Figure("sizes", "0.3", "law", "Lee 2002", "< 0.2", passed=False)
    assert LifeReport("a robot", [met, missed]).passed
    assert "missed: sizes" in LifeReport("a robot", [met, missed]).render()
    gate = Figure("share", "80 %", "41 %", "Argyle", "10 points", passed=False, gate=True)
    assert not LifeReport("a robot", [met, gate]).passed


def test_an_unknown_measure_is_told_with_those_there_are():
    said = CliRunner().invoke(main, ["measure", "life", "--only", "gait"])
    assert said.exit_code == 2
    assert "blinks, saccades, gaze" in said.output


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_ten_minutes_of_life_meet_every_gate():
    report = measure_life("humanoid", 10.0, 0, (), lambda share: None)
    assert report.passed, report.render()
