import shutil
from pathlib import Path

import pytest

TINY = Path(__file__).parent / "data" / "tiny_gru"


@pytest.fixture
def tiny():
    """The committed test model: do not write into it."""
    return TINY


@pytest.fixture
def folder(tmp_path):
    """A copy of the test model that a test may spoil."""
    return shutil.copytree(TINY, tmp_path / "tiny_gru")


@pytest.fixture
def edit(folder):
    """Replaces text that occurs in the card of `folder`; the first of it only."""

    def replace(old, new):
        path = folder / "card.toml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return replace
