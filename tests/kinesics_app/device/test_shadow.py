"""A shadow run decides everything and moves nothing."""

import json

import numpy as np
from click.testing import CliRunner

from kinesics_app.cli.main import main
from kinesics_app.performance.perform import Request, perform


def test_a_shadow_runs_like_the_robot_and_moves_nothing(short_speech):
    real = perform(Request(short_speech))
    shadow = perform(Request(short_speech, shadow=True))
    assert shadow.troubles == ()
    take = shadow.take
    assert np.isnan(take.sent).all()
    assert np.isnan(take.trace_played).all()  # nothing was
    assert np.ptp(take.trace_measured, axis=0).max() < 0.02  # noise
    assert shadow.device.bridge.counters["rows_sent"] == 0
    assert "ACTIVE" not in {after for *_, after in shadow.device.bridge.events}
    jaw = take.joint("jaw")
    assert np.ptp(take.asked[:, jaw]) > 0.8 * np.ptp(real.take.asked[:, jaw]) > 0


def test_the_command_says_so_and_the_summary_keeps_it(short_speech, tmp_path):
    arguments = ["perform", str(short_speech), "--shadow", "--out", str(tmp_path)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "shadow: nothing was sent" in result.output
    assert "watched               where the robot was, at 1000 Hz; 0 CRC errors" in result.output
    for meaningless in ("as played", "-0.0%", "error [ms]", "setpoints", "lip closures"):
        assert meaningless not in result.output
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["shadow"] is True
    assert summary["setpoints"]["sent"] == 0
    assert summary["as_played"]["largest"]["position"] == {"share": None, "joint": None}
    assert summary["actuation_error"]["joints"] == {}
    assert summary["closures"] is None
