"""What is mixed for several times at once is, to the bit, what is mixed one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.motion.channels import index
from kinesics.motion.mixer import Layer, Mixer
from kinesics.motion.track import make_track

MS = 1_000_000
PACE = 10 * MS
LAYERS = [
    Layer("gaze", "over", 0.08, 0.2, looks=True),
    Layer("gesture", "over", 0.01, 0.2),
    Layer("speech", "over", 0.05, 0.1, owner=True, dials=("lips",)),
    Layer("breath", "add", 0.1, 0.3),
    Layer("stance", "add", 0.1, 0.3),
    Layer("head", "add", 0.1, 0.3, dials=("pose",)),
    Layer("emotion", "add", 0.02, 0.3),
]
MOVES = {
    "gaze": ("gaze_yaw", "head_yaw"),
    "gesture": ("left_elbow", "torso_yaw"),
    "speech": ("jawOpen", "mouthClose"),
    "breath": ("torso_pitch", "breath"),
    "stance": ("torso_pitch", "torso_yaw"),
    "head": ("torso_pitch", "head_yaw"),
    "emotion": ("mouthUpperUpLeft", "browInnerUp"),
}
HEAD = frozenset(map(index, ("head_yaw", "torso_yaw", "torso_pitch", "gaze_yaw")))
WANTED = (None, HEAD)
EARLY = (0, 21 * MS + 7)


def motion(source, begin_ns, rows, level, priority=0):
    values = np.linspace([level, 0.3], [0.5 - level, level], rows)
    return make_track(begin_ns, 100.0, MOVES[source], values, priority=priority)


def times(tick):
    return tuple(tick * PACE + early_ns for early_ns in EARLY)


def assert_as_if_alone(mixes, alone, tick):
    for t_ns, wanted, mix in zip(times(tick), WANTED, mixes, strict=True):
        (single,) = alone.samples((t_ns,), (wanted,))
        columns = slice(None) if wanted is None else sorted(wanted)
        np.testing.assert_array_equal(mix[columns], single[columns])


@settings(max_examples=25, deadline=None)
@given(
    told=st.lists(
        st.tuples(
            st.sampled_from(sorted(MOVES)),
            st.integers(0, 8),
            st.integers(-4, 20),
            st.integers(1, 25),
            st.floats(0.0, 0.5),
            st.sampled_from([0, 0, 0, 0, 0, 0, 1]),
        ),
        min_size=1,
        max_size=14,
    )
)
def test_whatever_comes_and_whenever(told):
    paced, alone = Mixer(LAYERS), Mixer(LAYERS)
    now, ends = 0, {}
    for source, ticks, later, rows, level, priority in [*told, ("", 30, 0, 0, 0.0, 0)]:
        for tick in range(now, now + ticks):
            assert_as_if_alone(paced.samples(times(tick), WANTED), alone, tick)
        now += ticks
        if source:
            begin_ns = ends[source] if later < 0 and source in ends else (now + later) * PACE
            ends[source] = begin_ns + rows * PACE
            for mixer in (paced, alone):
                mixer.accept(source, motion(source, begin_ns, rows, level, priority))


def lived(count):
    """A mixer whose every source has rows for long, after so many ticks."""
    mixer = Mixer(LAYERS)
    for source in MOVES:
        mixer.accept(source, motion(source, 0, 100, 0.2))
    for tick in range(count):
        mixer.samples(times(tick), WANTED)
    return mixer


@pytest.mark.parametrize("source", sorted(MOVES))
def test_a_track_that_reaches_into_what_was_mixed_already_counts_at_once(source):
    surprised, untold = lived(21), lived(21)
    surprised.accept(source, motion(source, 21 * PACE, 50, 0.45))
    mixes, without = ([one.samples(times(t), WANTED) for t in range(21, 60)] for one in (
        surprised, untold))  # fmt: skip
    columns = [index(name) for name in MOVES[source]]
    moved = np.abs(np.array(mixes) - np.array(without))[:, 0, columns].max(axis=1)
    assert moved[4:].min() > 0.0
    fresh = lived(21)
    fresh.accept(source, motion(source, 21 * PACE, 50, 0.45))
    for tick, mix in zip(range(21, 60), mixes, strict=True):
        assert_as_if_alone(mix, fresh, tick)


def test_a_dial_that_is_turned_counts_at_once():
    turned, untold = lived(21), lived(21)
    for mixer in (turned, untold):
        mixer.samples(times(21), WANTED)
    turned.turn("pose", 0.0, 22 * PACE, 0.1)
    column = index("torso_pitch")
    shown = [
        [mixer.samples(times(tick), WANTED)[0, column] for tick in range(22, 60)]
        for mixer in (turned, untold)
    ]
    assert np.abs(np.subtract(*shown))[8:].min() > 0.0
