"""A recording is sent again: the firmware hears the same bytes and plays the same bits."""

from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from mcap.writer import Writer

from kinesics.errors import RecordError
from kinesics.record.mcap_file import write_mcap
from kinesics.record.sent_row import SentRows
from kinesics_app.cli.main import main
from kinesics_app.performance.perform import perform
from kinesics_app.performance.request import Request
from kinesics_app.replay import replay as replaying
from kinesics_app.replay.replay import replay

AHEAD_NS = 110_000_000


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


def write_rows(path, names, *lives):
    """As recorder_node does: rows (number, t_ns, values) of programs, one after the other."""
    rows = SentRows(names)
    with path.open("wb") as file:
        writer = Writer(file)
        writer.start(profile="ros2")
        kind = writer.register_schema("sensor_msgs/msg/JointState", "ros2msg", b"")
        channel = writer.register_channel("/sent_rows", "cdr", kind)
        for number, t_ns, values in (row for life in lives for row in life):
            data = rows.message(number, t_ns - AHEAD_NS, t_ns, values, t_ns)
            writer.add_message(channel, t_ns, data, t_ns)
        writer.finish()


def numbered(take, count, *, first_ns=0, first=1):
    """The first rows of a performance as a program sends them, `first_ns` later."""
    dates_ns = (take.t_ns[:count] + first_ns).tolist()
    return [*zip(range(first, first + count), dates_ns, take.sent[:count], strict=True)]


def test_a_recording_of_a_body_that_was_killed_and_began_anew_is_replayed_whole(take, tmp_path):
    path = tmp_path / "motion.mcap"
    day_ns = 86_400 * 10**9
    for away_s in (1.0, 30.0):
        again_ns = day_ns + int(take.t_ns[59] - take.t_ns[0]) + int(away_s * 1e9)
        lives = numbered(take, 60, first_ns=day_ns), numbered(take, 90, first_ns=again_ns)
        write_rows(path, take.joint_names, *lives)
        done = replay(path)
        assert (done.rows, done.lives, done.changed) == (150, 2, 0)
        assert done.seconds == pytest.approx(1.48)
        assert replay(path).played_digest == done.played_digest
    told = CliRunner().invoke(main, ["replay", str(path)])
    assert (told.exit_code, "in 2 lives" in told.output) == (0, True)


@pytest.mark.parametrize("stalled_s", [0.22, 0.3, 1.0, 1.9])
def test_rows_after_a_stall_of_the_host_are_replayed_and_played(
    take, tmp_path, monkeypatch, stalled_s
):
    path = tmp_path / "motion.mcap"
    day_ns, stall_ns = 86_400 * 10**9, int(stalled_s * 1e9)
    rows = numbered(take, len(take.t_ns), first_ns=day_ns)
    late = [(number, t_ns + stall_ns * (number > 60), values) for number, t_ns, values in rows]
    write_rows(path, take.joint_names, late)
    kept, digest = [], replaying._digest
    monkeypatch.setattr(replaying, "_digest", lambda *one: kept.append(one) or digest(*one))
    done = replay(path)
    assert (done.rows, done.lives, done.changed) == (len(rows), 1, 0)
    _, (t_ns, played) = kept
    (number, date_ns, _) = late[-30]
    assert number > 60
    at = int(np.searchsorted(t_ns, date_ns))
    np.testing.assert_allclose(played[at], take.sent[number - 1], atol=0.02)


def test_rows_that_are_missing_are_told_also_of_a_body_that_began_anew(take, tmp_path):
    path = tmp_path / "motion.mcap"
    later_ns = 60 * 10**9
    lives = numbered(take, 60), numbered(take, 50, first_ns=later_ns, first=4)
    write_rows(path, take.joint_names, *lives)
    with pytest.raises(RecordError, match="row 1 is missing"):
        replay(path)
    write_rows(path, take.joint_names, [*lives[0][:20], *lives[0][22:]])
    told = CliRunner().invoke(main, ["replay", str(path)])
    assert (told.exit_code, "row 21 is missing" in told.output) == (2, True)
