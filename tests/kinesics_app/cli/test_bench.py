"""`kinesics bench ros` is a program of kinesics_ros; without rclpy it says where that is from."""

from importlib.util import find_spec

from click.testing import CliRunner

from kinesics_app.bench import ros as ros_bench
from kinesics_app.cli.main import main


def test_without_rclpy_it_says_where_that_comes_from(monkeypatch):
    found = {"kinesics_ros": find_spec("kinesics_ros")}
    monkeypatch.setattr(ros_bench, "find_spec", found.get)
    told = CliRunner().invoke(main, ["bench", "ros", "--quick"])
    assert told.exit_code == 2
    assert "no rclpy in this Python; wanted an environment as in ros_nodes/README.md" in told.output


def test_what_is_asked_is_handed_on_with_its_exit_code(monkeypatch, tmp_path):
    asked = []

    class Ended:
        returncode = 1

    def run(command, *, check, stdout):
        assert stdout is None
        asked.append(command[1:])
        return Ended

    monkeypatch.setattr(ros_bench, "find_spec", lambda name: name)
    monkeypatch.setattr(ros_bench.subprocess, "run", run)
    out = str(tmp_path / "report.md")
    told = CliRunner().invoke(main, ["bench", "ros", "--quick", "--realtime", "--out", out])
    assert told.exit_code == 1
    assert asked == [["-m", "kinesics_ros.bench", "--quick", "--realtime", "--out", out]]
