"""The Dockerfile, read by Docker's own parser: what it copies, installs and begins is there.

It is built nowhere here: no Docker, and no Ubuntu packages of ROS.
"""

import re
import shlex
import subprocess
from glob import glob
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATH = ROOT / "ros_nodes/system/Dockerfile"
PACKAGES = {
    "python3-venv": "python3 -m venv, which Ubuntu has in a package of its own",
    "libsndfile1": "sound files, where the wheel of soundfile brings none",
}
"""Of Ubuntu 24.04, which the image is made of: the names of its main and universe archive."""
READ = {
    *("FROM", "RUN", "COPY", "WORKDIR", "STOPSIGNAL", "ENTRYPOINT"),
}

dockerfile = pytest.importorskip("dockerfile", reason="the wheel of Docker's parser is not here")


@pytest.fixture(scope="module")
def steps():
    return dockerfile.parse_file(str(PATH))


def of(steps, kind):
    """What follows each step of a kind."""
    return [step.value for step in steps if step.cmd.upper() == kind]


def words_of(text):
    """A shell's words of each of its commands."""
    return [shlex.split(one) for one in re.split(r"&&|;|\|\|?", text)]


def test_docker_reads_it_and_knows_every_step(steps):
    assert {step.cmd.upper() for step in steps} == READ
    assert steps[0].cmd.upper() == "FROM"
    assert of(steps, "FROM") == [("ros:jazzy-ros-base",)]
    assert len(of(steps, "ENTRYPOINT")) == len(of(steps, "STOPSIGNAL")) == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('FROM ros:jazzy\nENTRYPOINT ["a", "b"\n', None),  # no JSON: it would be a shell's
        ("FROM ros:jazzy\nCOPY <<END /etc/x\nnever ended\n", "unterminated heredoc"),
        ("FROM --platform ros:jazzy\n", None),
    ],
)
def test_the_parser_tells_what_is_wrong(text, why):
    if why is not None:
        with pytest.raises(dockerfile.GoParseError, match=why):
            dockerfile.parse_string(text)
        return
    assert not any(step.json for step in dockerfile.parse_string(text))


def test_every_shell_step_is_shell(steps):
    for (command,) in of(steps, "RUN"):
        subprocess.run(["sh", "-n", "-c", command], check=True)


def test_it_installs_packages_as_images_do_and_each_is_known(steps):
    (command,) = [one for (one,) in of(steps, "RUN") if "apt-get" in one]
    words = words_of(command)
    assert words[0] == ["apt-get", "update"]
    assert words[1][:4] == ["apt-get", "install", "-y", "--no-install-recommends"]
    assert {*words[1][4:]} == {*PACKAGES}
    assert words[2][0] == "rm"


def test_what_it_copies_is_there_and_nothing_that_was_made_here(steps):
    for *sources, _ in of(steps, "COPY"):
        for source in sources:
            assert glob(str(ROOT / source)), source
    left_out = PATH.with_name("Dockerfile.dockerignore").read_text().splitlines()
    for line in (ROOT / ".gitignore").read_text().splitlines():
        name = line.strip("/")
        assert name in left_out or f"**/{name}" in left_out, line
    assert ".git" in left_out


def test_it_builds_both_packages_beside_kinesics(steps):
    told = " && ".join(one for (one,) in of(steps, "RUN"))
    build = [*("python", "$(command -v colcon)"), *("build", "--base-paths", "ros_nodes")]
    assert build in words_of(told)  # `colcon` alone would write its own Python into the nodes
    assert "--system-site-packages" in told  # ROS is the distribution's
    assert "[ros]" not in told  # two rclpy would meet
    assert {one.parent.name for one in ROOT.glob("ros_nodes/*/package.xml")} == {
        "kinesics_ros",
        "kinesics_interfaces",
    }


def test_what_it_begins_is_there_and_takes_what_the_examples_give(steps):
    (entry,) = [step for step in steps if step.cmd.upper() == "ENTRYPOINT"]
    assert entry.json
    shell, option, script, _ = entry.value
    assert (shell, option) == ("/bin/bash", "-c")
    subprocess.run(["bash", "-n", "-c", script], check=True)
    assert words_of(script)[-1] == [
        *("exec", "ros2", "launch", "kinesics_ros", "kinesics.launch.py", "$@")
    ]
    launch = ROOT / "ros_nodes/kinesics_ros/launch/kinesics.launch.py"
    package = launch.parents[1]
    assert "launch/kinesics.launch.py" in (package / "setup.cfg").read_text()
    head = PATH.read_text().partition("\nFROM")[0]
    given = {*re.findall(r"\s(\w+):=", head)}
    assert given == {"robot", "device"}
    known = launch.read_text() + (package / "kinesics_ros/launching.py").read_text()
    assert all(f'"{name}": (' in known for name in given)
    assert "it has not been built where it was written" in head
