"""What `kinesics bench ros` measures: a body and its references at the same time."""

from importlib.resources import files
from pathlib import Path

import pytest

from kinesics.rig.load import load_rig

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

HUMANOID = Path(str(files("kinesics.rig"))) / "robots" / "humanoid" / "humanoid.toml"


@pytest.mark.parametrize("joints", [6, 20])
def test_a_smaller_robot_is_the_first_joints_of_the_shipped_one(joints, tmp_path):
    from kinesics_ros.bench.processes import small_rig

    rig = load_rig(str(small_rig(HUMANOID, joints, tmp_path)))
    assert rig.names == load_rig("humanoid").names[:joints]


def test_a_report_names_the_command_by_which_it_was_made():
    from kinesics_ros.bench.costs import report

    told = report((), "A machine.", ["--quick", "--only", "cost", "--out", "my report.md"])
    assert "Made by `kinesics bench ros --quick --only cost --out 'my report.md'`. A m" in told


def test_what_goes_on_is_told_before_it_is_measured(monkeypatch, capsys):
    from kinesics_ros.bench import costs

    said = []

    def measured(setup, effort):
        said.append(capsys.readouterr().err)
        return [{"nodes": 10.0, "run": 8.0, "bare": 2.0}], 0.5

    monkeypatch.setattr(costs, "_measured", measured)
    setups = [costs._Setup((("body_node",),), "humanoid", joints) for joints in (41, 6)]
    section = costs._cost(setups, costs._QUICK)
    assert section.passed
    assert said == [
        f"cost {number} of 2: body_node, {joints} joints, 18 s and their start\n"
        for number, joints in ((1, 41), (2, 6))
    ]


def test_a_body_and_its_references_take_time_and_are_gone_afterwards(capfd):
    from kinesics_ros.bench.processes import Beside

    with Beside((("body_node",),), "humanoid", 41, realtime=False) as beside:
        pids = [*beside._pids.values()]
        beside.wait(2.0)
        shares = beside.shares(3.0)
        assert beside.status["state"] in ("ACTIVE", "STARVED")
    assert all(share > 0.0 for share in shares.values())
    assert shares["nodes"] > shares["bare"]
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert "[INFO]" not in capfd.readouterr().err
