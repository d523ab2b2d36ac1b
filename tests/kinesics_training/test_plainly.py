"""What a training command lacks is one line, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kinesics.errors import AudioError
from kinesics_training.options import MOUTH, STEPS
from kinesics_training.plainly import plainly

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ModuleNotFoundError("no", name="torch.nn"), "package torch is not installed; wanted: pip"),
        (FileNotFoundError(2, "no", "flite"), "program flite is not installed; wanted: apt-get"),
        (FileNotFoundError(2, "no", "/a/judged.json"), "no such file: /a/judged.json; wanted what"),
        (AudioError("x.wav: empty"), "x.wav: empty"),
        (PermissionError(13, "Permission denied", "/a"), "Permission denied"),
    ],
)
def test_what_is_missing_is_one_line_with_exit_code_2(error, line, capsys):
    with pytest.raises(SystemExit) as ended, plainly():
        raise error
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("kinesics_training: ")
    assert line in said
    assert said.count("\n") == 1


def test_a_fault_of_our_own_stays_a_traceback():
    with pytest.raises(ModuleNotFoundError), plainly():
        raise ModuleNotFoundError("no", name="kinesics_training.nothing")


def without_torch(folder, *arguments):
    """A folder that shadows torch stands for a machine without it."""
    (folder / "torch.py").write_text("raise ModuleNotFoundError('no', name='torch')\n")
    paths = [str(folder), str(ROOT / "models"), os.environ.get("PYTHONPATH", "")]
    return subprocess.run(
        [sys.executable, "-m", "kinesics_training", *arguments],
        capture_output=True, text=True, check=False, cwd=folder, timeout=60,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
    )  # fmt: skip


def test_without_torch_help_tells_every_command(tmp_path):
    ran = without_torch(tmp_path, "--help")
    assert ran.returncode == 0
    for command in ("all", *MOUTH, *STEPS):
        assert command in ran.stdout


def test_without_torch_a_step_that_is_none_is_refused(tmp_path):
    ran = without_torch(tmp_path, "affect", "fit")
    assert ran.returncode == 2
    assert "no step fit of affect; it has data, train" in ran.stderr


@pytest.mark.parametrize("command", [["compare"], ["card"], ["affect", "judge"]])
def test_without_torch_every_command_says_what_to_install(tmp_path, command):
    ran = without_torch(tmp_path, *command, "--cache", str(tmp_path))
    assert ran.returncode == 2
    assert (
        ran.stderr.strip()
        .splitlines()[-1]
        .startswith(
            "kinesics_training: the Python package torch is not installed; wanted: pip install -e"
        )
    )
    assert "Traceback" not in ran.stderr
