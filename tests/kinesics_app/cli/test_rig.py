"""`kinesics rig`: drafted, checked, reported."""

import re

import pytest
from click.testing import CliRunner

from kinesics.rig import load
from kinesics.rig.load import load_rig
from kinesics_app.cli.main import main
from kinesics_app.rigging.edit import with_joint_value
from kinesics_app.rigging.report import travel_s

FOLDER = load._ROBOTS / "humanoid"
HUMANOID = (FOLDER / "humanoid.toml").read_text()

FOREIGN = """\
<robot name="Desk Head">
  <link name="base"/><link name="neck"/><link name="skull"/><link name="chin"/><link name="ear"/>
  <joint name="HeadPan" type="continuous">
    <parent link="base"/><child link="neck"/><axis xyz="0 0 1"/>
  </joint>
  <joint name="head-tilt" type="revolute">
    <parent link="neck"/><child link="skull"/><axis xyz="0 -1 0"/>
    <limit lower="-0.5" upper="0.7" velocity="3.0" effort="1.0"/>
  </joint>
  <joint name="jaw_joint" type="revolute">
    <parent link="skull"/><child link="chin"/><axis xyz="0 1 0"/>
    <limit lower="0" upper="0.35" velocity="6.0" effort="0.2"/>
  </joint>
  <joint name="ear" type="revolute">
    <parent link="skull"/><child link="ear"/><axis xyz="1 0 0"/>
    <limit lower="-1" upper="1" velocity="4.0" effort="0.1"/>
  </joint>
</robot>
"""


def invoke(*arguments):
    return CliRunner().invoke(main, ["rig", *map(str, arguments)])


def refused(*arguments):
    """What a command says that is refused, in one line."""
    result = invoke(*arguments)
    assert result.exit_code == 2, result.output
    assert result.stderr.count("\n") == 1
    return result.stderr


@pytest.fixture
def foreign(tmp_path):
    path = tmp_path / "desk.urdf"
    path.write_text(FOREIGN)
    return path


# --- new ---


def test_the_humanoids_urdf_becomes_a_rig_with_nothing_to_complain_of(tmp_path):
    out = tmp_path / "again.toml"
    result = invoke("new", "--from-urdf", FOLDER / "humanoid.urdf", "--out", out)
    assert result.exit_code == 0, result.output
    assert "41 joints, 41 of them moved by a guessed channel" in result.output
    again, own = load_rig(str(out)), load_rig("humanoid")
    assert again.names == own.names
    for key in ("position_min", "position_max", "velocity"):
        assert (getattr(again.limits, key) == getattr(own.limits, key)).all()
    assert invoke("check", out).exit_code == 0


def test_a_foreign_urdf_becomes_a_rig_that_says_what_it_did_not_understand(tmp_path, foreign):
    out = tmp_path / "desk.toml"
    result = invoke("new", "--from-urdf", foreign, "--out", out)
    assert result.exit_code == 0, result.output
    assert (
        "look at  no channel is known by the name, and nothing moves it without drives: ear"
        in result.output
    )
    rig = load_rig(str(out))
    assert rig.names == ("head_pan", "head_tilt", "jaw_joint", "ear")
    assert [joint.drives[0].gain for joint in rig.joints[:2]] == [1.0, -1.0]
    assert rig.joints[2].drives[0].channel == "jawOpen"
    checked = invoke("check", out)
    assert checked.exit_code == 1, checked.output
    warnings = [line for line in checked.output.splitlines() if not line.startswith("ok ")]
    assert warnings == ["warning  ear: no channel moves it: give it drives"]
    assert invoke("report", out).exit_code == 0


def test_nothing_is_overwritten_without_force(tmp_path, foreign):
    out = tmp_path / "desk.toml"
    out.write_text("mine")
    assert "is there already; name another --out" in refused(
        "new", "--from-urdf", foreign, "--out", out
    )
    assert out.read_text() == "mine"
    assert invoke("new", "--from-urdf", foreign, "--out", out, "--force").exit_code == 0
    assert load_rig(str(out)).name == "Desk Head"


def test_the_file_is_named_after_the_urdf(tmp_path, foreign, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert invoke("new", "--from-urdf", foreign).exit_code == 0
    assert load_rig("desk.toml").name == "Desk Head"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("</robot>", "", "not XML"),
        ("revolute", "fixed", ""),
        ('<limit lower="0" upper="0.35" velocity="6.0" effort="0.2"/>', "", "'jaw_joint': no lim"),
        ("jaw_joint", "ear", "two joints are named 'ear'"),
        ("jaw_joint", "Ear", "would both be 'ear'"),
        ('upper="0.35"', 'upper="0.01"', "needs a range of"),
        ('upper="0.35"', 'upper="400"', "wanted"),
        ("<robot ", "<!DOCTYPE robot><robot ", "document type or entities"),
    ],
)
def test_a_urdf_that_makes_no_rig_is_refused_in_one_line(tmp_path, foreign, before, after, told):
    text = FOREIGN.replace(before, after)
    if not told:  # no joint that moves
        text, told = text.replace("continuous", after), "no joint that moves"
    foreign.write_text(text)
    out = tmp_path / "desk.toml"
    assert told in refused("new", "--from-urdf", foreign, "--out", out)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["desk.urdf"]


def test_a_folder_that_is_not_there_is_told(tmp_path, foreign):
    told = refused("new", "--from-urdf", foreign, "--out", tmp_path / "no" / "desk.toml")
    assert "cannot write" in told


# --- check ---


def test_the_humanoid_is_well():
    result = invoke("check", "humanoid")
    assert result.exit_code == 0
    assert all(line.startswith("ok ") for line in result.output.splitlines())


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("velocity", "20.0", "error    .*joint 'jaw': velocity 20.0; xl330-m288 allows 9.18"),
        ("neutral", "0.9", "error    .*joint 'jaw': neutral 0.9 is outside position"),
        ("lag_ms", "0.0", "warning  jaw: lag_ms 0: xl330-m288 has 32.6"),
    ],
)
def test_a_finding_is_a_line_and_decides_the_exit_code(tmp_path, key, value, told):
    path = tmp_path / "rig.toml"
    path.write_text(with_joint_value(HUMANOID, "jaw", key, value))
    result = invoke("check", path)
    assert result.exit_code == (2 if told.startswith("error") else 1)
    assert re.search(told, result.output)
    assert "Traceback" not in result.output


def test_a_drawing_of_a_joint_that_is_not_there_is_an_error(tmp_path):
    path = tmp_path / "rig.toml"
    path.write_text(HUMANOID.replace('yaw = "waist_yaw"', 'yaw = "waist_jaw"', 1))
    result = invoke("check", path)
    assert result.exit_code == 2
    assert "names the joint 'waist_jaw'; nearest: waist_yaw" in result.output


BUS = '[[buses]]\nname = "face"\nkind = "feetech"\nport = "/dev/face"\n\n'


def on_bus(text):
    """The rig `text` with every joint on one bus, at addresses from 1 on."""
    begin, *joints = text.split("[[joints]]\n")
    seated = (f'[[joints]]\nbus = "face"\naddress = {n}\n{one}' for n, one in enumerate(joints, 1))
    return begin + BUS + "".join(seated)


def test_a_bus_that_cannot_drive_its_servos_is_an_error(tmp_path):
    path = tmp_path / "rig.toml"
    path.write_text(on_bus(HUMANOID))
    result = invoke("check", path)
    assert result.exit_code == 2
    assert re.search("error +bus 'face': ", result.output)


def test_a_file_that_is_not_there_or_no_rig_is_one_line(tmp_path):
    assert "no robot 'nobody'" in refused("check", "nobody")
    assert "no robot 'nobody'" in refused("report", "nobody")
    path = tmp_path / "rig.toml"
    path.write_text("= 3")
    assert "not a readable rig file" in refused("check", path)


# --- report ---


def test_without_a_rig_the_report_is_of_the_robot_that_perform_takes():
    result = invoke("report")
    assert result.exit_code == 0
    assert result.stdout == invoke("report", "humanoid").stdout
    assert "of humanoid, as no RIG was named; shipped: desk, humanoid, matrix" in result.stderr


def test_the_report_tells_joints_channels_mouth_and_delay():
    result = invoke("report", "humanoid")
    assert result.exit_code == 0, result.output
    for told in (
        "mouth (7)",
        "channels: 75 of 81 move a joint",
        "head: 5 of 6; without effect: head_z",
        "jaw: from jawOpen 1 to 0, 0.4 rad, takes ",
        "lower_lip: mouthClose 0 to 1, 0.008 m, takes ",
        "the sound waits 232.6 ms = look-ahead 80 + compute 20 + lead 100 + lag 32.6",
        "feedback: 41 joints tell where they are, 0 cannot",
        "wires: one firmware",
    ):
        assert told in result.output
    for name in load_rig("humanoid").names:
        assert re.search(rf"(?m)^  {name} ", result.output)


def test_a_slow_jaw_is_told(tmp_path):
    path = tmp_path / "rig.toml"
    path.write_text(with_joint_value(HUMANOID, "jaw", "velocity", "2.0"))
    line = next(one for one in invoke("report", path).output.splitlines() if "jawOpen 1 to" in one)
    assert "takes 208 ms; slower: fast speech closes less" in line


def test_a_robot_without_a_mouth_is_told(tmp_path):
    path = tmp_path / "rig.toml"
    path.write_text(HUMANOID.replace('"jawOpen"', '"breath"'))
    assert "mouth: no joint opens with jawOpen" in invoke("report", path).output


def test_the_report_names_who_is_on_which_bus(tmp_path):
    path = tmp_path / "rig.toml"
    path.write_text(on_bus(HUMANOID))
    assert "bus face: feetech on /dev/face, 50 Hz: waist_yaw, " in invoke("report", path).output


def test_the_shortest_way_is_that_of_a_triangle_or_a_trapeze():
    jaw = load_rig("humanoid").joints[load_rig("humanoid").index("jaw")]
    v, a = jaw.velocity, jaw.acceleration
    ramp = v * v / a
    assert travel_s(jaw, ramp) == pytest.approx(2 * v / a)
    assert travel_s(jaw, ramp + v) == pytest.approx(2 * v / a + 1)
    assert travel_s(jaw, -ramp / 4) == pytest.approx(v / a)


def test_the_foresight_of_slow_lips_is_told_apart_from_their_lag(tmp_path):
    slow = re.sub(r"^velocity = .*", "velocity = 0.02", HUMANOID, flags=re.MULTILINE)
    path = tmp_path / "slow.toml"
    path.write_text(slow)
    assert "foresight" not in invoke("report", "humanoid").output
    told = invoke("report", path).output
    assert "+ lag 232.6" in told
    assert "slowest mouth joint: jaw, 32.6 ms" in told
    assert "and 200 ms of the lag are foresight: its lips are slow" in told
