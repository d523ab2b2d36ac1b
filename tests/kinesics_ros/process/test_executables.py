"""The executables, begun by a Python that has not what they need."""

import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[3] / "ros_nodes/kinesics_ros"


def begun_by(*options):
    """What `body_node` says, by a Python with these options that has nothing but this package."""
    script = "from kinesics_ros.process.executables import body_node; body_node()"
    return subprocess.run(
        [sys.executable, *options, "-c", script],
        env={"PYTHONPATH": str(PACKAGE)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_python_without_kinesics_is_named_with_the_way_to_build_by_another():
    told = begun_by("-S")
    assert told.returncode == 1
    assert told.stderr.startswith(f"kinesics is not there for {sys.executable}")
    assert 'python "$(command -v colcon)" build --base-paths ros_nodes' in told.stderr
    assert "Traceback" not in told.stderr
