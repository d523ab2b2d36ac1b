"""`scripts/test --ros`: tests, colcon's build and the demo all run and all count.

They are stand-ins here, in a tree of their own: what counts is the order, and the exit code.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


PYTEST = "python -m pytest -n 1 --max-worker-restart 8"
AGAIN = f"{PYTEST} --last-failed --last-failed-no-failures none tests/ros"


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
    assert ran == [f"{PYTEST} tests/ros", *again, "colcon", "demo"]
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
    assert re.findall("ran: (.*)", done.stdout)[:2] == [f"{PYTEST} tests/ros", AGAIN]
    assert "what failed is run once more" in done.stdout
    assert re.search(r"^pytest tests/ros: passed in \d+ s$", done.stdout, re.M)


@pytest.mark.parametrize(
    ("arguments", "ran"),
    [
        (["-k", "imu"], "-k imu tests/ros"),
        (["-m", "slow"], "-m slow tests/ros"),
        (["tests/other", "-q"], "tests/other -q"),
        (["tests/other/test_one.py::test_it"], "tests/other/test_one.py::test_it"),
    ],
)
def test_with_arguments_nothing_is_built_and_without_a_path_it_is_the_tests_of_ros(
    tmp_path, arguments, ran
):
    (tmp_path / "tests/other").mkdir(parents=True)
    (tmp_path / "tests/other/test_one.py").touch()
    done = run(tmp_path, [0], 1, 1, *arguments)
    assert done.returncode == 0
    assert re.findall("ran: (.*)", done.stdout) == [f"{PYTEST} {ran}"]


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize(
    "failing", ["", "pytest", "scripts/test", "kinesics", "scripts/physics", "scripts/arm"]
)
def test_a_night_runs_the_slow_tests_of_ros_where_it_can_and_tells_what_failed(
    tmp_path, machine, failing
):
    scripts, programs = tmp_path / "scripts", tmp_path / "bin"
    scripts.mkdir()
    programs.mkdir()
    shutil.copy(SCRIPTS / "night", scripts)
    told = f'KINESICS_VENV="{tmp_path}"\nprepare() {{ :; }}\nprepare_faces() {{ :; }}\n'
    (scripts / "environment").write_text(told)
    own = ("scripts/test", "scripts/physics", "scripts/arm")
    for name in ("bin/pytest", "bin/kinesics", *own):
        says = name.removeprefix("bin/")
        text = f"#!/bin/sh\necho ran: {says} $*\nexit {int(says == failing)}\n"
        (tmp_path / name).write_text(text)
    (programs / "uname").write_text(f"#!/bin/sh\necho {machine}\n")
    for one in (*programs.iterdir(), *(tmp_path / name for name in own)):
        one.chmod(0o755)
    done = subprocess.run(
        [str(scripts / "night")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"PATH": "/usr/bin:/bin"},
    )
    with_ros = machine == "x86_64"
    ros = ["scripts/test --ros -m slow"] if with_ros else []
    wanted = ["pytest -m slow", *ros, "kinesics measure life", *own[1:]]
    assert [one.strip() for one in re.findall("ran: (.*)", done.stdout)] == wanted
    fails = failing and (with_ros or failing != "scripts/test")
    assert done.returncode == int(bool(fails))
    if fails:
        told = {
            "pytest": "slow tests",
            "scripts/test": "slow tests of ROS 2",
            "kinesics": "measure life",
        }
        assert (
            done.stdout.splitlines()[-1] == f"scripts/night: failed: {told.get(failing, failing)}"
        )
