"""Takes for the tests of the record."""

import runpy
from pathlib import Path

import pytest

SYNTHETIC = runpy.run_path(str(Path(__file__).with_name("synthetic.py")))


@pytest.fixture(scope="session")
def make_take():
    return SYNTHETIC["synthetic_take"]


@pytest.fixture(scope="session")
def take(make_take):
    return make_take()


@pytest.fixture(scope="session")
def view():
    return SYNTHETIC["VIEW"]
