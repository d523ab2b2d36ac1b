"""The measures find in made-up lives what was put into them."""

from math import radians
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.behaviours.lid_stroke import LidStroke
from kinesics.behaviours.saccade import PER_DEG_S, Saccade, duration_s
from kinesics.signals import GazeShift, Prosody
from kinesics_app.cli.main import main
from kinesics_app.life_measures import blinks, endurance, eyes_and_head, saccades
from kinesics_app.life_measures.figure import Figure
from kinesics_app.life_measures.script import Script, Span
from kinesics_app.life_measures.suite import LifeReport, measure_life

SECOND = 1_000_000_000
MS = 1_000_000


def test_a_blink_lies_between_what_rows_tell_of_it():
    t_ns = np.arange(0, 60 * SECOND, 10 * MS)
    shut = np.zeros(len(t_ns))
    for n in range(50):
        onset_ns = (n + 1) * SECOND + n * 1_370_000
        shut = np.maximum(shut, LidStroke(onset_ns, 1.0, 0.085, 0.02, 0.12).at(t_ns))
    found = blinks._found(shut, t_ns)
    assert len(found.onset_ns) == 50
    assert found.close_ms[:, 0].max() <= 85.0 <= found.close_ms[:, 1].min()
    assert found.open_ms[:, 0].max() <= 120.0 <= found.open_ms[:, 1].min()
    assert (found.close_ms[:, 1] - found.close_ms[:, 0] == 20.0).all()
    assert found.depth.min() > 0.99


def test_blinks_that_come_with_pauses_are_told_from_those_that_do_not():
    script = Script(2 * SECOND, 5.0, 0)
    pauses_ns = script.pauses_ns()
    ends_ns = [one.end_ns for one in script.spans if one.state == "speaking"]
    assert set(ends_ns) < set(pauses_ns)
    hops = {told.t_ns: told.pause_s for _, told in script._told() if isinstance(told, Prosody)}
    begun = [t_ns for t_ns in pauses_ns if t_ns not in ends_ns]
    assert len(begun) > 10
    assert all(0.0 < hops[t_ns] < 0.03 for t_ns in begun)
    t_ns = np.arange(0, script.end_ns, 10 * MS)
    lived = SimpleNamespace(script=script, mixed_ns=t_ns)
    with_them = SimpleNamespace(onset_ns=np.sort(np.array(pauses_ns) + 200 * MS))
    before = SimpleNamespace(onset_ns=np.sort(np.array(pauses_ns) - 900 * MS))
    assert blinks._pauses(lived, with_them).passed
    assert not blinks._pauses(lived, before).passed


@pytest.mark.parametrize("close_s", [0.06, 0.115])
def test_blinks_that_are_too_fast_or_too_slow_miss_the_gate(close_s):
    t_ns = np.arange(0, 60 * SECOND, 10 * MS)
    shut = np.zeros(len(t_ns))
    for n in range(50):
        shut = np.maximum(shut, LidStroke((n + 1) * SECOND, 1.0, close_s, 0.02, 0.17).at(t_ns))
    closing = blinks._timing(blinks._found(shut, t_ns))[0]
    assert closing.gate
    assert not closing.passed


def test_the_main_sequence_s_slope_is_found_in_rows_of_10_ms_wherever_saccades_begin():
    sizes, times_ms = np.linspace(4.5, 24.5, 81), []
    for n, size in enumerate(sizes):
        saccade = Saccade.between(50 * MS + n * 1_370_000 % (10 * MS), (0, 0), (radians(size), 0))
        yaw = np.array([saccade.at(t_ns)[0] for t_ns in range(0, 300 * MS, 10 * MS)])
        speed = np.degrees(np.abs(np.diff(yaw))) * 100
        fast = np.flatnonzero(speed > 30.0)
        times_ms.append(saccades._duration_ms(speed[fast[0] - 1 : fast[-1] + 2]))
    slope, begin = saccades._line(sizes, np.array(times_ms))
    assert slope == pytest.approx(1e3 * PER_DEG_S, rel=0.1)
    assert begin > 1e3 * duration_s(0.0)


def test_a_head_that_goes_elsewhere_drifts_and_one_that_wanders_does_not():
    random = np.random.default_rng(0)
    wanders = np.repeat(random.normal(0.0, 4.0, 600), 300)
    still, error = endurance._moved(wanders)
    assert abs(still) < 3.0 * error
    moved, error = endurance._moved(wanders + np.linspace(0.0, 6.0, len(wanders)))
    assert moved > 4.0 * error


def held(*, gaze_deg=0.0, head_deg=0.0):
    """The figure of ten minutes at the partner and away, in which something slowly turns."""
    t_ns = np.arange(0, 600 * SECOND, 50 * MS)
    share = t_ns / t_ns[-1]
    away = (t_ns // (5 * SECOND)) % 2 == 1
    glances = np.where(away, np.random.default_rng(0).normal(0.0, 30.0, len(t_ns)), 0.0)
    sent = SimpleNamespace(
        gaze_yaw=np.radians(glances + gaze_deg * share),
        gaze_pitch=np.zeros(len(t_ns)),
        head_yaw=np.radians(glances + head_deg * share),
        head_pitch=np.zeros(len(t_ns)),
        torso_yaw=np.zeros(len(t_ns)),
        torso_pitch=np.zeros(len(t_ns)),
    )
    why = "partner", "avert"
    shifts = [
        GazeShift(n * 5 * SECOND, (1.0, 0.0, 0.0), "head", why[n % 2], (0.0, 0.0), 0.0)
        for n in range(120)
    ]
    script = SimpleNamespace(spans=[Span(0, int(t_ns[-1]) + 1, "listening", True)])
    return endurance._held(SimpleNamespace(t_ns=t_ns, sent=sent, shifts=shifts, script=script))


def test_eyes_or_a_head_that_leave_the_partner_slowly_drift_and_glances_do_not():
    assert held().passed
    assert not held(gaze_deg=2.0).passed
    assert not held(head_deg=8.0).passed


@pytest.mark.parametrize(("sway_deg_s", "after_ms"), [(0.0, 100), (4.0, 100), (-4.0, 130)])
def test_a_lead_is_told_from_a_head_that_sways_all_the_time(sway_deg_s, after_ms):
    eye = np.zeros(400, bool)
    eye[60:110] = True
    head = np.full(400, sway_deg_s)
    head[60 + after_ms : 300] += 20.0
    assert eyes_and_head._lead_ms(eye, head, 50) == after_ms
    assert eyes_and_head._lead_ms(eye, head, 60) is None  # eyes are on their way
    assert eyes_and_head._lead_ms(eye, head, 60 + after_ms - 10) is None
    assert eyes_and_head._lead_ms(eye, np.full(400, sway_deg_s), 50) is None
    assert eyes_and_head._lead_ms(eye, -head, 50) is None  # it goes the other way


def test_events_that_recur_are_found_and_those_by_chance_are_not():
    script = Script(0, 30.0, 0)
    lived = SimpleNamespace(script=script)
    chance = np.sort(np.random.default_rng(1).integers(0, script.end_ns, 900))
    assert endurance._repetition(lived, "blinks", chance).passed
    again = np.concatenate([chance[chance < 60 * SECOND] + n * 60 * SECOND for n in range(30)])
    assert not endurance._repetition(lived, "blinks", again).passed


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
