"""What each joint has done: known motion, known figures; kept from run to run."""

import json
import os
import re

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.errors import RecordError
from kinesics.rig.load import load_rig
from kinesics_app.cli.main import main
from kinesics_app.robot import Robot
from kinesics_app.run.odometer import FIGURES, Odometer, read_odometer

MS = 1_000_000
STEP_NS = 40 * MS


@pytest.fixture(scope="module")
def rig():
    return load_rig("humanoid")


def moved(odometer, rig, name, positions, heat_c=None):
    """One joint goes there, 40 ms apart; all others rest in the middle."""
    middle = np.array([(one.position_min + one.position_max) / 2 for one in rig.joints])
    column = rig.index(name)
    for n, position in enumerate(positions):
        pose = middle.copy()
        pose[column] = position
        odometer.look((n + 1) * STEP_NS, pose, heat_c)
    return odometer.told()["joints"][name]


def test_hours_way_and_changes_of_direction_of_a_known_motion(rig, tmp_path):
    odometer = Odometer(tmp_path / "o.json", rig)
    t_s = np.arange(0, 60.0, 0.04)
    told = moved(odometer, rig, "neck_yaw", 0.5 * np.sin(2 * np.pi * 0.5 * t_s))
    assert told["on_s"] == pytest.approx(60.0, abs=0.1)
    assert told["travel"] == pytest.approx(30 * 4 * 0.5, rel=0.05)
    assert told["reversals"] == pytest.approx(60, abs=1)
    still = odometer.told()["joints"]["jaw"]
    assert (still["travel"], still["reversals"], still["on_s"]) == (0.0, 0.0, told["on_s"])


def test_noise_of_a_sensor_is_no_way(rig, tmp_path):
    joint = rig.joints[rig.index("neck_yaw")]
    span = joint.position_max - joint.position_min
    noise = np.random.default_rng(0).uniform(-0.003, 0.003, 5000) * span
    told = moved(Odometer(tmp_path / "o.json", rig), rig, "neck_yaw", noise)
    assert (told["travel"], told["reversals"]) == (0.0, 0.0)


def test_time_near_an_end_and_heat(rig, tmp_path):
    odometer = Odometer(tmp_path / "o.json", rig)
    joint = rig.joints[rig.index("neck_yaw")]
    heat_c = np.full(len(rig.joints), np.nan)
    heat_c[rig.index("neck_yaw")] = 65.0
    told = moved(odometer, rig, "neck_yaw", [joint.position_max] * 251, heat_c)
    assert told["extreme_s"] == told["hot_s"] == pytest.approx(10.0, abs=0.1)
    assert told["hottest_c"] == 65.0
    other = odometer.told()["joints"]["jaw"]
    assert (other["extreme_s"], other["hot_s"], other["hottest_c"]) == (0.0, 0.0, None)


def test_a_time_in_which_nobody_looked_counts_nothing(rig, tmp_path):
    odometer = Odometer(tmp_path / "o.json", rig)
    pose = np.array([joint.neutral for joint in rig.joints])
    for t_ns in (STEP_NS, 2 * STEP_NS, 10**12, 10**12 + STEP_NS):
        odometer.look(t_ns, pose, None)
    assert odometer.told()["joints"]["jaw"]["on_s"] == pytest.approx(0.08)


def test_it_goes_on_from_its_file(rig, tmp_path):
    path = tmp_path / "deep" / "o.json"
    t_s = np.arange(0, 10.0, 0.04)
    first = Odometer(path, rig)
    once = moved(first, rig, "neck_yaw", np.sin(t_s))
    first.save()
    twice = moved(Odometer(path, rig), rig, "neck_yaw", np.sin(t_s))
    for name in ("on_s", "travel", "reversals"):
        assert twice[name] == pytest.approx(2 * once[name], abs=0.01)
    shown = CliRunner().invoke(main, ["odometer", "--file", str(path)])
    assert shown.exit_code == 0
    assert "neck_yaw" in shown.output


def test_a_file_that_is_spoilt_is_kept_aside_and_told_and_it_begins_anew(rig, tmp_path, caplog):
    path = tmp_path / "o.json"
    half = r'{"joints": {"\ud800": {"on_s": 5}}}'  # of a letter: it could not be written again
    harmed = ("{", "[]", '{"joints": 3}', '{"joints": {"jaw": 3}}', "[" * 100_000, half)
    for n, spoilt in enumerate(harmed, start=1):
        path.write_text(spoilt)
        with pytest.raises(RecordError):
            read_odometer(path)
        odometer = Odometer(path, rig)
        assert odometer.told()["joints"]["jaw"]["on_s"] == 0.0
        assert f"it is kept as o.damaged-{n}.json, and it begins anew" in caplog.text
        odometer.save()
        assert (tmp_path / f"o.damaged-{n}.json").read_text() == spoilt
        assert read_odometer(path)["robot"] == rig.name
        caplog.clear()


def test_a_pipe_in_its_place_holds_nobody_up(rig, tmp_path):
    os.mkfifo(tmp_path / "o.json")
    assert Odometer(tmp_path / "o.json", rig).told()["joints"]["jaw"]["on_s"] == 0.0
    with pytest.raises(RecordError, match="is no file"):
        read_odometer(tmp_path / "o.json")


def test_what_a_joint_did_that_the_robot_no_longer_has_is_kept(rig, tmp_path):
    path = tmp_path / "o.json"
    path.write_text(json.dumps({"joints": {"tail": {"on_s": 7.0}, "jaw": {"on_s": 2.0}}}))
    Odometer(path, rig).save()
    joints = read_odometer(path)["joints"]
    assert (joints["tail"]["on_s"], joints["tail"]["hottest_c"]) == (7.0, None)
    assert joints["jaw"]["on_s"] == 2.0
    shown = CliRunner().invoke(main, ["odometer", "--file", str(path)], catch_exceptions=False)
    assert "tail" in shown.output


def test_figures_of_a_file_that_are_no_numbers_begin_anew_alone(rig, tmp_path):
    path = tmp_path / "o.json"
    path.write_text(json.dumps({"joints": {"jaw": {"on_s": 7.0, "travel": "far"}}}))
    told = Odometer(path, rig).told()["joints"]["jaw"]
    assert (told["on_s"], told["travel"]) == (7.0, 0.0)


@pytest.mark.parametrize("harmed", ["1e999", "NaN", "9" * 400])
def test_a_figure_that_cannot_be_begins_anew_alone_and_is_written_again(rig, tmp_path, harmed):
    path = tmp_path / "o.json"
    path.write_text(f'{{"joints": {{"jaw": {{"on_s": {harmed}, "travel": 2.0}}}}}}')
    shown = CliRunner().invoke(main, ["odometer", "--file", str(path)], catch_exceptions=False)
    assert "0.00 h" in shown.output
    Odometer(path, rig).save()
    jaw = read_odometer(path)["joints"]["jaw"]
    assert (jaw["on_s"], jaw["travel"]) == (0.0, 2.0)


def test_a_disk_that_takes_nothing_is_told_and_no_more(rig, tmp_path, caplog):
    (tmp_path / "file").write_text("no folder")
    Odometer(tmp_path / "file" / "o.json", rig).save()
    assert "the odometer cannot be kept" in caplog.text


def test_a_disk_that_stays_full_is_told_once_and_once_when_it_is_over(rig, tmp_path, caplog):
    (tmp_path / "o.json.part").symlink_to("/dev/full")
    odometer = Odometer(tmp_path / "o.json", rig)
    for _ in range(3):
        (tmp_path / "o.json.part").unlink(missing_ok=True)
        (tmp_path / "o.json.part").symlink_to("/dev/full")
        odometer.save()
    odometer.save()
    odometer.save()
    assert caplog.text.count("the odometer cannot be kept") == 1
    assert re.search(r"No space left on device; wanted \d+ kB free for this file", caplog.text)
    assert caplog.text.count("the odometer is kept again") == 1


def test_a_living_robot_is_counted_and_written_after_a_minute(tmp_path):
    with Robot.twin() as robot:
        path = tmp_path / "o.json"
        odometer = Odometer(path, robot.link.life.rig)
        for n in range(400):
            if n % 200 == 0:
                robot.nod()
            robot.link.tick()
            odometer.turn(robot.link.device, robot.link.life)
        assert not path.exists()
        clock = robot.link.device.clock
        clock.wait_until(clock.now_ns() + 60_000_000_000)  # nobody moves it any more
        for _ in range(100):
            odometer.turn(robot.link.device, robot.link.life)
        odometer._worker.close()
        told = read_odometer(path)
        assert set(told["joints"]) == set(robot.link.life.rig.names)
        assert set(told["joints"]["jaw"]) == {"unit", *FIGURES}
        assert told["joints"]["neck_pitch"]["travel"] > 0.2
        assert odometer.told()["joints"]["jaw"]["on_s"] == pytest.approx(4.0, abs=0.2)
