"""Settings shared by all tests."""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ["kinesics_bridge.faults.pytest_plugin"]

settings.register_profile("everyday", deadline=None, max_examples=50, derandomize=True)
settings.register_profile(
    "deep", deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))
