import json
from dataclasses import replace

import numpy as np
import pytest

from kinesics.errors import RecordError
from kinesics.record.summary import Facts, summarise
from kinesics.record.summary_text import render_summary

MOUTH = ("jaw", "upper_lip", "left_corner_lift")
FACTS = Facts(
    robot="humanoid",
    seed=7,
    ticks=380,
    delays={"lookahead_ms": 80.0, "compute_ms": 20.0, "lead_ms": 100.0, "lag_ms": 30.0},
    sent=380,
    played=375,
    late=0,
    underruns=1,
    crc_errors=0,
    clamps={
        ("neck_yaw", "velocity", "high", "host"): 3,
        ("jaw", "jerk", "high", "firmware"): 0,
        ("jaw", "position", "high", "host"): 5,
    },
    model={"name": "speech-face", "backend": "onnxruntime"},
    mouth=MOUTH,
)
TIMING = {
    "wall_s": 0.41,
    "rtf": 0.07,
    "deadline_misses": 2,
    "stages": {"mix": {"p50_us": 70.2, "p99_us": 110.9}, "rig": {"p50_us": 10.0, "p99_us": 12.0}},
}


@pytest.fixture(scope="module")
def summary(take):
    return summarise(take, FACTS)


def test_the_delay_is_the_sum_of_its_four_parts(summary):
    assert summary["delays"]["presentation_delay_ms"] == 230.0


def test_clamps_that_never_happened_are_left_out_and_the_others_sorted(summary):
    assert summary["clamps"] == [
        {"joint": "jaw", "kind": "position", "side": "high", "limiter": "host", "count": 5},
        {"joint": "neck_yaw", "kind": "velocity", "side": "high", "limiter": "host", "count": 3},
    ]


def test_every_joint_has_its_shares_and_the_largest_is_named(summary, take):
    played = summary["as_played"]
    assert list(played["joints"]) == list(take.joint_names)
    for kind in ("position", "velocity", "acceleration", "jerk"):
        largest = max(shares[kind] for shares in played["joints"].values())
        assert played["largest"][kind]["share"] == largest
        assert played["joints"][played["largest"][kind]["joint"]][kind] == largest


def test_the_actuation_error_of_each_mouth_joint_and_how_it_is_measured(summary):
    error = summary["actuation_error"]
    assert list(error["joints"]) == list(MOUTH)
    assert error["joints"]["jaw"]["p95_ms"] == pytest.approx(4.0, abs=1.0)
    assert "asked against joint as measured" in error["how"]


def test_the_document_is_the_same_for_the_same_take(summary, make_take):
    assert json.dumps(summarise(make_take(), FACTS)) == json.dumps(summary)


def test_the_document_holds_no_nan_even_without_feedback(take):
    blind = np.full_like(take.trace_measured, np.nan)
    document = summarise(replace(take, trace_measured=blind), FACTS)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    for error in document["actuation_error"]["joints"].values():
        assert error["strokes"] == 0
        assert error["p95_ms"] is None


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"delays": {"lookahead_ms": 80.0}}, "wanted lookahead_ms, compute_ms, lead_ms, lag_ms"),
        ({"clamps": {("jaw", "speed", "high", "host"): 1}}, "kind 'speed'"),
        ({"clamps": {("jaw", "jerk", "moon", "host"): 1}}, "side 'moon'"),
        ({"mouth": ("beak",)}, "no joint 'beak'"),
    ],
)
def test_facts_that_make_no_sense_are_refused(take, change, text):
    with pytest.raises(RecordError, match=text):
        summarise(take, replace(FACTS, **change))


def test_the_table_fits_a_terminal_and_holds_what_matters(summary):
    text = render_summary(summary, TIMING)
    assert max(map(len, text.splitlines())) <= 100
    assert "230 ms = lookahead 80 + compute 20 + lead 100 + lag 30" in text
    assert "380 sent, 375 played, 0 late; 1 underrun, 0 CRC errors" in text
    assert "real-time factor 0.070, 2 missed deadlines" in text
    assert "host 8, firmware 0: jaw position 5, neck_yaw velocity 3" in text


def test_a_table_of_many_clamps_still_fits(take):
    clamps = {(name, "acceleration", "low", "host"): 10 for name in take.joint_names}
    text = render_summary(summarise(take, replace(FACTS, clamps=clamps)))
    assert max(map(len, text.splitlines())) <= 100


def test_a_performance_without_limits_acting_or_mouth_says_so(take):
    text = render_summary(summarise(take, replace(FACTS, clamps={}, mouth=(), model={})))
    assert "never" in text
    assert "no network" in text
    assert "error [ms]" not in text


def test_closures_are_told_as_what_the_robot_made_of_what_was_asked(summary):
    asked = {"wanted": 5, "asked": 5, "sent": 5, "played": 4, "measured": None}
    shapes = {"how": "", "labiodentals": asked, "rounding": None}
    text = render_summary(summary | {"closures": asked, "lip_shapes": shapes})
    made = "5 asked of the lips; the joints made 5 asked, 5 sent, 4 played; missed 1"
    assert f"lip closures          {made}" in text
    assert f"/f v/ touches         {made}" in text
    assert "rounded lips          no joint shows them" in text
    none = render_summary(summary | {"closures": dict.fromkeys(asked, 0)})
    assert "none were asked of the lips" in none
