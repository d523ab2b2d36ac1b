"""What `pip install .[ros]` would bring: rclpy from wheels where there are some, else nothing."""

from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

from kinesics.toml import load_toml

PROJECT = load_toml(Path(__file__).parents[2] / "pyproject.toml")["project"]
WANTED = [Requirement(one) for one in PROJECT["optional-dependencies"]["ros"]]


def brought(machine, system="linux", python="3.12"):
    """Names of packages that pip would install there for `[ros]` alone."""
    there = {
        **default_environment(),
        "platform_machine": machine,
        "sys_platform": system,
        "python_version": python,
    }
    return {one.name for one in WANTED if one.marker is None or one.marker.evaluate(there)}


@pytest.mark.parametrize(
    "there",
    [
        *(("aarch64", "linux", python) for python in ("3.10", "3.12", "3.14")),
        ("armv7l", "linux", "3.12"),
        ("arm64", "darwin", "3.12"),
        ("x86_64", "darwin", "3.12"),
        ("AMD64", "win32", "3.12"),
        ("x86_64", "linux", "3.15"),
    ],
)
def test_where_there_are_no_wheels_nothing_of_ros_is_installed(there):
    assert brought(*there) == set()


@pytest.mark.parametrize("python", ["3.10", "3.11", "3.12", "3.13", "3.14"])
def test_on_linux_on_x86_rclpy_and_its_messages_are(python):
    assert brought("x86_64", python=python) == {one.name for one in WANTED}
    assert {"ros-jazzy-rclpy", "ros-jazzy-common-interfaces"} <= {one.name for one in WANTED}


def test_nothing_of_ros_comes_without_being_asked_for():
    plain = [Requirement(one).name for one in PROJECT["dependencies"]]
    assert [one for one in plain if one.startswith("ros-")] == []
