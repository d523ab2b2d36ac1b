"""`scripts/test --ros`: tests, colcon's build and the demo all run and all count.

They are stand-ins here, in a tree of their own: what counts is the order, and the exit code.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


AGAIN = "python -m pytest --last-failed --last-failed-no-failures none tests/ros"


def run(tree, tests, build, demo, *arguments):
    """The whole script, whose pytest, colcon and demo end with these exit codes.

    `tests`: of one run after the other, the last of them for ever.
    """
    scripts, programs = tree / "scripts", tree / "bin"
    scripts.mkdir()
    programs.mkdir()
    for name in ("test", "ros-test"):
        shutil.copy(SCRIPTS / name, scripts)
    (scripts / "ros-environment").write_text("can_build() { return 1; }\n")
    *before, last = tests
    later = "".join(
        f'[ -e "{tree}/{n}" ] || {{ : >"{tree}/{n}"; exit {code}; }}\n'
        for n, code in enumerate(before)
    )
    for path, says, code in (
        (programs / "python", 'python "$@"', last),
        (scripts / "ros-build", "colcon", build),
        (scripts / "ros-demo", "demo", demo),
    ):
        first = later if path.name == "python" else ""
        text = f'#!/bin/sh\necho "ran: {says}"\n{first}exit {code}\n'
        path.write_text(text.replace('"$@"', "$*"))
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
    done = run(tmp_path, [tests], build, demo)
    assert done.returncode == code
    again = [AGAIN] if tests == 1 else []
    ran = re.findall("ran: (.*)", done.stdout)
    assert ran == ["python -m pytest tests/ros", *again, "colcon", "demo"]
    for name, one in (
        ("pytest tests/ros", tests),
        ("scripts/ros-build", build),
        ("scripts/ros-demo", demo),
    ):
        told = re.escape(f"failed ({one})" if one else "passed")
        assert re.search(rf"^{name}: {told} in \d+ s$", done.stdout, re.M)


def test_what_fails_is_run_once_more_and_counts_as_it_ends_then(tmp_path):
    done = run(tmp_path, [1, 0], 0, 0)
    assert done.returncode == 0
    assert re.findall("ran: (.*)", done.stdout)[:2] == ["python -m pytest tests/ros", AGAIN]
    assert "what failed is run once more" in done.stdout
    assert re.search(r"^pytest tests/ros: passed in \d+ s$", done.stdout, re.M)


def test_with_arguments_nothing_is_built(tmp_path):
    done = run(tmp_path, [0], 1, 1, "-k", "imu")
    assert done.returncode == 0
    assert re.findall("ran: .*", done.stdout) == ["ran: python -m pytest -k imu"]
