"""Actions to channels and back: each moves its own channels, sides apart, and masks mask."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kinesics.affect.facs import (
    ACTIONS,
    COLUMNS,
    action_vector,
    actions_of,
    channels_of,
    face_channels_of,
    mask,
    names_of,
)
from kinesics.errors import AffectError
from kinesics.motion import channels

NAMES = [action.name for action in ACTIONS]
STRENGTHS = arrays(float, len(ACTIONS), elements=st.floats(0.0, 1.0))
OPPOSED = {"51", "52", "53", "54", "55", "56", "57", "58", "61", "62", "63", "64"}


@given(STRENGTHS, st.integers(0, len(ACTIONS) - 1), st.floats(0.0, 1.0))
def test_changing_one_action_changes_its_own_channels_only(actions, row, strength):
    """The bank is orthogonal but for the channels that the table says are shared."""
    changed = actions.copy()
    changed[row] = strength
    moved = np.flatnonzero(channels_of(changed) != channels_of(actions))
    own = {channels.index(name) for name in ACTIONS[row].gains}
    assert set(moved.tolist()) <= own


@given(STRENGTHS, STRENGTHS)
def test_a_face_has_the_same_channels_and_no_row_depends_on_another(one, other):
    both = face_channels_of(np.array([one, other]))
    np.testing.assert_array_equal(both[1:], face_channels_of(other[None]))
    np.testing.assert_allclose(both, channels_of(np.array([one, other]))[:, COLUMNS], atol=1e-12)


@given(STRENGTHS)
def test_channels_are_in_their_ranges(actions):
    values = channels_of(actions)
    assert (values >= channels.LOW).all()
    assert (values <= channels.HIGH).all()


@given(STRENGTHS)
def test_actions_with_channels_of_their_own_come_back(actions):
    """All but those that share a channel, and opposite turns of the head and eyes."""
    for row, action in enumerate(ACTIONS):
        if not action.read or action.name in OPPOSED:
            actions[row] = 0.0
    np.testing.assert_allclose(actions_of(channels_of(actions)), actions, atol=0.5)
    few = np.where(np.array([one.number for one in ACTIONS]) == 28, 0.0, actions)
    np.testing.assert_allclose(actions_of(channels_of(few)), few, atol=1e-12)


@pytest.mark.parametrize("name", [one.name for one in ACTIONS if one.read])
def test_one_action_is_read_as_itself_alone(name):
    actions = action_vector({name: 0.7})
    np.testing.assert_allclose(actions_of(channels_of(actions)), actions, atol=1e-12)


@pytest.mark.parametrize(
    ("code", "parts"),
    [("23", {"L24", "R24", "28"}), ("25", {"L10", "R10", "L16", "R16"}), ("27", {"26"})],
)
def test_actions_without_a_channel_of_their_own_are_read_as_others(code, parts):
    read = actions_of(channels_of(action_vector({code: 0.4})))
    assert {NAMES[row] for row in np.flatnonzero(read)} == parts


def test_a_side_is_a_side():
    left = channels_of(action_vector({"L12": 0.8}))
    assert left[channels.index("mouthSmileLeft")] == 0.8
    assert np.count_nonzero(left) == 1
    both = channels_of(action_vector({"12": 0.8}))
    assert both[channels.index("mouthSmileRight")] == 0.8


def test_the_later_of_two_strengths_of_one_action_counts():
    assert np.count_nonzero(action_vector({"12": 0.5, "L12": 0.0})) == 1


@given(STRENGTHS, st.sampled_from(["upper", "lower", "face", "brows", "mouth", "head", "lids"]))
def test_a_masked_face_moves_nothing_outside_its_regions(actions, word):
    shown = channels_of(actions * mask([word]))
    inside = {
        channels.index(name)
        for action, kept in zip(ACTIONS, mask([word]), strict=True)
        if kept
        for name in action.gains
    }
    assert set(np.flatnonzero(shown).tolist()) <= inside
    regions = {
        "upper": {"brows", "lids", "cheeks", "nose"},
        "lower": {"mouth", "jaw"},
        "face": {"brows", "lids", "cheeks", "nose", "mouth", "jaw"},
    }.get(word, {word})
    assert {one.region for one, kept in zip(ACTIONS, mask([word]), strict=True) if kept} == regions


@given(STRENGTHS)
def test_one_side_masked_is_still(actions):
    shown = channels_of(actions * mask(["left"]))
    right = [n for n, name in enumerate(channels.NAMES[:52]) if name.endswith("Right")]
    shared = {channels.index(name) for one in ACTIONS if not one.side for name in one.gains}
    assert not shown[[n for n in right if n not in shared]].any()


def test_words_of_a_mask_combine():
    assert (mask([]) == 1.0).all()
    np.testing.assert_array_equal(mask(["left", "right"]), mask([]))
    np.testing.assert_array_equal(mask(["upper", "lower"]), mask(["face"]))
    kept = {name for name, share in zip(NAMES, mask(["brows", "left"]), strict=True) if share}
    assert kept == {"1", "L2", "L4"}


def test_every_face_channel_but_blinks_eyes_and_sideways_mouth_has_an_action():
    reached = {name for action in ACTIONS for name in action.gains}
    face = set(channels.NAMES[:52])
    without = {name for name in face - reached if not name.startswith("eyeLook")}
    assert without == {"mouthClose", "mouthLeft", "mouthRight"}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: names_of("L26"), "no action 'L26'; nearest: "),
        (lambda: action_vector({"12": 1.5}), r"wanted 0\.\.1"),
        (lambda: mask(["uper"]), "did you mean 'upper'"),
        (lambda: mask(["tail"]), "regions: left, right, brows"),
    ],
)
def test_what_is_not_there_is_refused(make, message):
    with pytest.raises(AffectError, match=message):
        make()
