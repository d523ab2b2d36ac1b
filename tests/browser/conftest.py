"""Pages in a headless Chromium, made from synthetic takes."""

import os
import runpy
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CHROMIUM = runpy.run_path(str(HERE / "chromium.py"))
STUDIO = runpy.run_path(str(HERE / "studio_page.py"))
WIDE = (760, 560)
SYNTHETIC = runpy.run_path(str(HERE.parent / "kinesics" / "record" / "synthetic.py"))


@pytest.fixture(scope="session")
def open_page():
    """Opens a URL in a fresh Chromium; skipped where there is none, a failure in CI."""
    if CHROMIUM["find_chromium"]() is None:
        why = "no Chromium on this machine; Debian's package is `chromium`"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    return CHROMIUM["Page"]


@pytest.fixture(scope="module")
def studio(tmp_path_factory, open_page):
    """One for all tests of a file: it lives in real time, and would be in the way of others."""
    one = STUDIO["Studio"](tmp_path_factory.mktemp("studio"))
    assert one.url in "".join(one.said), one.said
    yield one
    one.close()


@pytest.fixture(scope="module")
def shared(studio):
    """Its page, which must have fetched and complained of nothing."""
    page = STUDIO["StudioPage"](studio.url, WIDE)
    page.wait("Boolean(window.kinesics?.state().life)", STUDIO["MOST_S"])
    yield page
    page.close()
    assert page.complaints == []
    assert [url for url in page.requests if not url.startswith((studio.url, "data:"))] == []


@pytest.fixture
def page(shared):
    """The page of a robot that lives, of which nothing is asked."""
    shared.resize(WIDE)
    shared.revive()
    return shared


@pytest.fixture(scope="session")
def take():
    return SYNTHETIC["synthetic_take"](speech_s=2.5)


@pytest.fixture(scope="session")
def view():
    return SYNTHETIC["VIEW"]
