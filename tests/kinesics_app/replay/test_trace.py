"""`kinesics trace`: the delays that were declared are those that a sample really had."""

import json
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.errors import KinesicsError, RecordError
from kinesics.record.chrome_trace import chrome_trace
from kinesics.record.journey_text import journey_map, journey_text
from kinesics.record.laps import Lap
from kinesics.record.mcap_file import write_mcap
from kinesics_app.cli.main import main
from kinesics_app.performance.perform import perform
from kinesics_app.performance.request import Request
from kinesics_app.performance.results import mouth_joints
from kinesics_app.replay.tracing import traced

MS = 1_000_000
HOP_MS, TICK_MS = 10, 10
SLACK_MS = 0.5
"""What finding a stroke by its shape is off at most, here."""


@pytest.fixture(scope="module")
def performance(short_speech):
    return perform(Request(short_speech, lookahead_ms=40, lead_ms=60.0, gestures=("greet@0.3",)))


@pytest.fixture(scope="module")
def take(performance):
    return performance.take


@pytest.fixture(scope="module")
def path(take, tmp_path_factory):
    path = tmp_path_factory.mktemp("trace") / "motion.mcap"
    write_mcap(take, path)
    return path


def steps(journey):
    return {step.stage: step for step in journey.steps}


def since_made_ms(journey):
    return {
        step.stage: (step.t_ns - journey.made_ns) / MS
        for step in journey.steps
        if step.t_ns is not None
    }


def test_each_stage_is_there_when_the_delays_say(path):
    _, journey = traced(path, None, None, None)
    at_ms = since_made_ms(journey)
    assert list(at_ms) == [
        "made",
        "packet",
        "track",
        "mixed",
        "sent",
        "played",
        "measured",
        "heard",
    ]
    assert 0 < at_ms["packet"] <= HOP_MS + TICK_MS
    assert at_ms["track"] >= 40
    assert at_ms["mixed"] == at_ms["sent"] <= 40 + HOP_MS + TICK_MS
    assert at_ms["played"] == pytest.approx(40 + HOP_MS + TICK_MS + 60, abs=SLACK_MS)
    assert at_ms["heard"] == pytest.approx(sum(journey.delays.values()), abs=1e-3)
    assert abs(journey.off_ms) < 5
    assert list(journey.delays.values())[:3] == [40, 20, 60]


def test_no_stage_of_any_moment_is_later_than_declared(path, performance):
    joints = mouth_joints(performance.rig)
    checked = 0
    for n, heard_s in enumerate(np.arange(0.0, 1.75, 0.031)):
        passage, journey = traced(path, float(heard_s), joints[n % len(joints)], None)
        tick = steps(journey)["mixed"].tick
        assert passage.row_ns[tick] - passage.tick_at(tick) == performance.delays.ahead_ns
        for step in journey.steps:
            if step.stage in ("packet", "track", "mixed", "sent"):
                assert step.t_ns <= step.latest_ns + TICK_MS * MS  # a row may lie beside a sample
                checked += 1
    assert checked > 200


def test_ticks_are_those_in_which_it_happened(path, take):
    passage, journey = traced(path, 0.8, "jaw", None)
    found = steps(journey)
    packet, track = found["packet"].tick, found["track"].tick
    assert found["sent"].tick == found["mixed"].tick == track + 1
    assert packet < track
    assert found["mixed"].t_ns == passage.tick_at(track + 1)
    assert np.array_equal(passage.row_ns, take.t_ns)


def test_a_servo_that_is_later_than_its_rig_says_is_found(take, tmp_path):
    late = replace(take, measured=np.roll(take.measured, 2, axis=0))
    path, other = tmp_path / "as_is.mcap", tmp_path / "late.mcap"
    write_mcap(take, path)
    write_mcap(late, other)
    _, as_is = traced(path, None, "jaw", None)
    _, later = traced(other, None, "jaw", None)
    assert later.off_ms - as_is.off_ms == pytest.approx(20.0, abs=1.0)


def test_what_nobody_measured_is_not_told(take, tmp_path):
    path = tmp_path / "motion.mcap"
    write_mcap(replace(take, measured=np.full_like(take.measured, np.nan)), path)
    _, journey = traced(path, None, "jaw", None)
    assert steps(journey)["measured"].t_ns is None
    assert journey.off_ms is None
    assert "nobody measured it" in journey_text(journey)


def laps_of(take):
    """Of each tick 0.1 ms to mix and 0.2 ms to send, begun 3 ms late."""
    for row_ns in take.t_ns.tolist():
        begin_ns = row_ns - take.ahead_ns + 3 * MS
        for n, stage in enumerate(("undo", "mix", "send", "packets", "speech")):
            yield Lap(stage, begin_ns + n * MS, (n + 1) * MS // 10)


def test_a_paced_run_is_dated_by_what_its_stages_took(take, tmp_path):
    path = tmp_path / "motion.mcap"
    write_mcap(replace(take, laps=[*laps_of(take)]), path)
    passage, journey = traced(path, 0.8, "jaw", None)
    found = steps(journey)
    due_ns = passage.tick_at(found["mixed"].tick)
    assert found["mixed"].t_ns == due_ns + 3 * MS + MS + MS // 5
    assert found["sent"].t_ns == due_ns + 3 * MS + 2 * MS + 3 * MS // 10
    assert journey.paced
    assert "virtual time" not in journey_text(journey)
    events = chrome_trace(passage, journey)["traceEvents"]
    check_events(events)
    mixed = [one for one in events if one["ph"] == "X" and one["name"] == "mix"]
    assert len(mixed) == len(take.t_ns)
    assert {one["dur"] for one in mixed} == {200.0}


def check_events(events):
    """What the Trace Event Format asks of the kinds of event that we write."""
    kinds = defaultdict(list)
    for event in events:
        assert isinstance(event["pid"], int)
        assert isinstance(event["name"], str)
        assert event["ph"] == "M" or isinstance(event["ts"], float)
        kinds[event["ph"]].append(event)
    assert set(kinds) == set("MXbeC")
    named = [one for one in kinds["M"] if one["name"] == "thread_name"]
    threads = {(one["pid"], one["tid"]): one["args"]["name"] for one in named}
    assert len({(pid, name) for (pid, _), name in threads.items()}) == len(threads) == len(named)
    check_slices(kinds["X"], threads)
    check_spans(kinds["b"], kinds["e"])
    values = [value for one in kinds["C"] for value in one["args"].values()]
    assert all(isinstance(value, float) and np.isfinite(value) for value in values)


def check_slices(events, threads):
    slices = defaultdict(list)
    for event in events:
        assert event["dur"] >= 0.0
        slices[event["pid"], event["tid"]].append((event["ts"], event["ts"] + event["dur"]))
    assert set(slices) == set(threads)
    for own in slices.values():
        check_nesting(sorted(own, key=lambda one: (one[0], -one[1])))


def check_spans(begins, ends):
    begun = {(one["cat"], one["id"]): one["ts"] for one in begins}
    over = {(one["cat"], one["id"]): one["ts"] for one in ends}
    assert len(begun) == len(begins) == len(ends)
    assert begun.keys() == over.keys()
    assert all(begun[one] <= over[one] for one in begun)


def check_nesting(slices):
    """Slices of a thread lie in or after each other, or a viewer drops them."""
    ends = []
    for begin_us, end_us in slices:
        while ends and ends[-1] <= begin_us + 1e-6:
            ends.pop()
        assert not ends or end_us <= ends[-1] + 1e-6
        ends.append(end_us)


def test_the_whole_run_is_a_trace(path, take, tmp_path):
    out = tmp_path / "trace.json"
    told = CliRunner().invoke(main, ["trace", str(path), "--chrome", str(out)])
    assert told.exit_code == 0, told.output
    document = json.loads(out.read_text())
    events = document["traceEvents"]
    check_events(events)
    names = {event["args"]["name"] for event in events if event["name"] == "thread_name"}
    assert {"speech arrives", "tracks taken", "rows mixed", "rows sent", "rows played"} <= names
    assert {"gaze", "blink", "speech", "gesture"} <= names
    assert "what a tick takes" not in names  # virtual time
    sounds = [event for event in events if event["name"] == "sound"]
    assert sum(event["args"]["count"] for event in sounds) == len(take.speech)
    assert sum(event["ph"] == "b" for event in events) == len(take.t_ns)
    waits_us = document["otherData"]["heard_t0_us"]
    assert waits_us == (take.heard_t0_ns - take.t_ns[0] + take.ahead_ns) / 1000


def test_values_for_programs_are_those_of_the_table(path):
    told = CliRunner().invoke(main, ["trace", str(path), "--t", "0.5", "--joint", "jaw", "--json"])
    found = json.loads(told.stdout)
    _, journey = traced(path, 0.5, "jaw", None)
    assert found == json.loads(json.dumps(journey_map(journey)))
    assert found["delays"]["sum_ms"] == pytest.approx(sum(journey.delays.values()))
    table = CliRunner().invoke(main, ["trace", str(path), "--t", "0.5", "--joint", "jaw"]).output
    for step in found["steps"]:
        assert f"  {step['stage']:9} " in table
        assert f" {step['at_ns'] / MS:.2f} " in table


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--t", "99"], "no sound came for 99 s; wanted 0 to 1.80 s"),
        (["--t", "-1"], "no sound came for -1 s"),
        (["--t", "nan"], "no sound came for nan s"),
        (["--joint", "neck_yaw"], "no joint of the mouth"),
        (["--robot", "nobody"], "no robot 'nobody'"),
    ],
)
def test_what_cannot_be_traced_is_refused_with_what_would_be_right(path, arguments, said):
    told = CliRunner().invoke(main, ["trace", str(path), *arguments])
    assert isinstance(told.exception, SystemExit)
    assert told.exit_code == 2
    assert said in told.output


def test_rows_of_other_joints_are_refused(take, tmp_path):
    path = tmp_path / "motion.mcap"
    write_mcap(replace(take, joint_names=("nose", *take.joint_names[1:])), path)
    with pytest.raises(RecordError, match="not those of humanoid: --robot"):
        traced(path, None, None, None)


def test_a_recording_that_does_not_say_when_sound_came_is_refused(take, tmp_path):
    path = tmp_path / "motion.mcap"
    write_mcap(replace(take, delays={}), path)
    with pytest.raises(RecordError, match="does not say when its sound came"):
        traced(path, None, None, None)
    write_mcap(replace(take, intake=None), path)
    with pytest.raises(KinesicsError, match="holds no tracks"):
        traced(path, None, None, None)
    write_mcap(replace(take, sent=np.full_like(take.sent, np.nan)), path)
    with pytest.raises(RecordError, match="nothing was sent"):
        traced(path, None, None, None)
