"""`scripts/test --ros`: tests and colcon's build both run and both count.

Both are stand-ins here, in a tree of their own: what counts is the order, and the exit code.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


def run(tree, tests, build, *arguments):
    """The whole script, whose pytest and colcon end with these exit codes."""
    scripts, programs = tree / "scripts", tree / "bin"
    scripts.mkdir()
    programs.mkdir()
    for name in ("test", "ros-test"):
        shutil.copy(SCRIPTS / name, scripts)
    (scripts / "ros-environment").write_text("can_build() { return 1; }\n")
    for path, says, code in (
        (programs / "python", 'python "$@"', tests),
        (scripts / "ros-build", "colcon", build),
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
    ("tests", "build", "code"), [(0, 0, 0), (1, 0, 1), (0, 1, 1), (137, 0, 137), (1, 2, 2)]
)
def test_both_run_and_either_failure_is_one(tmp_path, tests, build, code):
    done = run(tmp_path, tests, build)
    assert done.returncode == code
    assert re.findall("ran: .*", done.stdout) == ["ran: python -m pytest tests/ros", "ran: colcon"]
    told = [f"failed ({one})" if one else "passed" for one in (tests, build)]
    assert re.search(rf"^pytest tests/ros: {re.escape(told[0])} in \d+ s$", done.stdout, re.M)
    assert re.search(rf"^scripts/ros-build: {re.escape(told[1])} in \d+ s$", done.stdout, re.M)


def test_with_arguments_nothing_is_built(tmp_path):
    done = run(tmp_path, 0, 1, "-k", "imu")
    assert done.returncode == 0
    assert re.findall("ran: .*", done.stdout) == ["ran: python -m pytest -k imu"]
