"""What docs/rigs.md, safety.md and symptoms.md say to type is typed, in order, and does it."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kinesics.rig

DOCS = Path(__file__).parents[2] / "docs"
HUMANOID = Path(kinesics.rig.__file__).parent / "robots" / "humanoid" / "humanoid.toml"

ANSWERED = {"calibrate direction": "\ny\n"}
"""What is typed when a command asks."""
NOT_HERE = {
    "calibrate audio": "no loudspeaker, no microphone",
    "see --camera 0": "no camera",
    "hear --microphone default": "no microphone",
    "status": "of a run, which lives until somebody ends it",
    "run": "the same",
    "run --realtime": "the same",
    "intent": "the same",
    "bench tick": "two minutes; tests/kinesics_app/bench/test_tick.py",
    "fault-proxy": "never ends; tests/hil/test_fault_proxy.py",
    "perform": "named, not typed: it lacks what it is to perform",
    "doctor": "named, not typed: it stands with its port elsewhere",
    "stop": "named, not typed: it would be the only robot of this computer",
}


def block(page, begins):
    """The first lines of commands of a page after some words."""
    text = (DOCS / page).read_text(encoding="utf-8").split(begins, 1)[1]
    lines = re.search(r"(?m)(^    kinesics .*\n)+", text)[0].splitlines()
    return [re.sub(r"\s{2,}#.*", "", line.strip()).removeprefix("kinesics ") for line in lines]


def quoted(page):
    """Each command between backticks, once."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return list(dict.fromkeys(re.findall(r"`kinesics ([^`]+)`", text)))


@pytest.fixture
def type_in(tmp_path, short_speech):
    """Type a command in a folder with a rig and a sentence; what it said, once it has done it."""
    for name in ("my_robot.toml", "rig.toml", "FILE"):
        shutil.copy(HUMANOID, tmp_path / name)
    shutil.copy(HUMANOID.with_suffix(".urdf"), tmp_path / "robot.urdf")
    shutil.copy(short_speech, tmp_path / "speech.wav")

    def run(line, port="", **names):
        words = {"PORT": port, "/dev/ttyACM0": port, "JOINT": "jaw", "NAME": "greet", **names}
        typed = [words.get(word, word) for word in shlex.split(line)]
        answer = next((said for begins, said in ANSWERED.items() if line.startswith(begins)), "")
        done = subprocess.run(
            [sys.executable, "-m", "kinesics_app", *typed],
            cwd=tmp_path,
            input=answer,
            capture_output=True,
            text=True,
            timeout=120.0,
            check=False,
        )
        assert done.returncode in (0, 1), f"kinesics {line}: {done.stdout[-500:]} {done.stderr}"
        return done.stdout

    return run


def test_a_robot_of_ones_own_from_its_urdf_on(type_in, tmp_path):
    first, _ = block("rigs.md", "# Describe your own robot")
    assert "report.html" in type_in(first, **{"path/to/rig.toml": "my_robot.toml"})
    (tmp_path / "rig.toml").unlink()
    draft, check, report = block("rigs.md", "Where there is a URDF")
    type_in(draft)
    assert "error" not in type_in(check)
    assert "joints" in type_in(report)


def test_the_first_time_on_a_robot(type_in, printing_a_port, tmp_path):
    lines = block("safety.md", "## The first time on a robot")
    robot = ("kinesics_app", "twin", "--pty", "--robot", str(tmp_path / "my_robot.toml"))
    with printing_a_port(*robot) as port:
        told = {line.split(" my_robot")[0].split(" --")[0]: type_in(line, port) for line in lines}
        assert "ok" in told["rig check"]
        assert "played 0.1000" in told["joint JOINT"]
        assert "STOPPED" in type_in("doctor --port PORT --robot my_robot.toml", port)
        type_in("disarm --port PORT --robot my_robot.toml", port)
        assert "STOPPED" not in type_in("doctor --port PORT --robot my_robot.toml", port)
    assert len(lines) == 8


def test_every_command_of_the_symptoms(type_in, printing_a_port, tmp_path):
    type_in("perform speech.wav")
    shutil.copy(tmp_path / "out" / "speech" / "motion.mcap", tmp_path)
    lines = [line for line in quoted("symptoms.md") if line not in NOT_HERE]
    robot = ("kinesics_app", "twin", "--pty", "--robot", str(tmp_path / "FILE"))
    with printing_a_port(*robot) as port:
        for line in lines:
            assert type_in(line, port), line
    assert len(lines) >= 12
    assert {*NOT_HERE} <= {*quoted("symptoms.md")}
