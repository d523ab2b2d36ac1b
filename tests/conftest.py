"""Settings shared by all tests."""

import os
import tempfile
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

os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="kinesics-tests-")  # what robots keep

PACED = (
    "browser",
    "hil",
    "kinesics_app/bridge_bench/rivals",
    "kinesics_app/bridge_bench/test_kills.py",
    "kinesics_app/bridge_bench/test_load.py",
    "kinesics_app/bridge_bench/test_replugs.py",
    "kinesics_app/bridge_bench/test_servo_bus.py",
    "kinesics_app/door",
    "kinesics_app/hil",
    "kinesics_app/live_bench",
    "kinesics_app/test_cli_disarm.py",
    "kinesics_app/test_cli_firmware.py",
    "kinesics_app/test_cli_robot.py",
    "kinesics_app/test_endings.py",
    "kinesics_app/test_intent_bench.py",
    "kinesics_app/test_life_thread.py",
    "kinesics_app/test_live.py",
    "kinesics_app/test_loudspeaker.py",
    "kinesics_app/test_run.py",
    "kinesics_app/test_sound.py",
    "kinesics_app/test_speech_stream.py",
    "kinesics_app/test_stops.py",
    "kinesics_app/test_tick_bench.py",
    "kinesics_bridge/buses/test_bus_link.py",
    "kinesics_bridge/buses/test_real_time.py",
    "kinesics_bridge/emulators",
    "kinesics_bridge/test_serial.py",
    "kinesics_bridge/test_serial_device.py",
    "kinesics_ros/test_held.py",
)
"""What lives in real time: `scripts/test` runs it alone, and everything else on all cores."""


def pytest_collection_modifyitems(items):
    """Mark what is paced by the clock."""
    root = Path(__file__).parent
    for item in items:
        if any(item.path.is_relative_to(root / paced) for paced in PACED):
            item.add_marker(pytest.mark.paced)
