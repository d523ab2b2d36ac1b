"""Settings shared by all tests."""

import atexit
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["kinesics_bridge.faults.pytest_plugin"]

settings.register_profile("everyday", deadline=None, max_examples=50, derandomize=True)
settings.register_profile(
    "deep", deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("emulated", deadline=None, max_examples=5, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # each process would compile everything anew
sys.dont_write_bytecode = False

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell began this in the background,
    signal.signal(signal.SIGINT, signal.default_int_handler)  # and programs would inherit it

os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="kinesics-tests-")  # what robots keep
atexit.register(shutil.rmtree, os.environ["XDG_STATE_HOME"], ignore_errors=True)

PACED = (
    "hil/test_fault_proxy.py",
    "hil/test_outside_stop.py",
    "hil/test_replug.py",
    "kinesics_app/bench/bridge/test_freezes.py",
    "kinesics_app/bench/bridge/test_kills.py",
    "kinesics_app/bench/bridge/test_load.py",
    "kinesics_app/bench/bridge/test_replugs.py",
    "kinesics_app/performance/test_live.py",
    "kinesics_app/run/test_workers_killed.py",
    "kinesics_bridge/bridges/test_serial.py",
    "kinesics_bridge/buses/test_real_time.py",
)
"""What is judged by when things happen: `scripts/test` runs it alone, and all else on all cores.

What only waits for a robot that lives in real time, and bears a busy machine, is not of these.
"""


COVERING = ("contract", "kinesics", "kinesics_bridge")
"""Folders whose tests cover their packages: `scripts/test` counts the lines of these."""


PATIENCE_S = 60.0
"""What comes at all has come by then on a machine that is busy with other things."""


def wait_until(condition, seen=lambda: ""):
    """What comes of `condition`, once that is something; a failure with `seen` if it never is."""
    end_s = time.monotonic() + PATIENCE_S
    while not (come := condition()):
        assert time.monotonic() < end_s, f"not within {PATIENCE_S:g} s; {seen()}"
        time.sleep(0.005)
    return come


def at_best(measure, good, attempts=5):
    """What `measure` tells first that is good, of a few attempts; of the last, if none is.

    For what a product takes of real time: whatever else the machine does adds to it, and nothing
    takes from it. How it is each time, on an idle machine, `kinesics bench` tells.
    """
    for _ in range(attempts):
        if good(told := measure()):
            break
    return told


@contextmanager
def printing_a_port(*arguments):
    """A program in a process of its own, and the port that it prints first."""
    with subprocess.Popen(
        [sys.executable, "-m", *arguments], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.fixture(scope="session", name="printing_a_port")
def printer():
    return printing_a_port


@contextmanager
def living(one):
    """A twin or a bus on a port of its own: it runs in a thread until the end, then is closed."""
    ended = threading.Event()
    life = threading.Thread(target=one.run, args=(ended.is_set,), name="robot")
    life.start()
    try:
        yield one
    finally:
        ended.set()
        life.join()
        one.close()


@pytest.fixture(scope="session", name="living")
def enlivener():
    return living


@pytest.fixture(scope="session", name="wait_until")
def waiter():
    return wait_until


@pytest.fixture(scope="session", name="at_best")
def judge():
    return at_best


@pytest.fixture
def untraced():
    """Without the coverage tracer, which takes memory, and as much time again as what it traces.

    For tests that go over the same lines for long.
    """
    tracer = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(tracer)


def pytest_collection_modifyitems(items):
    """Mark what is paced by the clock, and what covers its package."""
    root = Path(__file__).parent
    paced = {root / name for name in PACED}
    for item in items:
        if item.path in paced:
            item.add_marker(pytest.mark.paced)
        if item.path.parts[len(root.parts)] in COVERING:
            item.add_marker(pytest.mark.covering)
