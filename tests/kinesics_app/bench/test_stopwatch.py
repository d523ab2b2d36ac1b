import gc
import time

import numpy as np
import pytest

from kinesics_app.bench.stopwatch import Bar, Comparison, Race, compare


def comparison(**changes):
    values = {
        "name": "race",
        "repeats": 5,
        "steps": 10,
        "ours_p50_us": 10.0,
        "ours_p99_us": 20.0,
        "theirs_p50_us": 5.0,
        "theirs_p99_us": 20.0,
        "p50_ratio": 2.0,
        "p99_ratio": 1.0,
        "bar": Bar(),
    }
    return Comparison(**{**values, **changes})


@pytest.mark.parametrize(
    ("bar", "passed"),
    [
        (Bar(), True),
        (Bar(p50_ratio=2.0), True),
        (Bar(p50_ratio=1.9), False),
        (Bar(p50_ratio=1.9, slack_us=5.0), True),
        (Bar(p50_ratio=1.9, slack_us=4.9), False),
        (Bar(p99_ratio=1.0), True),
        (Bar(p99_ratio=0.9), False),
        (Bar(p50_ratio=1.0, slack_us=9.0, p99_ratio=0.9), False),
    ],
)
def test_a_bar_holds_for_both_percentiles_or_within_its_slack(bar, passed):
    assert comparison(bar=bar).passed is passed


def test_runners_take_turns_as_often_as_asked():
    calls = []
    race = Race("r", lambda: calls.append("a"), lambda: calls.append("b"), Bar())
    outcome = compare(race, repeats=3, steps=70)
    assert (outcome.repeats, outcome.steps) == (3, 70)
    text = "".join(calls)
    assert text == ("a" * 50 + "b" * 50) * (1 + 3 * 2)  # whole blocks, after one to warm up


def test_paced_runners_alternate_at_the_rate():
    stamps_s = []
    race = Race("r", lambda: stamps_s.append(time.perf_counter()), lambda: None, Bar(), 200.0)
    compare(race, repeats=1, steps=10)
    assert np.diff(stamps_s[50:]).mean() == pytest.approx(0.01, abs=0.004)


def test_the_slower_runner_has_the_larger_figures():
    outcome = compare(Race("r", lambda: sum(range(20000)), lambda: None, Bar()), 5, 20)
    assert outcome.p50_ratio > 10
    assert outcome.ours_p50_us > 10 * outcome.theirs_p50_us
    assert outcome.ours_p99_us >= outcome.ours_p50_us


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_rests_during_a_race_and_is_as_before_after_it(enabled):
    seen = set()
    if not enabled:
        gc.disable()
    try:
        compare(Race("r", lambda: seen.add(gc.isenabled()), lambda: None, Bar()), 1, 1)
        assert gc.isenabled() is enabled
    finally:
        gc.enable()
    assert seen == {False}
