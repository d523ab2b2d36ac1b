"""A live performance that is killed leaves what was performed until then."""

import os
import signal
import subprocess
import sys
import time

from click.testing import CliRunner

from kinesics.record.mcap_file import read_mcap
from kinesics.record.sends import read_sends
from kinesics_app.cli.main import main
from kinesics_app.demo import HELLO
from kinesics_app.recording.recording_path import recording_path

LEAST_BYTES = 100_000  # of a file: a second of motion, and the chunks of another


def test_one_that_is_killed_leaves_a_recording_that_is_replayed(tmp_path, wait_until):
    folder = tmp_path / "take"
    command = [sys.executable, "-m", "kinesics_app", "perform", str(HELLO)]
    process = subprocess.Popen(
        [*command, "--live", "--out", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_until(lambda: any(one.stat().st_size > 0 for one in folder.glob("live.mcap")))
        time.sleep(1.0)
        wait_until(lambda: (folder / "live.mcap").stat().st_size > LEAST_BYTES)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    path = recording_path(folder)
    assert path.name == "live.mcap"
    wait_until(lambda: path.read_bytes().endswith(b"\x89MCAP0\r\n"))
    assert len(read_sends(path).t_ns) > 50
    assert len(read_mcap(path)["channels"].t_ns) > 30
    told = CliRunner().invoke(main, ["replay", str(folder)])
    assert told.exit_code == 0, told.output


def test_one_that_is_over_leaves_its_results_alone(tmp_path, short_speech):
    told = CliRunner().invoke(
        main, ["perform", str(short_speech), "--live", "--out", str(tmp_path)]
    )
    assert not list(tmp_path.glob("live*")), told.output
    assert recording_path(tmp_path).name == "motion.mcap"
    again = CliRunner().invoke(main, ["why", str(tmp_path), "--t", "0.3", "--channel", "jawOpen"])
    assert again.exit_code == 0, again.output  # its tracks are whole: two took them
