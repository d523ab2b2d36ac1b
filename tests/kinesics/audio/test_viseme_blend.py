"""A network's mouth and its visemes as one mouth: what it keeps, when it rests, what it may use."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.audio.mouth import CHANNELS
from kinesics.audio.viseme_blend import VisemeBlend
from kinesics.audio.visemes import VISEMES, faces
from kinesics.motion import channels
from kinesics.motion.lips import gap

ROWS = (0, 4, 8, 12, 20)
JAW = CHANNELS.index("jawOpen")
HEADS = st.integers(0, len(ROWS) - 1)
SEEDS = st.integers(0, 2**32 - 1)


def network(steps, seed):
    """Mouths (N, 23) and doubts about visemes (N, 5, 15), as a network's, at random."""
    rng = np.random.default_rng(seed)
    named = rng.dirichlet(np.full(len(VISEMES), 0.3), (steps, len(ROWS))).astype(np.float32)
    return rng.uniform(0.0, 0.4, (steps, len(CHANNELS))), named


def surely(viseme, steps):
    named = np.zeros((steps, len(ROWS), len(VISEMES)), np.float32)
    named[:, :, VISEMES.index(viseme)] = 1.0
    return named


def shown(poses, named, head=2):
    blend = VisemeBlend(ROWS, head)
    return np.array([blend.row(*step) for step in zip(poses, named, strict=True)])


def gaps(rows):
    values = np.zeros((len(rows), len(channels.CHANNELS)))
    values[:, channels.columns(CHANNELS)] = rows
    return gap(values)


@given(HEADS, SEEDS)
def test_a_mouth_is_never_wider_or_more_closed_than_both_answers_are(head, seed):
    poses, named = network(40, seed)
    apart = gaps(shown(poses, named, head))
    both = np.concatenate((gaps(poses), gaps(faces()), [0.0]))
    assert both.min() - 1e-9 <= apart.min()
    assert apart.max() <= both.max() + 1e-9


@given(HEADS, SEEDS)
def test_no_channel_falls_below_rest(head, seed):
    poses, named = network(40, seed)
    rows = shown(poses, named, head)
    assert rows.min() >= 0.0
    assert np.isfinite(rows).all()


@given(HEADS, SEEDS)
def test_the_jaw_stays_the_networks_while_it_speaks(head, seed):
    poses, named = network(40, seed)
    named[:, :, VISEMES.index("sil")] = 0.0
    named /= named.sum(axis=2, keepdims=True)
    np.testing.assert_allclose(shown(poses, named, head)[:, JAW], poses[:, JAW], atol=1e-12)


@given(HEADS, SEEDS, st.integers(0, 39))
def test_it_goes_on_from_a_state_as_if_nothing_had_been(head, seed, cut):
    poses, named = network(40, seed)
    one, other = VisemeBlend(ROWS, head), VisemeBlend(ROWS, head)
    steps = list(zip(poses, named, strict=True))
    rows = [one.row(*step) for step in steps[:cut]]
    for step in steps[::-1]:
        other.row(*step)
    other.restore(one.state())
    rows += [other.row(*step) for step in steps[cut:]]
    np.testing.assert_array_equal(rows, shown(poses, named, head))


@given(SEEDS)
def test_after_reset_it_knows_nothing(seed):
    poses, named = network(20, seed)
    blend = VisemeBlend(ROWS, 2)
    for step in zip(*network(30, seed + 1), strict=True):
        blend.row(*step)
    blend.reset()
    again = [blend.row(*step) for step in zip(poses, named, strict=True)]
    np.testing.assert_array_equal(again, shown(poses, named))


@pytest.mark.parametrize("head", range(len(ROWS)))
def test_a_row_uses_nothing_later_than_its_head_does(head):
    """Heads of more look-ahead are not listened to."""
    poses, named = network(40, 3)
    other = named.copy()
    other[:, head + 1 :] = named[:, head + 1 :, ::-1]
    np.testing.assert_array_equal(shown(poses, named, head), shown(poses, other, head))


def test_the_visemes_after_a_rows_date_are_those_of_a_smaller_lookahead():
    """At 80 ms the row of step 30 is of row 22; step 27 gave row 23 by the head of 40 ms."""
    poses, named = network(40, 4)
    other = named.copy()
    other[27, 1] = named[27, 1, ::-1]
    changed = np.flatnonzero((shown(poses, named) != shown(poses, other)).any(axis=1))
    assert changed[0] == 29  # two rows before, for which it is the second to come


def test_in_a_pause_the_mouth_falls_to_rest_without_a_jump():
    talks, pauses = surely("aa", 30), surely("sil", 120)
    poses = np.tile(faces()[VISEMES.index("aa")], (150, 1))  # a mouth that does not see it
    rows = shown(poses, np.concatenate((talks, pauses)))
    assert gaps(rows)[29] > 0.5
    assert np.abs(np.diff(rows[29:], axis=0)).max() < 0.06
    assert gaps(rows)[-1] < 0.05


def test_it_is_let_go_as_speech_begins():
    poses = np.tile(faces()[VISEMES.index("aa")], (60, 1))
    rows = shown(poses, np.concatenate((surely("sil", 40), surely("aa", 20))))
    apart = gaps(rows)
    assert apart[39] < 0.01
    assert apart[40 + 6] == pytest.approx(gaps(poses)[0], abs=1e-9)


@pytest.mark.parametrize(("viseme", "sign"), [("PP", -1.0), ("aa", 1.0)])
def test_a_doubtful_mouth_shows_what_is_likely(viseme, sign):
    """Half a mouth, neither open nor closed: the visemes say which."""
    poses = np.tile(0.1 * faces()[VISEMES.index("aa")], (20, 1))
    before, after = gaps(poses)[0], gaps(shown(poses, surely(viseme, 20)))[-1]
    assert sign * (after - before) > 0.1


@given(st.floats(0.15, 1.0), st.sampled_from(["aa", "E", "ou", "DD"]))
def test_what_the_network_closes_stays_closed_where_visemes_hold_it_possible(likely, other):
    poses = np.tile(0.5 * faces()[VISEMES.index("PP")], (20, 1))
    named = likely * surely("PP", 20) + (1.0 - likely) * surely(other, 20)
    assert gaps(poses)[0] < -0.1
    assert gaps(shown(poses, named))[-1] <= gaps(poses)[0] + 0.05 < 0.0


def test_what_it_closes_for_no_good_reason_does_not():
    poses = np.tile(0.3 * faces()[VISEMES.index("PP")], (20, 1))
    assert gaps(poses)[0] < 0.0
    assert gaps(shown(poses, surely("aa", 20)))[-1] > 0.1


def test_lips_touch_teeth_only_where_it_is_an_f():
    lower, upper = CHANNELS.index("mouthRollLower"), CHANNELS.index("mouthRollUpper")
    poses = np.zeros((20, len(CHANNELS)))
    poses[:, lower] = 0.35
    touch = {
        viseme: shown(poses, surely(viseme, 20))[-1] @ (np.eye(23)[lower] - np.eye(23)[upper])
        for viseme in ("FF", "DD")
    }
    assert touch["FF"] > 0.4
    assert touch["DD"] < 0.25
