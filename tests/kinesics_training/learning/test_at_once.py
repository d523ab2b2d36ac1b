"""Jobs on every core: in processes of their own, and none that fails is passed over."""

import os
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="needs kinesics[train]")

from kinesics_training.learning.at_once import at_once


def test_every_job_is_done_once_and_elsewhere(tmp_path):
    at_once(_leave, [(tmp_path, name) for name in "abcd"])
    made = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert set(made) == set("abcd")
    assert str(os.getpid()) not in made.values()


def test_what_a_job_raises_is_raised_here(tmp_path):
    with pytest.raises(FileExistsError):
        at_once(_leave, [(tmp_path, "a"), (tmp_path, "a")])


def _leave(folder: Path, name: str) -> None:
    with (folder / name).open("x") as file:
        file.write(str(os.getpid()))
