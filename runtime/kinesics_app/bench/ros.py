"""`bench_ros`: begins kinesics_ros.bench, a program of a package that is built on this one."""

import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from kinesics.errors import BridgeError
from kinesics_app.bench.figures import Section

__all__ = ["bench_ros", "demand_ros", "run_ros"]


def demand_ros() -> None:
    """BridgeError without what it needs."""
    missing = [name for name in ("kinesics_ros", "rclpy") if find_spec(name) is None]
    if missing:
        raise BridgeError(
            f"no {' and no '.join(missing)} in this Python; wanted an environment as in "
            "ros_nodes/README.md"
        )


def run_ros(words: list[str], *, shown: bool = True) -> int:
    """Its exit code, of these words of a command line; `shown`: whether its report is."""
    command = [sys.executable, "-m", "kinesics_ros.bench", *words]
    out = None if shown else subprocess.DEVNULL
    return subprocess.run(command, check=False, stdout=out).returncode


def bench_ros(*, quick: bool) -> list[Section]:
    """What it measured, where it has what it needs.

    Raises:
        BridgeError: it could not measure.
    """
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "ros.json"
        words = ["--json", str(told), *(["--quick"] if quick else [])]
        code = run_ros(words, shown=False)
        if not told.exists():
            raise BridgeError(f"kinesics_ros.bench ended with {code}, and told nothing")
        return [Section.of(one) for one in json.loads(told.read_text())["sections"]]
