"""The contestants of the comparison: each does what its description says, and is judged alike."""

import sys

import numpy as np
import pytest

from kinesics_app.bench.bridge.host import Host, RandomMotion
from kinesics_app.bench.bridge.rivals import comparison
from kinesics_app.bench.bridge.rivals.comparison import CONTESTANTS, outcome, recovery_s, rivals
from kinesics_app.bench.bridge.rivals.ours import play_ours
from kinesics_app.bench.bridge.rivals.scenario import (
    JOINTS,
    MS,
    SERVOS,
    Played,
    Scenario,
    acceleration_use,
    at_servo,
    held,
    wanted,
)
from kinesics_app.bench.bridge.rivals.sketch import BinarySketch, TextSketch, play_text
from kinesics_app.bench.bridge.rivals.vendor_sdk import play_vendor_sdk
from kinesics_bridge.faults import FaultyPort
from kinesics_bridge.twin import Twin, TwinPort

CALM = Scenario(3.0)


@pytest.mark.parametrize("name", CONTESTANTS)
def test_everybody_plays_the_calm_motion(name):
    if name == "dynamixel-sdk":
        pytest.importorskip("dynamixel_sdk", reason="needs dynamixel-sdk, of the dev extra")
    played = CONTESTANTS[name](CALM)
    assert played.command.shape == (3000, JOINTS)
    asked = np.stack([wanted(tick * MS) for tick in range(3000)])
    assert np.abs(played.command - asked).max() < 0.12  # 3.5 rad/s, and pulses every 20 ms
    assert played.wrong_frames == 0


def test_a_stall_shows_where_nothing_is_dated_and_not_where_it_is():
    stalled = Scenario(3.0, stalls_s=((2.0, 0.07),))
    assert np.array_equal(play_ours(stalled).command, play_ours(CALM).command)
    assert acceleration_use(play_text(stalled).command) > 1.5 * acceleration_use(
        play_text(CALM).command
    )


def test_damage_is_taken_for_motion_only_without_a_checksum():
    damaged = Scenario(3.0, damage=0.01, seed=1)
    assert play_ours(damaged).wrong_frames == 0
    assert play_text(damaged).wrong_frames > 5


def test_the_vendors_loop_waits_for_answers_that_were_damaged():
    pytest.importorskip("dynamixel_sdk", reason="needs dynamixel-sdk, of the dev extra")
    assert play_vendor_sdk(Scenario(0.5)).longest_turn_ms < 10
    damaged = play_vendor_sdk(Scenario(1.0, damage=0.005, seed=1))
    assert 30 < damaged.longest_turn_ms < 60
    assert damaged.wrong_frames == 0


def test_a_sketch_reads_lines_as_atof_does():
    sketch = TextSketch()
    assert sketch.feed(b"0.1,-0.2,3x,q") == []
    assert sketch.feed(b",1,2,3,.5\n1,2\n") == [(0.1, -0.2, 3.0, 0.0, 1.0, 2.0, 3.0, 0.5)]


def test_a_sketch_finds_its_header():
    sketch = BinarySketch()
    frame = sketch.encode(np.linspace(-1, 1, JOINTS))
    assert sketch.feed(b"\x01\xff" + frame[:5]) == []
    (taken,) = sketch.feed(frame[5:])
    assert np.allclose(taken, np.linspace(-1, 1, JOINTS), atol=1e-3)


def test_a_command_is_held_until_the_next():
    rows = held([(2 * MS, np.ones(JOINTS)), (4 * MS, np.full(JOINTS, 2.0))], 0.006)
    assert rows[:, 0].tolist() == [0, 0, 1, 1, 2, 2]


def test_recovery_ends_when_the_command_is_back_for_good():
    calm = Played(np.zeros((1000, JOINTS)), 0, 0)
    rough = calm.command.copy()
    rough[100:330, 2] = 0.5
    rough[400:450, 2] = 0.02  # near enough
    scenario = Scenario(1.0, stalls_s=((0.1, 0.2), (0.6, 0.1)))
    assert recovery_s(Played(rough, 0, 0), calm, scenario) == [0.03, 0.0]


def test_the_common_servo_is_that_of_the_twin(small_table):
    """The same model in C: a joint of the twin that is told the same goes where ours goes."""
    twin = Twin(small_table.count, SERVOS)
    host = Host(FaultyPort(TwinPort(twin)), small_table, RandomMotion(small_table, 0), 100 * MS)
    host.bring_up(provision=True)
    begin_ns = twin.now_ns
    host.run(1500 * MS)
    trace = twin.trace()
    after = trace.t_ns >= begin_ns
    ours = at_servo(np.tile(trace.played[after][:, [0]], (1, JOINTS)))[:, 0]
    assert np.abs(ours - trace.measured[after][:, 0]).max() < 2e-3


def test_a_contestant_that_is_absent_is_told(monkeypatch):
    monkeypatch.setattr(comparison, "CONTESTANTS", {"dynamixel-sdk": play_vendor_sdk})
    monkeypatch.setitem(sys.modules, "dynamixel_sdk", None)
    section = rivals(1, lambda share: None)
    assert "Not measured: dynamixel-sdk is not installed" in section.markdown()


def test_an_outcome_is_the_worst_of_its_runs(monkeypatch):
    monkeypatch.setattr(comparison, "at_servo", lambda command: command[::10])  # costs a second

    def play(scenario):
        command = np.zeros((10_000, JOINTS))
        command[5000, 0] = scenario.seed * 0.1 + len(scenario.stalls_s) * 0.01
        return Played(command, scenario.seed, 10, 5.0)

    worst = outcome(play, 3)
    assert worst.wrong_frames == 0 + 1 + 2
    assert worst.frames == 30
    assert worst.damage_error_rad == pytest.approx(0.2)
    assert worst.calm_servo == 0.0 < worst.damage_servo
