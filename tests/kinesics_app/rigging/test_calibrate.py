"""What a twin hides from its rig file is found, and written there."""

from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.errors import BridgeError, RigError
from kinesics.rig.load import load_rig
from kinesics_app.cli.main import main
from kinesics_app.device.opening import open_device
from kinesics_app.device.servos import servos_of
from kinesics_app.rigging.by_hand import by_hand, demand_moved, inset
from kinesics_app.rigging.edit import edit_rig, with_joint_value
from kinesics_app.rigging.lag import fitted_lag, measure_lag


def hidden(rig, name, lag_s):
    """Servos of which this one is late by `lag_s` in all: dead time, and a loop of 16 ms."""
    servos = servos_of(rig)
    column = rig.index(name)
    changed = {
        key: np.array(getattr(servos, key))
        for key in ("dead_time_s", "natural_frequency_hz", "damping")
    }
    loop_s = 0.016
    changed["damping"][column] = 0.9
    changed["natural_frequency_hz"][column] = 0.9 / (np.pi * loop_s)
    changed["dead_time_s"][column] = lag_s - loop_s
    return replace(servos, **changed)


@pytest.mark.parametrize("lag_ms", [20, 47, 83, 120])
@pytest.mark.parametrize("name", ["jaw", "neck_yaw"])
def test_a_hidden_lag_is_found_within_five_milliseconds(humanoid, name, lag_ms):
    servos = hidden(humanoid, name, lag_ms * 1e-3)
    with open_device("twin", humanoid, live=False, servos=servos) as device:
        found = measure_lag(device, humanoid, name)
    assert found.lag_s * 1e3 == pytest.approx(lag_ms, abs=5.0)
    assert found.fit > 0.97


def test_a_joint_that_does_not_follow_is_not_given_a_lag(humanoid):
    servos = servos_of(humanoid)
    still = np.array(servos.velocity_max)
    still[humanoid.index("jaw")] = 1e-6
    with (
        open_device(
            "twin", humanoid, live=False, servos=replace(servos, velocity_max=still)
        ) as device,
        pytest.raises(BridgeError, match="does not move as played"),
    ):
        measure_lag(device, humanoid, "jaw")


def test_a_lag_between_two_samples_is_found():
    t_s = np.arange(0, 6, 0.02)
    found = fitted_lag(t_s, np.sin(5 * t_s), 0.8 * np.sin(5 * (t_s - 0.0333)) + 0.1)
    assert found.lag_s == pytest.approx(0.0333, abs=5e-4)


def test_the_rig_file_gets_one_value_and_keeps_every_other_line(my_rig):
    before = my_rig.read_text()
    arguments = ["calibrate", "lag", "jaw", "--robot", str(my_rig), "--write"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    after = my_rig.read_text()
    changed = [
        (old, new) for old, new in zip(before.split("\n"), after.split("\n"), strict=True)
        if old != new
    ]  # fmt: skip
    assert len(changed) == 1
    assert changed[0][1].startswith("lag_ms = 3")
    assert load_rig(str(my_rig)).joints[load_rig("humanoid").index("jaw")].lag_s < 0.034


def test_a_rig_file_of_windows_keeps_its_line_ends(my_rig):
    before = my_rig.read_text()
    my_rig.write_bytes(before.replace("\n", "\r\n").encode())
    assert edit_rig(str(my_rig), lambda text: text + "# mine\n") == my_rig
    assert my_rig.read_bytes() == (before + "# mine\n").replace("\n", "\r\n").encode()
    with pytest.raises(RigError):
        edit_rig(str(my_rig), lambda text: text + "no = toml =\n")
    assert my_rig.read_bytes() == (before + "# mine\n").replace("\n", "\r\n").encode()


def test_a_shipped_rig_is_not_written_to():
    result = CliRunner().invoke(main, ["calibrate", "lag", "jaw", "--write"])
    assert result.exit_code == 2
    assert "copy its file" in result.output


@pytest.mark.parametrize("write", [[], ["--write"]])
@pytest.mark.parametrize("joint", ["neck_yaw", "jaw"])
def test_a_joint_that_nobody_moved_has_no_limits(my_rig, joint, write):
    before = my_rig.read_bytes()
    still = ["calibrate", "limits", joint, "--for-s", "0.5", "--robot", str(my_rig), *write]
    result = CliRunner().invoke(main, still)
    assert result.exit_code == 2
    assert f"{joint} was not moved: it stayed at " in result.output
    assert "position [" not in result.output
    assert my_rig.read_bytes() == before


def test_little_way_is_way_when_it_is_more_than_noise(humanoid):
    jaw = humanoid.joints[humanoid.index("jaw")]
    demand_moved(jaw, 0.1, 0.12)
    with pytest.raises(BridgeError, match=r"jaw was not moved: .* 0\.1030 rad, within 0\.006"):
        demand_moved(jaw, 0.1, 0.106)


def test_neutral_is_taken_from_a_hand(my_rig):
    arguments = ["calibrate", "neutral", "neck_yaw", "--robot", str(my_rig), "--write"]
    result = CliRunner().invoke(main, arguments, input="\n")
    assert result.exit_code == 0, result.output
    assert "neck_yaw: neutral " in result.output


def test_a_hand_that_moves_the_joint_is_watched(humanoid):
    column = humanoid.index("neck_yaw")
    with by_hand(None, humanoid, "neck_yaw") as hand:
        clock, twin = hand._device.clock, hand._device._twin
        wait_until = clock.wait_until

        def moved(t_ns):
            twin.place(column, 0.5 * np.sin(t_ns * 1e-9 * 6.0))
            wait_until(t_ns)

        clock.wait_until = moved
        low, high = inset(*hand.watch(3.0))
    assert (low, high) == (pytest.approx(-0.48, abs=0.02), pytest.approx(0.48, abs=0.02))


def test_one_line_of_a_joint_is_found_among_many():
    text = '[[joints]]\nname = "a"\nlag_ms = 1 # old\n[[joints]]\nname = "ab"\nlag_ms = 2\n'
    assert with_joint_value(text, "a", "lag_ms", "7") == text.replace("1 #", "7 #")
    assert with_joint_value(text, "ab", "lag_ms", "7") == text.replace("= 2", "= 7")
    assert with_joint_value(text, "a", "lag_ms", "1.000") == text  # the same in other digits
    with pytest.raises(RigError, match="no line 'neutral"):
        with_joint_value(text, "a", "neutral", "0")
    with pytest.raises(RigError, match=r"no .* named 'c'"):
        with_joint_value(text, "c", "lag_ms", "0")


@pytest.mark.parametrize("what", ["neutral", "direction"])
def test_a_question_that_nobody_can_answer_is_told(what):
    result = CliRunner().invoke(main, ["calibrate", what, "jaw"], input="")
    assert result.exit_code == 2
    assert "this asks a person, and standard input has ended: run it in a terminal" in result.output
