"""Folders of the user, as the XDG base directory specification has them."""

from pathlib import Path

import pytest

from kinesics.cache_folder import cache_folder
from kinesics_app.run.state_folder import state_folder


@pytest.mark.parametrize(
    ("variable", "folder", "usual"),
    [
        ("XDG_CACHE_HOME", cache_folder, ".cache"),
        ("XDG_STATE_HOME", state_folder, ".local/state"),
    ],
)
def test_a_folder_that_is_not_absolute_is_passed_over(monkeypatch, variable, folder, usual):
    monkeypatch.setenv("HOME", "/home/me")
    for told, base in (("/there", "/there"), ("", f"/home/me/{usual}"), ("x", f"/home/me/{usual}")):
        monkeypatch.setenv(variable, told)
        assert folder() == Path(base, "kinesics")
    monkeypatch.delenv(variable)
    assert folder() == Path("/home/me", usual, "kinesics")
