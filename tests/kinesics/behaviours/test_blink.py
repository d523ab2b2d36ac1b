"""Blinks come at published rates, close as fast as lids do, and keep company."""

from itertools import pairwise
from math import erf, nan, radians, sqrt

import numpy as np
import pytest

from kinesics.behaviours.blink import Blink
from kinesics.behaviours.blink_laws import blink_laws
from kinesics.behaviours.lid_stroke import LidStroke, fastest_close_s
from kinesics.rig.load import load_rig
from kinesics.signals import (
    Being,
    BlinkUrges,
    Feeling,
    GazeShift,
    Horizon,
    Prosody,
    Speech,
    SpeechEnd,
)

SECOND = 1_000_000_000
MS = 1_000_000


class Lids:
    """What is shown of a blink's tracks: newer rows in the place of older."""

    def __init__(self, seed=3, **options):
        self.blink = Blink(seed, **options)
        self.rows = {}
        self.feed(Horizon(0))

    def feed(self, *packets):
        for packet in packets:
            track = self.blink.feed(packet)
            if track is not None:
                # New rows reach as far as the old ones did.
                times_ns = range(track.t_ns, track.end_ns + 1, track.period_ns)
                self.rows.update(zip(times_ns, track.values[:, 0].tolist(), strict=True))
        return self

    @property
    def closed(self):
        times_ns = sorted(self.rows)
        assert all(b - a == 10 * MS for a, b in pairwise(times_ns))
        return np.array([self.rows[t_ns] for t_ns in times_ns])

    @property
    def onsets_s(self):
        shut = self.closed
        return np.flatnonzero((shut[1:] > 0.0) & (shut[:-1] == 0.0)) * 0.01


def run(state, minutes=30, seed=3):
    return Lids(seed).feed(Being(0, state), Horizon(minutes * 60 * SECOND))


@pytest.mark.parametrize("state", ["idle", "speaking", "listening", "thinking"])
def test_rates_are_within_what_95_of_100_people_have(state):
    rate = blink_laws().rates[state]
    per_minute = len(run(state).onsets_s) / 30
    assert per_minute == pytest.approx(rate.per_min, rel=0.1)
    assert rate.least <= per_minute <= rate.most


def test_intervals_are_log_normal_as_published():
    laws = blink_laws()
    waits = np.diff(run("speaking", seed=8).onsets_s)
    middle = np.log(60.0 / laws.rates["speaking"].per_min) - 0.5 * laws.sigma**2
    z = np.sort((np.log(waits) - middle) / laws.sigma)
    law = np.array([0.5 + 0.5 * erf(one / sqrt(2.0)) for one in z])
    found = np.arange(1, len(z) + 1) / len(z)
    # 1.63 / sqrt(n): Kolmogorov-Smirnov at p = 0.01.
    assert np.abs(found - law).max() < 1.63 / np.sqrt(len(z))


def test_a_blink_closes_in_70_to_100_ms_and_opens_slower():
    blink = LidStroke(0, 1.0, 0.085, 0.02, 0.1216)
    shut = blink.at(np.arange(0, blink.end_ns + MS, MS))
    assert 70 <= np.argmax(shut) <= 100
    assert np.diff(shut).max() > 1.3 * -np.diff(shut).min()
    assert (shut[0], shut.max(), shut[-1]) == pytest.approx((0.0, 1.0, 0.0), abs=1e-6)


def test_half_of_the_blinks_are_partial():
    shut = run("idle").closed
    begins = np.flatnonzero((shut[1:] > 0.0) & (shut[:-1] == 0.0))
    depths = np.array([shut[row : row + 30].max() for row in begins])
    assert np.mean(depths < 0.95) == pytest.approx(0.5, abs=0.08)
    assert depths.min() > 0.5


def test_lids_that_are_slow_take_longer_and_close_all_the_same():
    slow = Lids(fastest_close_s=0.2).feed(Horizon(120 * SECOND))
    shut = slow.closed
    first = np.flatnonzero((shut[1:] >= 0.99) & (shut[:-1] < 0.99))
    assert len(first)
    opening = shut[first[0] : first[0] + 40]
    assert np.abs(np.diff(shut)).max() < np.pi / 2 / 20 + 0.001
    assert opening.max() == pytest.approx(1.0, abs=0.01)


def test_the_humanoid_s_lids_are_asked_for_no_more_than_they_can():
    humanoid = load_rig("humanoid")
    fastest_s = fastest_close_s(humanoid)
    assert 0.07 < fastest_s <= blink_laws().close_s
    lid = humanoid.joints[humanoid.index("left_upper_lid")]
    shut = LidStroke(0, 0.9, fastest_s, 0.0, 0.2).at(np.arange(0, 90 * MS, MS))
    angle = np.interp(shut, [0.0, 0.9], [0.0, 0.75])
    assert np.abs(np.diff(angle)).max() * 1e3 <= lid.velocity
    assert np.abs(np.diff(angle, 2)).max() * 1e6 <= lid.acceleration


def test_a_large_gaze_shift_brings_a_blink_and_a_small_one_does_not():
    def blinks_at(size_deg):
        lids = Lids().feed(Horizon(2 * SECOND))
        count = 0
        for n in range(40):
            t_ns = (3 + 3 * n) * SECOND + 5 * MS
            shift = GazeShift(t_ns, (1.0, 0.0, 1.0), "head", "look", size_rad=radians(size_deg))
            lids.feed(shift, Horizon(t_ns + 2 * SECOND))
            count += np.any(np.abs(lids.onsets_s - t_ns / SECOND) < 0.02)
        return count

    assert blinks_at(40.0) >= 30  # but where one has just been
    assert blinks_at(4.0) <= 6


def company(seed):
    """Shares of pauses and of ends of speech, 60 each, with which a blink comes."""
    lids = Lids(seed=seed)
    pauses, ends = [], []
    for n in range(60):
        begin = 10.0 * n + 1.0
        for k in range(80):
            t_ns = round((begin + 0.1 * k) * SECOND)
            pause_s = 0.2 if k == 40 else 0.0
            lids.feed(Speech(t_ns, 100 * k, 1000, np.zeros(100, np.float32)))
            lids.feed(Prosody(t_ns, 100.0, nan, -30.0, 0.0, 0.0, 0.0, 0.0, pause_s))
            lids.feed(Horizon(t_ns))
        pauses.append(begin + 4.0)
        ends.append(begin + 8.1)
        lids.feed(SpeechEnd(round((begin + 8.0) * SECOND)))
    onsets = lids.onsets_s
    return [
        np.mean([np.any(np.abs(onsets - t_s) < 0.05) for t_s in times_s])
        for times_s in (pauses, ends)
    ]


@pytest.mark.usefixtures("untraced")
def test_blinks_that_are_due_come_with_pauses_and_ends_of_speech():
    pauses, ends = np.mean([company(seed) for seed in (1, 2, 3, 4)], axis=0)
    chance = 2 * 0.05 * 26.0 / 60.0
    assert pauses > 3 * chance
    assert ends > 3 * chance


def test_fear_blinks_more_and_anger_less_within_what_people_do():
    laws = blink_laws()
    usual = laws.per_min("speaking", {}, 0.0)
    assert laws.per_min("speaking", {"fearful": 1.0}, 1.0) > usual
    assert laws.per_min("speaking", {"angry": 1.0}, 1.0) < usual
    assert laws.per_min("idle", {"fearful": 1.0}, 1.0) <= laws.rates["idle"].most
    lids = Lids().feed(Feeling(0, (-0.5, 0.6, 0.3), {"angry": 1.0}, 1.0), Horizon(1800 * SECOND))
    assert len(lids.onsets_s) / 30 == pytest.approx(17.0 * 0.8, rel=0.1)


def test_asleep_the_lids_are_shut_and_awake_they_open():
    lids = Lids().feed(Horizon(5 * SECOND), Being(6 * SECOND, "asleep"), Horizon(20 * SECOND))
    lids.feed(Being(21 * SECOND, "idle"), Horizon(40 * SECOND))
    shut = lids.closed
    assert shut[800:2100].min() > 0.99
    assert np.mean(shut[2200:] == 0.0) > 0.8
    assert np.abs(np.diff(shut[600:800])).max() < 0.02


def test_no_blink_comes_right_after_another():
    assert np.diff(run("speaking").onsets_s).min() > 0.35


def test_it_blinks_when_others_say_and_by_itself_once_they_say_no_more():
    lids = Lids(seed=2)
    told = [(2 * SECOND, True), (5 * SECOND + 13 * MS, False), (9 * SECOND, True)]
    for second in range(10):
        until_ns = (second + 1) * SECOND
        mine = tuple(one for one in told if second * SECOND <= one[0] < until_ns)
        lids.feed(Horizon(until_ns - 200 * MS), BlinkUrges(second * SECOND, until_ns, mine))
    lids.feed(Horizon(60 * SECOND))
    onsets = lids.onsets_s
    np.testing.assert_allclose(onsets[:3], [2.0, 5.02, 9.0], atol=0.011)
    assert 10 <= len(onsets[onsets > 10.0]) <= 25
    assert lids.closed[200:230].max() == pytest.approx(1.0, abs=1e-6)
    assert 0.5 < lids.closed[500:530].max() < 0.95


def test_pauses_bring_no_blink_that_nobody_told():
    lids = Lids(seed=2).feed(BlinkUrges(0, 20 * SECOND, ()))
    for n in range(18):
        t_ns = (n + 1) * SECOND
        lids.feed(Speech(t_ns, 1000 * n, 1000, np.zeros(1000, np.float32)))
        lids.feed(Prosody(t_ns, 100.0, nan, -30.0, 0.0, 0.0, 0.0, 0.0, 0.0))
        lids.feed(Prosody(t_ns + 200 * MS, 100.0, nan, -80.0, 0.0, 0.0, 0.0, 0.0, 0.2))
        lids.feed(Horizon(t_ns + SECOND))
    assert len(lids.onsets_s) == 0


def test_every_blink_begins_on_a_row_and_is_as_long_as_the_law():
    lids = Lids(seed=5)
    for n in range(200):  # the rate changes, pauses and shifts bring some: wherever they fall
        t_ns = round((3.0 * n + 1.0) * SECOND) + 3_700_000 * n
        lids.feed(Being(t_ns, "listening" if n % 2 else "idle"))
        lids.feed(
            GazeShift(t_ns + 7 * MS, (1.0, 0.0, 1.0), "head", "look", size_rad=0.2 + 0.1 * (n % 5))
        )
        lids.feed(Horizon(t_ns + SECOND))
    shut = lids.closed
    begins = np.flatnonzero((shut[1:] > 0.0) & (shut[:-1] == 0.0))
    pieces = [shut[begin : begin + 20] for begin in begins if shut[begin : begin + 20].max() > 0.5]
    assert {int(np.argmax(one > 0.9999 * one.max())) for one in pieces} == {9}
