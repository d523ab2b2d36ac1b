"""The same performance behind a real serial port: the twin on a pty, paced by the clock."""

import json
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.record.mcap_file import write_mcap
from kinesics_app.cli.main import main
from kinesics_app.performance.perform import perform
from kinesics_app.performance.request import Request
from kinesics_app.replay.tracing import traced


@pytest.fixture
def port():
    """The port of a `kinesics twin --pty` in a process of its own."""
    command = [sys.executable, "-m", "kinesics_app", "twin", "--pty"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as twin:
        yield twin.stdout.readline().strip()
        twin.terminate()


def test_a_robot_on_a_serial_port_performs_in_real_time(
    port, short_speech, tmp_path, caplog, at_best
):
    arguments = ["perform", short_speech, "--device", port, "--live", "--out", tmp_path]

    def performed():
        caplog.clear()
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        late = any(why in result.output for why in ("this host fell behind", "came too late"))
        assert result.exit_code == late, result.output
        assert (result.output + caplog.text).count("sound ") + result.output.count("sound: ") == 1
        summary = json.loads((tmp_path / "summary.json").read_text())
        assert summary["crc_errors"] == 0
        assert summary["as_played"]["largest"]["position"]["share"] <= 1.0
        return summary["setpoints"]

    def in_time(rows):
        """But for a few: those of a host that is held up come too late to be played."""
        return rows["played"] > 0.9 * rows["sent"] - 20

    assert in_time(at_best(performed, in_time))
    assert json.loads((tmp_path / "timing.json").read_text())["wall_s"] > 1.8


def test_a_port_is_not_opened_twice(port):
    from kinesics.errors import BridgeError
    from kinesics_bridge.ports.serial_port import SerialPort

    first = SerialPort(port)
    with pytest.raises(BridgeError, match="cannot open"):
        SerialPort(port)
    first.close()


def test_a_live_performance_says_what_each_stage_of_each_tick_took(short_speech, tmp_path, at_best):
    path = tmp_path / "motion.mcap"

    def performed():
        done = perform(Request(short_speech, live=True))
        write_mcap(done.take, path)
        return traced(path, None, None, None)

    def late_ns(found):
        """Of each row, by how much after its tick it was sent."""
        passage, _ = found
        due_ns = passage.row_ns - passage.ahead_ns
        if not all("send" in laps for laps in passage.laps):  # it fell behind, and left rows out
            return np.full(len(due_ns), np.inf)
        sent = [laps["send"] for laps in passage.laps[: len(due_ns)]]
        return np.array([lap.begin_ns for lap in sent]) - due_ns

    def in_time(found):
        """What takes long, as to open a loudspeaker, was done before; as a rule within its tick."""
        late = late_ns(found)
        return late[0] < 60_000_000 and np.median(late) < found[0].tick_ns

    found = passage, journey = at_best(performed, in_time)
    assert journey.paced
    assert (late_ns(found) > 0).all()  # nothing is sent before its tick
    assert in_time(found), late_ns(found)
    for laps in passage.laps:
        assert {"undo", "mix", "rig", "limit", "send"} <= laps.keys()
        in_order = sorted(laps.values(), key=lambda lap: lap.begin_ns)
        assert all(one.begin_ns + one.cost_ns <= two.begin_ns for one, two in pairwise(in_order))
    for stage in ("device", "packets"):  # not in all, if it fell behind
        assert sum(stage in laps for laps in passage.laps) > 0.8 * len(passage.laps)
    steps = {step.stage: step for step in journey.steps}
    assert steps["packet"].t_ns < steps["track"].t_ns < steps["mixed"].t_ns < steps["sent"].t_ns
    assert ", in 0." in steps["sent"].what
