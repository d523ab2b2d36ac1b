"""`scripts/arm`: what it says and refuses; what it does needs packages and half an hour."""

import re
import subprocess
from pathlib import Path

import pytest

TREE = Path(__file__).parents[2]
SCRIPT = TREE / "scripts" / "arm"


def arm(cache, *arguments):
    return subprocess.run(
        [str(SCRIPT), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cache)},
    )


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_names_every_step_and_option_that_the_script_knows(tmp_path, flag):
    helped = arm(tmp_path, flag)
    assert helped.returncode == 0
    text = SCRIPT.read_text(encoding="utf-8")
    for known in ["--root", "--cpu", "--mirror", "install", "goldens", "replay", "tests"]:
        assert re.search(rf"^  {known}\b", helped.stdout, re.MULTILINE)
        assert re.search(rf"^\s+{known}\b.*\)|^{known}\(\)", text, re.MULTILINE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["dance"], "no option or step 'dance'; steps are install, goldens, replay, tests"),
        (["--fast"], "no option or step '--fast'"),
        (["--cpu", "m68k"], "no processor 'm68k'; there are cortex-a72, cortex-a76"),
        (["--cpu"], "--cpu needs a value"),
        (["goldens", "--root"], "--root needs a value"),
        (["--mirror"], "--mirror needs a value"),
    ],
)
def test_what_it_cannot_do_is_refused_before_anything_is_made(tmp_path, arguments, reason):
    refused = arm(tmp_path, *arguments)
    assert refused.returncode == 2
    assert refused.stderr.startswith("scripts/arm: ")
    assert reason in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_each_processor_is_told_as_its_kernel_would(tmp_path):
    offered = re.search(r"there are (.*)", arm(tmp_path, "--cpu", "none").stderr)[1].split(", ")
    told = {path.stem: path for path in (TREE / "scripts/arm64").glob("*.cpuinfo")}
    assert set(told) == set(offered)
    features = {}
    for cpu, path in told.items():
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line]
        fields = dict(re.split(r"\s*:\s*", line, maxsplit=1) for line in lines)
        assert fields["CPU implementer"] == "0x41"
        features[cpu] = set(fields["Features"].split())
    assert "asimddp" in features["cortex-a76"] - features["cortex-a72"]  # int8 dot products
    assert features["cortex-a72"] <= features["cortex-a76"]


def test_the_tests_that_it_runs_exist():
    named = re.findall(r"\btests/[\w/.]+", SCRIPT.read_text(encoding="utf-8"))
    assert len(named) == 10
    assert [name for name in named if not (TREE / name).exists()] == []
