"""Every behaviour can be switched off and on while it lives, fades, and can be kept in the file."""

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinesics.errors import ConfigError, IntentError, TrackError
from kinesics_app.cli.main import main
from kinesics_app.device.opening import open_device
from kinesics_app.robot import Robot
from kinesics_app.run.run import begin_life, character_for
from kinesics_app.settings.config_save import kept, told_now
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.tick.delays import Delays, mouth_lag_ms

RATE_HZ, TICK_NS, AHEAD_NS = 16_000, 10_000_000, 110_000_000
BEHAVIOURS = (
    *("breathing", "stance", "gaze", "blink", "gesture"),
    *("speech", "head", "signs", "brows", "emotion"),
)


@pytest.fixture(scope="module")
def robot():
    with Robot.twin() as one:
        one.wait(0.5)
        yield one


@pytest.fixture
def twin_for_commands(robot, monkeypatch):
    """Commands talk to the twin, and leave it open."""
    monkeypatch.setattr(Robot, "running", classmethod(lambda cls, socket=None: robot))
    monkeypatch.setattr(robot, "close", lambda: None)


def kinesics(*words):
    return CliRunner().invoke(main, [*map(str, words)])


def part(robot, name):
    """What a behaviour puts into the mix now, of the newest row's date."""
    life = robot.link.life
    return life.loop.body.mixer.part(name, life.loop.rows[-1].t_ns + life.loop.early_ns)


def test_each_behaviour_of_this_robot_has_a_switch(robot):
    assert tuple(robot.status()["behaviours"]) == BEHAVIOURS


@pytest.mark.parametrize("name", ["breathing", "gaze", "stance"])
def test_what_is_off_shows_nothing_and_comes_back_as_it_would_have_been(robot, name):
    with Robot.twin(seed=3) as one, Robot.twin(seed=3) as other:
        one.behaviour(name, on=False)
        for robot_ in (one, other):
            robot_.wait(2.0)
        assert np.abs(part(other, name)).max() > 1e-4
        assert not part(one, name).any()
        assert one.status()["off"] == [name]
        one.behaviour(name, on=True)
        for robot_ in (one, other):
            robot_.wait(2.0)
        np.testing.assert_allclose(part(one, name), part(other, name), atol=1e-12)
        assert one.status()["off"] == []


@pytest.mark.parametrize("name", ["breathing", "gaze", "stance"])
def test_of_what_is_scaled_so_much_is_shown_also_when_it_was_off_meanwhile(name):
    with Robot.twin(seed=3) as one, Robot.twin(seed=3) as other:
        one.behaviour(name, gain=0.5)
        for robot_ in (one, other):
            robot_.wait(2.0)
        assert np.abs(part(other, name)).max() > 1e-4
        np.testing.assert_allclose(part(one, name), 0.5 * part(other, name), atol=1e-12)
        assert one.status()["dials"] == {name: 0.5}
        one.behaviour(name, on=False)
        one.behaviour(name, gain=0.25)
        for robot_ in (one, other):
            robot_.wait(1.0)
        assert not part(one, name).any()
        one.behaviour(name, on=True)
        for robot_ in (one, other):
            robot_.wait(2.0)
        np.testing.assert_allclose(part(one, name), 0.25 * part(other, name), atol=1e-12)
        one.behaviour(name, gain=1.0)
        one.wait(0.1)
        assert (one.status()["dials"], one.status()["off"]) == ({}, [])


def test_a_robot_is_born_with_the_gains_it_is_told(humanoid):
    request = RunRequest(dials=("blink=0.5", "gaze=0.25", "lips=0.7"), off=("blink",))
    character = character_for(humanoid, request)
    with open_device("twin", humanoid, live=False) as device:
        pose = device.bring_up(AHEAD_NS, TICK_NS)
        delays = Delays(request.lookahead_ms, request.lead_ms, mouth_lag_ms(humanoid))
        life = begin_life((humanoid, pose, device), character, delays, request)
        status = life.status()
        life.tick(device.next_tick_ns)
        told = life.loop.body.mixer.gains
    assert status["dials"] == {"blink": 0.5, "gaze": 0.25, "lips": 0.7}
    assert status["off"] == ["blink"]
    assert told == {"blink": 0.0, "gaze": 0.25, "lips": 0.7}
    with pytest.raises(TrackError, match="expression, breathing, stance"):
        character_for(humanoid, RunRequest(dials=("blinks=0.5",)))


def test_where_all_is_off_nothing_moves_the_eyes_neither():
    with Robot.twin(seed=3) as one:
        one.wait(2.0)
        for name in one.status()["behaviours"]:
            one.behaviour(name, on=False)
        one.wait(11.0)
        rows = [*one.link.life.loop.rows][-800:]
    assert len(rows) == 800
    assert np.ptp([row.channels for row in rows], axis=0).max() < 1e-12


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(
    turns=st.lists(
        st.tuples(
            st.sampled_from(BEHAVIOURS),
            st.one_of(st.booleans(), st.floats(0.0, 2.0)),
            st.floats(0.1, 2.0),
            st.floats(0, 0.7),
        ),
        min_size=3,
        max_size=14,
    )
)
def test_whatever_is_switched_when_nothing_jumps(robot, turns):
    life, device = robot.link.life, robot.link.device
    t_s = np.arange(4 * RATE_HZ) / RATE_HZ
    robot.say((0.3 * np.sin(2 * np.pi * 130 * t_s) * np.sin(9 * t_s)).astype(np.float32))
    robot.express("surprised")
    robot.gesture("wave")
    robot.nod()
    device.trace()
    for name, told, ramp_s, wait_s in turns:
        how = {"on": told} if isinstance(told, bool) else {"gain": told}
        robot.behaviour(name, **how, ramp_s=ramp_s)
        robot.wait(wait_s)
    for name in BEHAVIOURS:
        robot.behaviour(name, on=True, gain=1.0)
    robot.wait(0.6)
    robot.reset()
    robot.wait(1.0)
    assert not life.loop.died
    assert life.loop.rejected == 0
    trace, limits = device.trace(), life.rig.limits
    for order, limit in enumerate((limits.velocity, limits.acceleration, limits.jerk), 1):
        most = np.abs(np.diff(trace.played, order, axis=0)).max(axis=0) * 1000.0**order
        assert (most <= limit + 2**order * 2e-12 * 1000.0**order).all()


def test_what_there_is_not_is_refused(robot, twin_for_commands):
    robot.behaviour("juggling", on=False)
    with pytest.raises(IntentError, match="no behaviour 'juggling'; this robot has breathing"):
        robot.wait(0.1)
    refused = kinesics("intent", "behaviour", "juggling", "off")
    assert refused.exit_code == 2
    assert "no behaviour 'juggling'" in refused.output


def test_what_no_robot_would_take_is_refused_by_the_call_that_tells_it(robot):
    wrong = [
        (lambda: robot.dial("lips", 9.0), "dial: gain is 9.0; wanted"),
        (lambda: robot.dial("ears", 1.0), "dial: name is 'ears'; wanted"),
        (lambda: robot.target("person:1", (1.0, 2.0)), "target: position_m is"),
        (lambda: robot.target("person:1", (np.nan, 2.0, 1.0)), "target: position_m is"),
        (lambda: robot.partner(2.0), "partner: speaks is 2.0; wanted"),
        (lambda: robot.base(0.1), "pitch_rad"),
        (lambda: robot.base(np.nan, 0.0), "base: roll_rad is nan; wanted"),
        (lambda: robot.persona(warmth=2.0), "persona: warmth is 2.0; wanted"),
        (lambda: robot.persona(charm=0.5), "charm"),
        (lambda: robot.behaviour("blink", on=True, ramp_s=0.0), "behaviour: ramp_s is 0.0"),
        (lambda: robot.behaviour("blink", gain=2.5), "behaviour: gain is 2.5; wanted"),
        (lambda: robot.behaviour("blink"), "behaviour: no 'on'"),
        (lambda: robot.trim(1000.0), "trim: ms is 1000.0; wanted"),
    ]
    for call, reason in wrong:
        with pytest.raises(IntentError, match=reason):
            call()
        robot.wait(0.02)  # and nothing of it is left for the next


@pytest.mark.parametrize(
    ("words", "exit_code", "said"),
    [
        (["look-at", "1", "-0.2", "1.4", "--hold", "0.2"], 0, "started"),
        (["look-at", "-.3", "-1e-1", "--style", "eyes", "--hold", "0.2"], 0, "started"),
        (["target", "person:1", "1", "-0.2", "-1.4"], 0, ""),
        (["target", "cup", "1", "0", "1", "--confidence", "0.7"], 0, ""),
        (["target", "cup", "1", "0", "1", "--confidence", "7"], 2, "confidence is 7.0; wanted"),
        (["look-at", "1", "-0.2", "--stile", "eyes"], 2, "--stile"),
        (["look-at", "1", "-nan", "1.4"], 2, "wanted a list of 3 finite numbers"),
        (["look-at", "you", "me"], 2, "'you' to look at; wanted x y z"),
        (["target", "person:1", "1", "--ttl", "2", "0"], 2, "takes 3 values"),
    ],
)  # fmt: skip
def test_a_number_may_be_negative(robot, twin_for_commands, words, exit_code, said):
    told = kinesics("intent", *words)
    robot.reset()
    assert told.exit_code == exit_code, told.output
    assert said in told.output


def test_where_nothing_was_changed_no_file_is_written_and_that_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(Robot, "running", classmethod(lambda cls, socket=None: cls.twin()))
    path = tmp_path / "robot.toml"
    told = kinesics("config", "save", path)
    assert told.exit_code == 0, told.output
    assert told.output == f"{path}: not written; nothing was changed\n"
    assert not path.exists()


def test_what_was_changed_live_is_kept_in_the_file_and_all_else_stays(
    robot, twin_for_commands, tmp_path
):
    path = tmp_path / "robot.toml"
    path.write_text(
        "# of the lobby\nlead_ms = 120.0  # its computer is slow\nwarmth = 0.5   # neither\n"
        'dials = ["pose=0.5"] # calm\n'
    )
    assert kinesics("intent", "behaviour", "blink", "off").exit_code == 0
    assert kinesics("intent", "persona", "warmth=0.8").exit_code == 0
    assert kinesics("intent", "dial", "lips=0.7", "gaze=0.8").exit_code == 0
    assert kinesics("intent", "behaviour", "blink", "0.5").exit_code == 0
    for wrong in ("2.5", "nan", "maybe"):
        refused = kinesics("intent", "behaviour", "blink", wrong)
        assert f"'{wrong}' for a behaviour; wanted on, off, or a gain 0..2" in refused.output
    dry = kinesics("config", "save", path, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert '+off = ["blink"]' in dry.output
    assert "warmth = 0.8" not in path.read_text()
    saved = kinesics("config", "save", path)
    assert saved.output == dry.output
    assert path.read_text() == (
        "# of the lobby\nlead_ms = 120.0  # its computer is slow\nwarmth = 0.8   # neither\n"
        'dials = ["blink=0.5", "gaze=0.8", "lips=0.7"] # calm\noff = ["blink"]\n'
    )
    assert kinesics("config", "check", path).exit_code == 0
    assert "nothing was changed" in kinesics("config", "save", path).output
    windows = tmp_path / "windows.toml"
    windows.write_bytes(b"lead_ms = 120.0\r\nwarmth = 0.5\r\n")
    assert kinesics("config", "save", windows).exit_code == 0
    assert windows.read_bytes().startswith(b"lead_ms = 120.0\r\nwarmth = 0.8\r\ndials = [")
    assert windows.read_bytes().count(b"\n") == windows.read_bytes().count(b"\r\n") == 4
    robot.behaviour("blink", on=True, gain=1.0)
    robot.behaviour("gaze", gain=1.0)
    robot.persona(warmth=0.5)
    robot.dial("lips", 1.0)
    robot.wait(1.0)
    assert kinesics("config", "save", path).exit_code == 0
    assert "dials = [] # calm\noff = []\n" in path.read_text()


def test_a_file_that_is_not_there_gets_what_is_not_usual(robot, tmp_path):
    before, after = kept(tmp_path / "new.toml", told_now({**robot.status(), "off": ["gaze"]}))
    assert (before, after) == ("", 'off = ["gaze"]\n')


def test_what_is_told_in_several_lines_is_refused_and_not_spoilt(robot, tmp_path):
    path = tmp_path / "robot.toml"
    path.write_text('dials = [\n  "pose=0.5",\n]\n')
    with pytest.raises(ConfigError, match="dials"):
        kept(path, told_now(robot.status()))
    path.write_text("leed_ms = 3\n")
    with pytest.raises(ConfigError, match="nearest: lead_ms"):
        kept(path, told_now(robot.status()))
