"""A host that is too slow for its loop, or away for long, is in time again as soon as it can be."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics_app.cli import main
from kinesics_app.clock import VirtualClock
from kinesics_app.loop import Loop
from kinesics_app.perform import Request, perform
from kinesics_app.playback import Playback

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
