"""`scripts/test --ros`: tests, colcon's build and the demo all run and all count.

They are stand-ins here, in a tree of their own: what counts is the order, and the exit code.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


def run(tree, tests, build, demo, *arguments):
    """The whole script, whose pytest, colcon and demo end with these exit codes."""
    scripts, programs = tree / "scripts", tree / "bin"
    scripts.mkdir()
    programs.mkdir()
    for name in ("test", "ros-test"):
        shutil.copy(SCRIPTS / name, scripts)
    (scripts / "ros-environment").write_text("can_build() { return 1; }\n")
    for path, says, code in (
        (programs / "python", 'python "$@"', tests),
        (scripts / "ros-build", "colcon", build),
        (scripts / "ros-demo", "demo", demo),
    ):
        path.write_text(f'#!/bin/sh\necho "ran: {says}"\nexit {code}\n'.replace('"$@"', "$*"))
        path.chmod(0o755)
    return subprocess.run(
        [str(scripts / "test"), "--ros", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"PATH": f"{programs}:/usr/bin:/bin"},
    )


@pytest.mark.parametrize(
    ("tests", "build", "demo", "code"),
    [(0, 0, 0, 0), (1, 0, 0, 1), (0, 1, 0, 1), (0, 0, 1, 1), (137, 0, 0, 137), (1, 2, 1, 2)],
)
def test_all_run_and_any_failure_is_one(tmp_path, tests, build, demo, code):
    done = run(tmp_path, tests, build, demo)
    assert done.returncode == code
    ran = re.findall("ran: (.*)", done.stdout)
    assert ran == ["python -m pytest tests/ros", "colcon", "demo"]
    for name, one in (
        ("pytest tests/ros", tests),
        ("scripts/ros-build", build),
        ("scripts/ros-demo", demo),
    ):
        told = re.escape(f"failed ({one})" if one else "passed")
        assert re.search(rf"^{name}: {told} in \d+ s$", done.stdout, re.M)


def test_with_arguments_nothing_is_built(tmp_path):
    done = run(tmp_path, 0, 1, 1, "-k", "imu")
    assert done.returncode == 0
    assert re.findall("ran: .*", done.stdout) == ["ran: python -m pytest -k imu"]
