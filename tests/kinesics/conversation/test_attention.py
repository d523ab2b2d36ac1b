"""Whom a robot looks at follows from what it does, and what it is told."""

from itertools import pairwise
from math import inf, nan, radians

import numpy as np
import pytest

from kinesics.conversation.attention import Attention
from kinesics.conversation.gaze_laws import gaze_laws, share_beyond
from kinesics.rig.load import load_rig
from kinesics.rig.sight import sight_of
from kinesics.signals import (
    Being,
    Cease,
    Horizon,
    Look,
    Persona,
    Prosody,
    Speech,
    SpeechEnd,
    Target,
)

SECOND = 1_000_000_000
SIGHT = sight_of(load_rig("humanoid"))
ANNA = Target(0, "person:anna", (1.2, 0.2, 1.1), 1.0, 1e6)
BERT = Target(0, "person:bert", (1.2, -0.5, 1.1), 1.0, 1e6)
CUP = Target(0, "cup", (0.6, 0.0, 0.7), 1.0, 1e6)


class Life:
    """An attention and what it decided, as it stands: newer shifts in the place of older."""

    def __init__(self, *targets, seed=0):
        self.attention = Attention(SIGHT, seed)
        self.shifts = []
        self.feed(Horizon(0), *targets)

    def feed(self, *packets):
        for packet in packets:
            for shift in self.attention.feed(packet):
                self.shifts = [one for one in self.shifts if one.t_ns < shift.t_ns]
                self.shifts.append(shift)
        return self

    def until(self, seconds, begin=0.0):
        for n in range(int(begin * 5), int(seconds * 5)):
            self.feed(Horizon(n * SECOND // 5))
        return self

    def speak(self, begin, seconds, pauses=()):
        """An utterance, with pauses of half a second at the given times."""
        for n in range(int(seconds * 10)):
            t_ns = round((begin + 0.1 * n) * SECOND)
            quiet = [t_ns * 1e-9 - pause for pause in pauses if 0 <= t_ns * 1e-9 - pause < 0.5]
            pause_s = quiet[0] if quiet else 0.0
            self.feed(Speech(t_ns, 100 * n, 1000, np.zeros(100, np.float32)))
            self.feed(Prosody(t_ns, 100.0, nan, -30.0, 0.0, 0.0, 0.0, 0.0, pause_s))
            self.feed(Horizon(t_ns))
        return self.feed(SpeechEnd(round((begin + seconds) * SECOND)))

    def share(self, begin=0.0, end=inf, why="partner"):
        """Of the time from `begin` to `end`, spent with shifts of that reason."""
        spans = [
            (max(a.t_ns / SECOND, begin), min(b.t_ns / SECOND, end), a.why)
            for a, b in pairwise(self.shifts)
        ]
        spans = [(b - a, reason) for a, b, reason in spans if b > a]
        return sum(s for s, reason in spans if reason == why) / sum(s for s, _ in spans)

    def at(self, seconds):
        return [one for one in self.shifts if one.t_ns <= seconds * SECOND][-1]


@pytest.mark.parametrize(("state", "share"), [("listening", 0.75), ("thinking", 0.15)])
def test_partners_are_looked_at_for_the_published_share(state, share):
    life = Life(ANNA).feed(Being(0, state)).until(900)
    assert life.share() == pytest.approx(share, abs=0.05)


def test_speakers_look_at_their_partner_for_41_percent():
    life = Life(ANNA)
    spans = []
    for n in range(60):
        life.speak(15.0 * n + 1, 12.0, pauses=(15.0 * n + 5, 15.0 * n + 9))
        spans.append(life.share(15.0 * n + 1, 15.0 * n + 13))
    assert np.mean(spans) == pytest.approx(0.41, abs=0.07)


def test_warmth_looks_more():
    def share(warmth):
        return Life(ANNA).feed(Persona(0, 0.5, warmth, 0.5), Being(0, "idle")).until(600).share()

    assert share(1.0) - share(0.0) > 0.12


def test_a_speaker_who_ends_looks_at_the_other():
    back = []
    for seed in range(20):
        life = Life(ANNA, seed=seed).until(3).feed(Being(2 * SECOND, "listening"))
        back.append(life.speak(4.0, 6.0).until(10.4, begin=10.0).at(10.0).why)
    assert back.count("partner") == 20


def test_most_who_begin_to_speak_look_away():
    away = 0
    for seed in range(30):
        life = Life(ANNA, seed=seed).feed(Being(0, "listening")).until(4)
        away += life.speak(5.0, 2.0).at(5.3).why == "avert"
    assert 15 <= away <= 29


def test_a_look_goes_before_everything_until_its_time_is_over():
    life = Life(ANNA).until(5)
    life.feed(Look(6 * SECOND, "i1", (1.0, 0.8, 1.0), "body", 4.0), Being(7 * SECOND, "thinking"))
    life.until(20, begin=5)
    during = [one for one in life.shifts if 6 * SECOND <= one.t_ns < 9.9 * SECOND]
    assert {(one.why, one.style, one.at) for one in during} == {("look", "body", (1.0, 0.8, 1.0))}
    assert "look" not in {one.why for one in life.shifts if one.t_ns > 10.2 * SECOND}


def test_a_look_without_end_lasts_until_it_ceases():
    life = Life(ANNA).until(5).feed(Look(6 * SECOND, "i1", "cup", "head", inf), CUP)
    life.until(60, begin=5)
    assert life.at(59).why == "look"
    life.feed(Cease(60 * SECOND, "another")).until(62, begin=60)
    assert life.at(61).why == "look"
    life.feed(Cease(62 * SECOND, "i1")).until(64, begin=62)
    assert life.at(62.1).why == "partner"


def test_aversions_are_as_large_and_go_where_people_s_do():
    life = Life(Target(0, "person:a", (1.5, 0.0, 0.975), 1.0, 1e6)).feed(Being(0, "listening"))
    asides = np.array([one.aside_rad for one in life.until(3000).shifts if one.why == "avert"])
    sizes = np.hypot(*asides.T)
    level = asides[np.abs(asides[:, 1]) < 0.3 * np.abs(asides[:, 0])]
    assert radians(4.9) <= sizes.min()
    assert sizes.max() <= radians(22.8)
    assert np.mean(level[:, 0] < 0) == pytest.approx(15.54 / (15.54 + 16.8), abs=0.08)
    laws = gaze_laws()
    least, most = share_beyond(laws, radians(5.0)), share_beyond(laws, radians(22.7))
    beyond = (share_beyond(laws, radians(10.0)) - most) / (least - most)
    assert np.mean(np.hypot(*level.T) > radians(10.0)) == pytest.approx(beyond, abs=0.07)


def test_who_comes_is_glanced_at_by_a_listener():
    life = Life(ANNA).feed(Being(0, "listening")).until(10)
    life.feed(Target(10 * SECOND, "person:bert", BERT.position_m, 1.0, 60.0)).until(13, begin=10)
    glance = next(one for one in life.shifts if one.at == "person:bert")
    assert 10.1 <= glance.t_ns / SECOND <= 10.5


def test_among_several_each_gets_a_share():
    life = Life(ANNA, BERT, CUP).feed(Being(0, "listening")).until(600)
    seconds = {"person:anna": 0.0, "person:bert": 0.0, "cup": 0.0}
    for one, after in pairwise(life.shifts[2:]):
        seconds[one.at] += (after.t_ns - one.t_ns) / SECOND
    assert min(seconds["person:anna"], seconds["person:bert"]) > 120
    assert 5 < seconds["cup"] < 120


def test_who_is_gone_is_talked_to_no_more():
    life = Life(Target(0, "person:a", (1.0, 0.0, 1.0), 1.0, 5.0)).until(20)
    assert {one.why for one in life.shifts if one.t_ns > 9 * SECOND} == {"idle"}


def test_with_nobody_there_the_robot_looks_about_in_front_of_it():
    life = Life().until(600)
    assert {one.why for one in life.shifts} == {"idle"}
    yaw = np.array([np.arctan2(one.at[1], one.at[0]) for one in life.shifts])
    assert np.abs(yaw).max() < radians(30)
    assert np.mean(np.abs(yaw) < radians(6.0)) > 0.35
    per_minute = len(life.shifts) / 10
    assert 15 < per_minute < 45


def test_a_robot_that_talks_to_nobody_it_knows_talks_ahead():
    life = Life().speak(2.0, 10.0)
    assert life.share(3.0, 12.0, "partner") > 0.1
    ahead = next(one for one in life.shifts if one.why == "partner")
    assert ahead.at[0] > 1.0


def test_asleep_it_looks_down_and_wakes():
    life = Life(ANNA).feed(Being(5 * SECOND, "asleep")).until(60)
    assert life.at(59).at[2] < SIGHT.neck_m[2]
    assert sum(10 < one.t_ns / SECOND < 59 for one in life.shifts) < 4
    life.feed(Being(60 * SECOND, "listening")).until(62, begin=60)
    assert life.at(60.5).why == "partner"


def test_who_is_told_to_look_while_asleep_looks_and_sleeps_on():
    life = Life(ANNA).feed(Being(1 * SECOND, "asleep")).until(5)
    life.feed(Look(6 * SECOND, "i1", "person:anna", "head", 2.0)).until(20, begin=5)
    assert life.at(7).why == "look"
    assert life.at(19).at[2] < SIGHT.neck_m[2]


def test_the_same_seed_attends_alike():
    one, other = (Life(ANNA, CUP, seed=4).until(60).shifts for _ in range(2))
    assert one == other
    assert one != Life(ANNA, CUP, seed=5).until(60).shifts
