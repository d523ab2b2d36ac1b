"""SIGHUP: what can change while it lives does, without a jump; of a faulty file nothing is used."""

import logging
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.errors import ConfigError, IntentError
from kinesics_app.cli import run as cli_run
from kinesics_app.cli.main import main
from kinesics_app.processes.interrupts import Ending
from kinesics_app.robot import Robot
from kinesics_app.run.reload import Reload, changes
from kinesics_app.run.run import live
from kinesics_app.run.senses import Senses
from kinesics_app.settings.run_request import RunRequest

USUAL = RunRequest()


def reloaded(robot, old, new, caplog):
    """What came of it, and what was told."""
    end = Ending()

    def again():
        if isinstance(new, Exception):
            raise new
        return new

    reload = Reload(old, again, end)
    caplog.clear()
    with caplog.at_level(logging.INFO):
        assert reload.heed(robot.link.life) is False
        end.hung_up = True
        done = reload.heed(robot.link.life)
    assert not end.hung_up
    assert not end.asked
    return reload, done, [record.getMessage() for record in caplog.records]


def gain(robot, dial):
    """As of now, a second ahead."""
    return robot.link.life.loop.body.mixer._dials[dial].at(robot.link.now_ns() + 10**9)


def test_what_can_change_does_and_what_cannot_is_told_by_name(robot, caplog):
    new = replace(
        USUAL,
        persona=("warmth=0.9",),
        dials=("pose=0.4",),
        off=("blink", "gaze"),
        quiet=True,
        lead_ms=150.0,
        robot="desk_robot",
    )
    reload, done, told = reloaded(robot, USUAL, new, caplog)
    assert done
    assert reload.request == new
    for part in ("warmth 0.5 -> 0.9", "quiet False -> True", "dials - -> pose=0.4"):
        assert part in told[0]
    assert told[1] == (
        "not before kinesics run is begun again: robot humanoid -> desk_robot; lead_ms 100 -> 150"
    )
    robot.wait(1.0)
    quieting = robot.link.life.loop.body.quieting
    assert robot.status()["persona"]["warmth"] == 0.9
    assert robot.status()["off"] == ["blink", "gaze"]
    assert gain(robot, "gaze") == 0.0
    assert gain(robot, "pose") == pytest.approx(0.4)
    assert quieting.rows > 50
    _, done, _ = reloaded(robot, new, USUAL, caplog)
    assert done
    robot.wait(1.0)
    assert gain(robot, "pose") == gain(robot, "gaze") == 1.0
    rows = quieting.rows
    robot.wait(0.5)
    assert quieting.rows == rows


def test_how_level_it_keeps_how_loud_it_opens_and_what_networks_may_cost_change(robot, caplog):
    life = robot.link.life
    new = replace(USUAL, level=False, loudness=0.7, budget_ms=1.5)
    _, done, told = reloaded(robot, USUAL, new, caplog)
    assert done
    assert len(told) == 1
    for part in ("level True -> False", "loudness 0 -> 0.7", "budget_ms 3 -> 1.5"):
        assert part in told[0]
    assert life.status()["level"] is False
    (lips,) = [one for one in life.loop.analysers if one.name == "loudness"]
    assert lips.depth == 0.7
    with pytest.raises(IntentError, match="not to keep level"):
        life.hear({"base": {"roll_rad": 0.1, "pitch_rad": 0.0}}, robot.link.now_ns())
    reloaded(robot, new, USUAL, caplog)
    life.hear({"base": {"roll_rad": 0.1, "pitch_rad": 0.0}}, robot.link.now_ns())
    assert (life.status()["level"], lips.depth) == (True, 0.0)


def test_who_is_to_end_before_its_first_tick_has_a_row_from_which_it_is_parked():
    end = Ending()
    end.asked = True
    door = SimpleNamespace(receive=list, send=lambda told: None, tell_in_vain=None)
    log = SimpleNamespace(turn=lambda *told: None)
    with Robot.twin() as one:
        life, device = one.link.life, one.link.device
        assert len(life.loop.rows) == 0
        assert live(life, device, (door, log, Senses()), Reload(USUAL, None, end)) == ""
        assert len(life.loop.rows) == 1


@pytest.mark.parametrize(
    "faulty",
    [
        ConfigError("robot.toml: no setting 'leed_ms'; nearest: lead_ms"),
        replace(USUAL, persona=("warmth=0.9",), dials=("nobody=1",)),
        replace(USUAL, persona=("warmth=0.9",), dials=("lips=1@0-1",)),
        replace(USUAL, dials=("pose=0",), persona=("humour=1",)),
        replace(USUAL, dials=("pose=0",), emotion="hapy"),
        replace(USUAL, dials=("pose=0",), off=("juggling",)),
    ],
)
def test_of_a_faulty_file_nothing_is_used_and_the_reason_is_told(robot, caplog, faulty):
    reload, done, told = reloaded(robot, USUAL, faulty, caplog)
    assert not done
    assert reload.request is USUAL
    assert len(told) == 1
    assert told[0].startswith("not reloaded, everything stays as it was: ")
    robot.wait(0.5)
    assert robot.status()["persona"]["warmth"] == 0.5
    assert gain(robot, "pose") == 1.0


def test_a_change_moves_nothing_by_a_jump(robot, caplog):
    life, device = robot.link.life, robot.link.device
    robot.express("happy")
    robot.say(np.float32(0.3) * np.sin(np.arange(48_000) / 17.0).astype(np.float32))
    robot.wait(1.0)
    device.trace()
    old = USUAL
    for number in range(6):
        odd = number % 2 == 0
        new = replace(
            USUAL,
            dials=("face=0", "pose=2", "lips=0.2") if odd else (),
            persona=("energy=1", "warmth=0") if odd else (),
            quiet=odd,
        )
        assert reloaded(robot, old, new, caplog)[1]
        old = new
        robot.wait(0.35)
    trace, limits = device.trace(), life.rig.limits
    for order, limit in enumerate((limits.velocity, limits.acceleration, limits.jerk), 1):
        most = np.abs(np.diff(trace.played, order, axis=0)).max(axis=0) * 1000.0**order
        assert (most <= limit + 2**order * 2e-12 * 1000.0**order).all()


def test_nothing_is_told_as_changed_where_nothing_is():
    assert changes(USUAL, replace(USUAL)) == ([], [])
    assert changes(USUAL, replace(USUAL, persona=("warmth=0.5",))) == ([], [])


def test_options_stay_above_a_file_that_is_read_again(tmp_path):
    path = tmp_path / "robot.toml"
    path.write_text("lead_ms = 120\nwarmth = 0.6\n")
    typed = [str(path), "--lead-ms", "150", "--dial", "lips=0.5"]
    assert cli_run._read_again(typed).lead_ms == 150.0
    path.write_text("lead_ms = 130\nwarmth = 0.7\ndials = ['pose=0.2']\n")
    again = cli_run._read_again(typed)
    assert (again.lead_ms, again.persona, again.dials) == (150.0, ("warmth=0.7",), ("lips=0.5",))
    path.write_text("lead_ms = 3\n")
    with pytest.raises(ConfigError, match="lead_ms is 3; wanted 25 to 1000 ms"):
        cli_run._read_again(typed)


def test_explain_says_what_a_reload_changes():
    for key, acts in (("dials", "at once"), ("warmth", "at once"), ("lead_ms", "a life begins")):
        assert acts in CliRunner().invoke(main, ["config", "explain", key]).output
