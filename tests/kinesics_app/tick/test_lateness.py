"""A network that keeps missing its budget is skipped, held or halved, and comes back by itself."""

from itertools import pairwise

import numpy as np
import pytest

from kinesics.errors import ConfigError
from kinesics_app.cli.run import run as run_command
from kinesics_app.demo import HELLO
from kinesics_app.robot import Robot
from kinesics_app.tick.costs import EDGES_US, Costs
from kinesics_app.tick.half_rate import HalfRate
from kinesics_app.tick.lateness import ALLOWED, Lateness, read_policies
from kinesics_app.tick.stages import Stages

MS = 1_000_000
S = 1000 * MS


def booked(lateness, name, costs_ms, begin_ns=0):
    """Policies that act at each tick, the cost of which is booked if it was asked."""
    acts = []
    for tick, cost_ms in enumerate(costs_ms):
        now_ns = begin_ns + tick * 10 * MS
        acts.append(lateness.acts(name, now_ns))
        if acts[-1] in (None, "degrade"):
            lateness.book(name, round(cost_ms * MS), now_ns)
    return acts


def test_a_single_miss_is_counted_and_nothing_follows():
    lateness = Lateness({"speech": "skip"}, 3 * MS)
    assert booked(lateness, "speech", [1, 9, 1, 1, 9] + [1] * 20) == [None] * 25
    assert lateness.status() == {
        "budget_ms": 3.0,
        "missed": {"speech": 2},
        "rests": {},
        "networks": {"speech": {"policy": "skip", "rests": False}},
    }


def test_each_network_that_ran_is_told_with_its_policy_and_whether_it_acts():
    lateness = Lateness({"attention": "degrade", "speech": "hold"}, 3 * MS)
    lateness.half_rate("attention", None)
    booked(lateness, "voice-affect", [9])
    booked(lateness, "attention", [9, 9, 9])
    booked(lateness, "blink", [9])  # no network
    assert lateness.status()["networks"] == {
        "attention": {"policy": "degrade", "rests": True},
        "voice-affect": {"policy": "", "rests": False},
    }
    booked(lateness, "attention", [1], 10 * S)
    assert lateness.status()["networks"]["attention"] == {"policy": "degrade", "rests": False}


def test_rests_grow_while_it_stays_late_and_are_short_again_once_it_was_well():
    lateness = Lateness({"speech": "skip"}, 3 * MS)
    acts = booked(lateness, "speech", [9] * 2000)
    begins = [n for n, (one, two) in enumerate(pairwise(acts)) if (one, two) == (None, "skip")]
    ends = [n for n, (one, two) in enumerate(pairwise(acts)) if (one, two) == ("skip", None)]
    lasts = [end - begin for begin, end in zip(begins, ends, strict=False)]
    assert lasts[:5] == [49, 99, 199, 399, 799]
    assert max(lasts) == 799
    booked(lateness, "speech", [1] * 2000, 30 * S)
    acts = booked(lateness, "speech", [9] * 52, 60 * S)
    assert acts.count("skip") == 49


def test_what_has_no_policy_is_asked_and_its_misses_are_counted():
    lateness = Lateness({}, 3 * MS)
    assert booked(lateness, "attention", [9] * 100) == [None] * 100
    assert booked(lateness, "blink", [9] * 100) == [None] * 100  # no network
    assert lateness.missed == {"attention": 100}


class Counting:
    """A stepper that counts its steps."""

    def __init__(self):
        self.inputs = self.outputs = {"n": np.zeros(1, np.float32)}
        self.resets = 0

    def step(self):
        self.outputs["n"] += 1

    def reset(self):
        self.resets += 1


def test_a_network_that_saves_computes_every_other_step():
    stepper = HalfRate(Counting())
    seen = []
    for n in range(12):
        stepper.halves = 3 <= n < 9
        stepper.step()
        seen.append(int(stepper.outputs["n"][0]))
    assert seen == [1, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9]
    assert stepper.saved == 3
    stepper.halves = True
    stepper.reset()
    stepper.step()
    assert stepper.outputs["n"][0] == 10  # the first of an utterance is computed


def test_only_what_is_late_of_a_degraded_network_saves():
    lateness = Lateness({"speech": "degrade"}, 3 * MS)
    stepper = lateness.half_rate("speech", Counting())
    assert lateness.half_rate("attention", stepper) is stepper
    booked(lateness, "speech", [9, 9, 9, 1])
    assert stepper.halves
    lateness.acts("speech", 10 * S)
    assert not stepper.halves


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("mouth=skip", "no network 'mouth'; there are speech, attention"),
        ("speech", "wanted speech=skip or hold or degrade"),
        ("attention=skip", "wanted attention=degrade"),
        ("gesture-sense=hold", "wanted gesture-sense=skip or degrade"),
    ],
)
def test_a_policy_that_cannot_be_is_refused_with_what_would_be_right(text, why):
    with pytest.raises(ConfigError, match=why):
        read_policies([text])
    with pytest.raises(ConfigError, match="told twice"):
        read_policies(["speech=skip", "speech=hold"])
    assert read_policies([f"{name}={all_[0]}" for name, all_ in ALLOWED.items()])


def test_histograms_have_fixed_buckets_and_hold_every_run():
    costs, stages = Costs(), Stages()
    for cost_us in (1, 50, 51, 4999, 5000, 10**6):
        costs.book(cost_us * 1000)
    assert len(EDGES_US) == 10
    assert costs.buckets == [2, 1, 0, 0, 0, 0, 2, 0, 0, 0, 1]
    stages.start()
    stages.lap("mix")
    assert sum(stages.histograms()["mix"]) == 1


@pytest.fixture
def slow_mouth(monkeypatch):
    """A robot on its twin whose mouth's network can be made slow, under a policy."""
    made = []

    def make(policy):
        robot = Robot.twin()
        made.append(robot)
        loop = robot.link.life.loop
        lateness = Lateness(read_policies([f"speech={policy}"]), 40 * MS)
        loop.lateness = loop._thinking._lateness = lateness
        mouth = next(one for one in loop.behaviours if one.name == "speech")
        heard = mouth._mouth
        book, slow = lateness.book, {"ms": 0.0}

        def slowly(name, cost_ns, now_ns):  # as this test says, not as this machine is
            book(name, round(slow["ms"] * MS) if name == "speech" else 0, now_ns)

        monkeypatch.setattr(lateness, "book", slowly)
        heard._stepper = lateness.half_rate("speech", heard._stepper)
        return robot, lateness, slow

    yield make
    for robot in made:
        robot.close()


def jaws(robot, ticks):
    """How the last rows of the jaw went out."""
    life = robot.link.life
    return np.array([row.sent[life.rig.index("jaw")] for row in life.loop.rows])[-ticks:]


@pytest.mark.parametrize("policy", ["skip", "hold", "degrade"])
def test_the_mouth_of_a_busy_machine_is_skipped_held_or_halved_and_never_jumps(slow_mouth, policy):
    robot, lateness, slow = slow_mouth(policy)
    robot.wait(0.5)
    robot.link.device.trace()
    wish = robot.say(HELLO)
    robot.wait(2.0)
    assert lateness.rests["speech"] == 0
    slow["ms"] = 60.0
    robot.wait(0.04)
    slow["ms"] = 0.0
    assert lateness.rests["speech"] == 1
    robot.wait(0.4)
    rested = jaws(robot, 15)
    robot.wait(1.5)
    assert np.ptp(jaws(robot, 100)) > 0.05  # it speaks again
    if policy == "degrade":
        assert 15 <= lateness._half_rate["speech"].saved <= 30
    else:
        assert np.ptp(rested) < 0.01
        assert (np.abs(rested).max() < 0.01) == (policy == "skip")
    assert wish.wait() == "finished"
    status = robot.status()
    assert status["budgets"]["rests"] == {"speech": 1}
    assert sum(status["histograms"]["speech"]) > 800
    trace, limits = robot.link.device.trace(), robot.link.life.rig.limits
    for order, limit in enumerate((limits.velocity, limits.acceleration, limits.jerk), 1):
        most = np.abs(np.diff(trace.played, order, axis=0)).max(axis=0) * 1000.0**order
        assert (most <= limit + 2**order * 2e-12 * 1000.0**order).all()


def test_run_takes_policies(monkeypatch):
    with run_command.make_context(
        "run", ["--late", "speech=hold", "--budget-ms", "2"], **run_command.context_settings
    ) as context:
        assert (context.params["late"], context.params["budget_ms"]) == (("speech=hold",), 2.0)
