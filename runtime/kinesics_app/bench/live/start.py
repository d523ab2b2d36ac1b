"""`start`: how soon a robot that is begun is armed, what it weighs in memory, and on disk."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

import kinesics_app
from kinesics.errors import BridgeError
from kinesics.rig.load import load_rig
from kinesics_app.bench.figures import Figure, Section
from kinesics_app.device.provisioned import provisioned_twin
from kinesics_bridge.twin.native_twin import NativeTwin
from kinesics_bridge.wire.protocol import STATES

from .alive import alive, surroundings
from .processes import Usage

__all__ = ["TITLE", "checkout", "start", "wheel"]

TITLE = "From nothing to armed"

_ARMED_S, _RESIDENT_MB, _WHEEL_MB = 2.0, 150.0, 15.0
_SETTLE_S = 4.0
_PATIENCE_S = 60.0
_IMPORTS = "import kinesics_app.cli.main, kinesics_app.run.run"


def start(
    times: int, root: Path | None, tell: Callable[[float], None], *, settle_s: float = _SETTLE_S
) -> Section:
    """Begin a robot `times` times, and once before that with an empty cache.

    `root`: the checkout whose wheel is weighed; None: there is none. `settle_s`: how long each
    life is looked at, from when it says that it lives, and until it is armed.
    """
    with tempfile.TemporaryDirectory() as folder:
        cache, lives = Path(folder) / "cache", []
        for n in range(times + 1):
            lives.append(_life(Path(folder) / str(n), cache, settle_s))
            tell((n + 1) / (times + 2))
    first_s, *later_s = (armed_s for armed_s, _ in lives)
    resident_mb = max(mb for _, mb in lives)
    imports_s = [_imports_s() for _ in range(times)]
    figures = (
        Figure(
            "begun to armed, later lives: median, least and most",
            f"{np.median(later_s):.2f}, {min(later_s):.2f} and {max(later_s):.2f} s",
            times,
            f"median <= {_ARMED_S:g} s",
            bool(np.median(later_s) <= _ARMED_S),
        ),
        Figure("of it, until Python has what it imports", f"{np.median(imports_s):.2f} s", times),
        Figure(
            "begun to armed, the first life of a user",
            f"{first_s:.2f} s",
            1,
            f"<= {_ARMED_S:g} s",
            first_s <= _ARMED_S,
        ),
        Figure(
            f"resident memory of the process that moves it, the most in its first {settle_s:g} s",
            f"{resident_mb:.0f} MB",
            times + 1,
            f"<= {_RESIDENT_MB:g} MB",
            resident_mb <= _RESIDENT_MB,
        ),
        wheel(root),
    )
    tell(1.0)
    return Section(
        TITLE,
        "`kinesics run` on the humanoid, on the native firmware behind a port, each time a process "
        "and a firmware of their own; armed is the firmware's own word, dated by its trace. In a "
        "user's first life what arms make ready is worked out and kept; later lives find it. "
        f"Files are in the system's cache. {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}.",
        figures,
    )


def _life(folder: Path, cache: Path, settle_s: float) -> tuple[float, float]:
    """From begun to armed [s], and the most memory that was resident [MB]."""
    folder.mkdir()
    trace = folder / "trace.bin"
    with (
        provisioned_twin(load_rig("humanoid"), trace) as robot,
        alive(robot.device, folder, cache=cache) as one,
    ):
        time.sleep(settle_s)
        armed_s = _armed_s(robot, one.begun_ns)
        resident_mb = Usage(one.pid).most_resident_mb
    return armed_s, resident_mb


def _armed_s(robot: NativeTwin, begun_ns: int) -> float:
    """From then until it was armed, by the firmware's trace; it may be about to be."""
    end_s = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end_s:
        told = robot.trace()
        armed = np.flatnonzero((told.state == STATES.index("ACTIVE")) & (told.t_ns >= begun_ns))
        if len(armed):
            return float(told.t_ns[armed[0]] - begun_ns) * 1e-9
        time.sleep(0.1)
    raise BridgeError(f"the robot was not armed in {_PATIENCE_S:g} s; see its own output")


def _imports_s() -> float:
    begun_s = time.monotonic()
    subprocess.run([sys.executable, "-c", _IMPORTS], check=True, env=surroundings())
    return time.monotonic() - begun_s


def checkout() -> Path | None:
    """Where this kinesics was installed from, if that is its source."""
    root = Path(kinesics_app.__file__).parents[2]
    return root if (root / "pyproject.toml").exists() else None


def wheel(root: Path | None, python: Sequence[str] = (sys.executable,)) -> Figure:
    """The size of the wheel that is built from the checkout `root`; None: this is none."""
    what, bar = "wheel", f"<= {_WHEEL_MB:g} MB"
    if root is None:
        return Figure(what, "not measured: kinesics was not installed from a checkout", 0, bar)
    with tempfile.TemporaryDirectory() as folder:
        command = [*python, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, str(root)]
        built = subprocess.run(command, check=False, capture_output=True, text=True)
        sizes = [path.stat().st_size for path in Path(folder).glob("kinesics-*.whl")]
    if not sizes:
        why = (built.stderr.strip().splitlines() or ["pip said nothing"])[-1]
        return Figure(what, f"not measured: it cannot be built here ({why})", 0, bar)
    size_mb = sizes[0] / 1e6
    return Figure(what, f"{size_mb:.1f} MB", 1, bar, size_mb <= _WHEEL_MB)
