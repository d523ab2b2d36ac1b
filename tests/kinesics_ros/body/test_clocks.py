"""Clocks of other hosts, found by messages there and back; no message is trusted."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import IntentError
from kinesics_ros.body.clocks import Clocks
from kinesics_ros.clock.stamps import Moment
from kinesics_ros.diagnosis.findings import OK, WARN

S = 1_000_000_000
MS = 1_000_000


def moment(robot_ns):
    return Moment(robot_ns, robot_ns + 7 * S)


def asked(clocks, off_ns, ways_ms, begin_ns=100 * S, ident="planner"):
    """Probes a second apart: the ways there and back take `ways_ms`; the last moment here."""
    got, now_ns = None, begin_ns
    for number, (there_ms, back_ms) in enumerate(ways_ms):
        probe = {"id": ident, "number": number, "sent_ns": now_ns - off_ns, "got": got}
        heard_ns = now_ns + round(there_ms * MS)
        answer = json.loads(clocks.hear(json.dumps(probe), moment(heard_ns)))
        came_ns = answer["told_ns"] + round(back_ms * MS) - off_ns
        got, now_ns = {"number": number, "ns": came_ns}, now_ns + S
    return moment(now_ns)


@given(
    off_ns=st.integers(-(10**18), 10**18),
    ways_ms=st.lists(
        st.tuples(st.floats(0.0, 50.0), st.floats(0.0, 50.0)), min_size=2, max_size=20
    ),
)
def test_the_offset_is_as_well_known_as_is_said(off_ns, ways_ms):
    clocks = Clocks()
    now = asked(clocks, off_ns, ways_ms)
    here = clocks.by("planner", now)
    ages_s = range(len(ways_ms) - 1, 0, -1)  # of two clocks that may drift by 100 ppm
    known_ms = [sum(way) / 2 + 0.1 * age for way, age in zip(ways_ms[:-1], ages_s, strict=True)]
    assert abs(here.ros_ns - (now.robot_ns - off_ns)) <= min(known_ms) * MS + 10


def test_what_is_said_of_a_clock_is_its_distance_and_how_well_it_is_known():
    clocks = Clocks()
    assert clocks.finding(moment(0)) is None
    now = asked(clocks, -250 * MS - 7 * S, [(1.0, 1.0)] * 3)  # a quarter of a second ahead of ROS
    finding = clocks.finding(now)
    assert finding.level == OK
    assert "its clock is +250.000 ms from the ROS clock here, known to 1." in finding.message
    assert finding.values["planner offset_ns"] == str(-250 * MS - 7 * S)
    assert MS <= int(finding.values["planner error_ns"]) < 2 * MS
    slow = Clocks()
    assert slow.finding(asked(slow, 0, [(20.0, 20.0)] * 3)).level == WARN
    later = moment(now.robot_ns + 30 * S)
    assert "has not asked for 31 s" in clocks.finding(later).message
    assert clocks.by("nobody", later) == later


def test_the_best_answer_counts_until_it_may_have_drifted():
    clocks = Clocks()
    now = asked(clocks, 0, [(0.1, 0.1), (5.0, 1.0), (5.0, 1.0)])
    assert abs(clocks.by("planner", now).ros_ns - now.robot_ns) < 1000
    asked(clocks, 0, [(5.0, 1.0)] * 63, now.robot_ns)
    later = moment(now.robot_ns + 100 * S)
    assert abs(clocks.by("planner", later).ros_ns - later.robot_ns) == pytest.approx(2 * MS, abs=9)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "wanted JSON"),
        ("[1]", "wanted JSON"),
        ('{"id": "", "number": 1, "sent_ns": 1}', "characters"),
        ('{"id": "a", "number": 1.5, "sent_ns": 1}', "number is '1.5'"),
        ('{"id": "a", "number": true, "sent_ns": 1}', "number is 'True'"),
        ('{"id": "a", "number": 1, "sent_ns": 1e30}', "sent_ns is '1e"),
        ('{"id": "a", "number": 1, "sent_ns": 1, "got": {"number": 0}}', "ns is 'None'"),
        ("x" * 2000, "wanted JSON"),
    ],
)
def test_what_is_no_probe_is_refused(text, reason):
    with pytest.raises(IntentError, match=reason):
        Clocks().hear(text, moment(0))


def test_an_answer_that_came_before_it_was_sent_and_a_ninth_host_are_refused():
    clocks = Clocks()
    clocks.hear('{"id": "a", "number": 1, "sent_ns": 1000}', moment(5))
    with pytest.raises(IntentError, match="before it was sent"):
        clocks.hear(
            '{"id": "a", "number": 2, "sent_ns": 9, "got": {"number": 1, "ns": 9}}', moment(6)
        )
    for ident in "bcdefgh":
        clocks.hear(json.dumps({"id": ident, "number": 1, "sent_ns": 0}), moment(0))
    with pytest.raises(IntentError, match="8 hosts"):
        clocks.hear('{"id": "i", "number": 1, "sent_ns": 0}', moment(0))
