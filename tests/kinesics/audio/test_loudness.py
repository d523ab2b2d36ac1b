"""A raised voice opens the mouth wider: by the voice's own level, and never by more than half."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kinesics.audio.loudness import LoudnessLips
from kinesics.signals import Horizon, Prosody

HOP_NS = 10_000_000


def hop(n, level_db, pause_s=0.0):
    return Prosody(n * HOP_NS, 100.0, 120.0, level_db, 1.0, 4.0, 0.0, 0.0, pause_s)


def turns(levels_db, depth=1.0, **keywords):
    lips = LoudnessLips(depth)
    return [
        turn for n, level in enumerate(levels_db) for turn in lips.feed(hop(n, level, **keywords))
    ]


def test_an_even_voice_turns_nothing_however_loud_it_is():
    assert turns([-12.0] * 500) == turns([-35.0] * 500) == []


def test_a_raised_voice_opens_wider_and_a_low_one_less():
    up, down = turns([-30.0] * 400 + [-18.0] * 100), turns([-18.0] * 400 + [-30.0] * 100)
    assert {turn.dial for turn in up + down} == {"loudness"}
    assert max(turn.gain for turn in up) > 1.3
    assert min(turn.gain for turn in down) < 0.7
    assert up[0].t_ns >= 400 * HOP_NS


def test_depth_scales_it():
    levels = [-30.0] * 400 + [-18.0] * 100
    half = max(turn.gain for turn in turns(levels, depth=0.5)) - 1.0
    assert 0.4 < half / (max(turn.gain for turn in turns(levels)) - 1.0) < 0.6
    assert turns(levels, depth=0.0) == []


def test_a_depth_that_changes_while_it_speaks_acts_from_the_next_turn_on():
    lips = LoudnessLips(1.0)
    raised = [-30.0] * 400 + [-18.0] * 40
    told = [turn for n, level in enumerate(raised) for turn in lips.feed(hop(n, level))]
    assert told[-1].gain > 1.2
    lips.depth = 0.0
    after = [turn for n in range(440, 460) for turn in lips.feed(hop(n, -18.0))]
    assert [turn.gain for turn in after] == [1.0]


def widest(raised_db, depth=1.0):
    told = turns([-30.0] * 400 + [-30.0 + raised_db] * 100, depth)
    return max((turn.gain for turn in told), default=1.0)


def test_more_depth_and_a_voice_raised_further_never_open_less():
    by_depth = [widest(8.0, depth) for depth in (0.0, 0.25, 0.5, 0.75, 1.0)]
    by_level = [widest(raised_db) for raised_db in (0.0, 2.0, 4.0, 8.0, 16.0)]
    assert by_depth == sorted(by_depth)
    assert by_level == sorted(by_level)
    assert by_depth[0] == by_level[0] == 1.0
    assert min(by_depth[-1], by_level[-1]) > 1.25


@given(st.lists(st.floats(-120.0, 0.0), min_size=1, max_size=300))
def test_no_voice_turns_it_by_more_than_half_nor_faster_than_ten_times_a_second(levels):
    told = turns(levels)
    assert all(0.5 <= turn.gain <= 1.5 for turn in told)
    assert (np.diff([turn.t_ns for turn in told]) >= 10 * HOP_NS).all()


def test_silence_is_no_low_voice():
    assert turns([-20.0] * 300 + [-90.0] * 300) == []
    assert LoudnessLips(1.0).feed(Horizon(0)) == []
