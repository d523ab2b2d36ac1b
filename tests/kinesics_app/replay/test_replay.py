"""A recording is sent again: the firmware hears the same bytes and plays the same bits."""

from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.errors import RecordError
from kinesics.record.mcap_file import write_mcap
from kinesics_app.cli.main import main
from kinesics_app.performance.perform import perform
from kinesics_app.performance.request import Request
from kinesics_app.replay.replay import replay


@pytest.fixture
def take(short_speech):
    return perform(Request(short_speech, emotion="happy")).take


def test_a_performance_is_replayed_into_the_same_bytes_and_the_same_motion(
    wire, short_speech, tmp_path
):
    take = perform(Request(short_speech, emotion="happy")).take
    then = [*wire]
    wire.clear()
    path = tmp_path / "motion.mcap"
    write_mcap(take, path)
    done = replay(path)
    assert wire == then[: len(wire)]
    assert len(then) - len(wire) <= 5  # those that were sent and never played are not recorded
    assert (done.rows, done.changed, done.played_otherwise) == (len(take.t_ns), 0, 0)
    assert done.played_rows >= done.rows - 7
    again = replay(path)
    assert (again.sent_digest, again.played_digest) == (done.sent_digest, done.played_digest)


def test_what_was_played_otherwise_is_told_by_the_exit_code(take, tmp_path):
    played = take.played.copy()
    played[100, 3] += 1e-9
    path = tmp_path / "motion.mcap"
    write_mcap(replace(take, played=played), path)
    told = CliRunner().invoke(main, ["replay", str(path)])
    assert told.exit_code == 1
    assert "rows: 1\n" in told.output
    write_mcap(take, path)
    told = CliRunner().invoke(main, ["replay", str(tmp_path)])
    assert (told.exit_code, "recorded: 0\n" in told.output) == (0, True)


def test_a_recording_of_a_host_that_ran_for_days_is_replayed_at_its_own_time(take, tmp_path):
    days_ns = 5 * 86_400 * 10**9
    late = {name: getattr(take, name) + days_ns for name in ("t_ns", "trace_t_ns", "heard_t0_ns")}
    path = tmp_path / "motion.mcap"
    write_mcap(replace(take, **late, diagnostics=()), path)
    done = replay(path)
    assert (done.rows, done.changed) == (len(take.t_ns), 0)


def test_what_cannot_be_replayed_says_what_would_be_right(take, tmp_path):
    path = tmp_path / "motion.mcap"
    with pytest.raises(RecordError, match="wanted a recording of"):
        replay(path)
    path.write_bytes(b"nothing")
    with pytest.raises(RecordError, match="wanted a recording of"):
        replay(path)
    write_mcap(replace(take, sent=np.full_like(take.sent, np.nan)), path)
    with pytest.raises(RecordError, match="nothing was sent"):
        replay(path)
    names = ("another", *take.joint_names[1:])
    write_mcap(replace(take, joint_names=names), path)
    with pytest.raises(RecordError, match="are not those of humanoid"):
        replay(path)
