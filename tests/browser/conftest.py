"""Pages in a headless Chromium, made from synthetic takes."""

import os
import runpy
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CHROMIUM = runpy.run_path(str(HERE / "chromium.py"))
SYNTHETIC = runpy.run_path(str(HERE.parent / "kinesics" / "record" / "synthetic.py"))


@pytest.fixture(scope="session")
def open_page():
    """Opens a URL in a fresh Chromium; skipped where there is none, a failure in CI."""
    if CHROMIUM["find_chromium"]() is None:
        why = "no Chromium on this machine; Debian's package is `chromium`"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    return CHROMIUM["Page"]


@pytest.fixture(scope="session")
def take():
    return SYNTHETIC["synthetic_take"](speech_s=2.5)


@pytest.fixture(scope="session")
def view():
    return SYNTHETIC["VIEW"]
