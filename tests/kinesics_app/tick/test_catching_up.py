"""A host that is too slow for its loop, or away for long, is in time again as soon as it can be."""

import json

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinesics_app.cli.main import main
from kinesics_app.clock import VirtualClock
from kinesics_app.device.playback import Playback
from kinesics_app.performance.perform import Request, perform
from kinesics_app.robot import Robot
from kinesics_app.tick.loop import Loop

MS = 1_000_000


def slowly(monkeypatch, costs_ms):
    """Ticks take the time that `costs_ms` of their number says."""
    waits, wait_until = 0, VirtualClock.wait_until

    def late(clock, t_ns):
        nonlocal waits
        waits += 1
        wait_until(clock, max(t_ns, clock.now_ns() + round(costs_ms(waits) * MS)))

    monkeypatch.setattr(VirtualClock, "wait_until", late)


def played(performance):
    take = performance.take
    return Playback(take.trace_rate_hz, take.trace_t_ns, take.trace_played, take.trace_measured)


def test_ticks_that_cost_more_than_their_period_do_not_make_all_rows_late(
    monkeypatch, short_speech, assert_limits
):
    slowly(monkeypatch, lambda wait: 14 if wait > 100 else 0)
    slow = perform(Request(short_speech))
    counters = slow.device.counters
    assert counters["rows_late"] < 0.03 * counters["rows_sent"]
    assert_limits(played(slow))
    (told,) = [trouble for trouble in slow.troubles if "fell behind" in trouble]
    assert told.startswith("this host fell behind by up to ")
    assert "let it do less beside this" in told
    assert not any("--lead-ms" in trouble for trouble in slow.troubles)


@pytest.mark.parametrize("away_ms", [150, 700])
def test_after_one_stall_the_loop_is_in_time_again_and_says_how_many_rows_it_left_out(
    monkeypatch, short_speech, assert_limits, away_ms
):
    slowly(monkeypatch, lambda wait: away_ms if wait == 150 else 0)
    stalled = perform(Request(short_speech))
    assert stalled.missed == 1
    assert_limits(played(stalled))
    behind = [trouble for trouble in stalled.troubles if "fell behind" in trouble]
    assert len(behind) == 1
    assert f"by up to {away_ms - 10} ms" in behind[0] or f"by up to {away_ms} ms" in behind[0]
    dates_ns = np.array([row.t_ns for row in stalled.loop.rows])
    left_out = int((np.diff(dates_ns) // (10 * MS) - 1).sum())
    assert left_out == pytest.approx((away_ms - 85) / 10, abs=1.5)
    assert f"{left_out} rows were left out" in behind[0]


def test_a_stall_that_the_lead_hides_leaves_no_row_out(monkeypatch, short_speech):
    slowly(monkeypatch, lambda wait: 70 if wait == 150 else 0)
    assert perform(Request(short_speech)).troubles == ()


@pytest.mark.parametrize("away_ms", [150, 900])
def test_a_life_that_was_away_goes_on_in_the_present_with_what_it_was_told(
    monkeypatch, short_speech, assert_limits, away_ms
):
    with Robot.twin() as robot:
        robot.wait(1.0)
        link, life = robot.link, robot.link.life
        begun_ns = link.now_ns()
        spoken = robot.say(short_speech)
        robot.wait(0.5)
        robot.express("happy")
        link.device.clock.wait_until(link.now_ns() + away_ms * MS)
        heard = robot.nod()
        robot.wait(0.05)
        assert life.loop.rows[-1].t_ns - link.now_ns() > 80 * MS
        assert heard.state == "started"
        assert spoken.wait() == "finished"
        unshown = (
            f"{(away_ms - 85) / 1000:.1f} s of its motion were not shown: this host was behind"
        )
        assert spoken.reason == (unshown if away_ms > 500 else "")
        status = robot.status()
        rows = [row for row in life.loop.rows if row.t_ns > begun_ns]
        dates_ns = np.array([row.t_ns for row in rows])
        assert set(np.diff(dates_ns) % (10 * MS)) == {0}
        left_out = int((np.diff(dates_ns) // (10 * MS) - 1).sum())
        assert left_out == status["left_out"] == pytest.approx((away_ms - 85) / 10, abs=1.5)
        assert status["late"] - left_out < 3
        jaw = np.array([row.sent[life.rig.index("jaw")] for row in rows])
        assert np.ptp(jaw[dates_ns > link.now_ns() - 700 * MS]) > 0.02  # the sound is there
        assert_limits(link.device.playback(begun_ns, link.now_ns()))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(away_ms=st.lists(st.integers(0, 1500), min_size=1, max_size=4), asked=st.booleans())
def test_whatever_stalls_a_life_it_ends_in_the_present_and_inside_its_limits(
    short_speech, assert_limits, away_ms, asked
):
    with Robot.twin() as robot:
        robot.wait(0.3)
        begun_ns = robot.link.now_ns()
        robot.say(short_speech)
        for stall_ms in away_ms:
            robot.wait(0.25)
            robot.link.device.clock.wait_until(robot.link.now_ns() + stall_ms * MS)
            if asked:
                robot.look_at(1.0, 0.5, 1.2)
        robot.wait(0.3)
        assert robot.link.life.loop.rows[-1].t_ns - robot.link.now_ns() > 80 * MS
        assert_limits(robot.link.device.playback(begun_ns, robot.link.now_ns()))


def test_the_command_names_the_host_and_no_lead(monkeypatch, short_speech, tmp_path):
    act = Loop.act

    def costly(loop, now_ns):  # so that rows are late although they are made at once
        loop.body.bridge._port.wait(20 * MS)
        act(loop, now_ns)

    monkeypatch.setattr(Loop, "act", costly)
    told = CliRunner().invoke(main, ["perform", str(short_speech), "--out", str(tmp_path / "o")])
    assert told.exit_code == 1
    summary = json.loads((tmp_path / "o" / "summary.json").read_text())
    assert summary["setpoints"]["late"] > 0
    assert "this host fell behind by up to" in told.output
    assert "--lead-ms" not in told.output
