"""One value a channel, chosen by rule, without a jump, and the mixer can say why."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.errors import TrackError
from kinesics.motion import channels
from kinesics.motion.mixer import Layer, Mixer
from kinesics.motion.track import LARGEST, Track, make_track

MS = 1_000_000
JAW = channels.index("jawOpen")


def track(t_ms, values, **keywords):
    rows = np.asarray(values, dtype=float)[:, None]
    return make_track(t_ms * MS, 100.0, ["jawOpen"], rows, **keywords)


def jaw(mixer, times_ms):
    return np.array([mixer.sample(round(t * MS))[JAW] for t in times_ms])


def test_a_lone_track_is_reached_after_its_ramp():
    mixer = Mixer([Layer("speech", "over", ramp_s=0.05)])
    mixer.accept("speech", track(0, [0.5] * 30))
    assert jaw(mixer, [0])[0] == 0.0
    np.testing.assert_allclose(jaw(mixer, [50, 100, 290]), 0.5)


def test_priority_decides_between_over_layers_and_additions_come_last():
    mixer = Mixer(
        [Layer("speech", "over", 0.01), Layer("idle", "over", 0.01), Layer("b", "add", 0.01)]
    )
    mixer.accept("speech", track(0, [0.8] * 30, priority=2))
    mixer.accept("idle", track(0, [0.1] * 30, priority=1))
    mixer.accept("b", track(0, [0.05] * 30, priority=0))
    assert jaw(mixer, [100])[0] == pytest.approx(0.85)
    reasons = mixer.why("jawOpen", 100 * MS)
    assert [reason.source for reason in reasons] == ["idle", "speech", "b"]
    assert reasons[1].value == pytest.approx(0.8)


def test_a_priority_counts_from_the_date_of_its_track_and_takes_over_without_a_jump():
    mixer = Mixer([Layer("low", "over", ramp_s=0.08), Layer("high", "over", ramp_s=0.08)])
    mixer.accept("low", track(0, [0.2] * 200, priority=0))
    mixer.accept("high", track(0, [0.8] * 200, priority=1))
    before = jaw(mixer, range(100, 1000))
    mixer.accept("low", track(1000, [0.4] * 100, priority=9))
    np.testing.assert_array_equal(jaw(mixer, range(100, 1000)), before)
    assert [reason.priority for reason in mixer.why("jawOpen", 990 * MS)] == [0, 1]
    after = jaw(mixer, range(990, 1200))
    assert after[:11] == pytest.approx(0.8)
    assert np.abs(np.diff(after)).max() < 0.01  # 0.4 in 80 ms
    assert after[-1] == pytest.approx(0.4)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["one", "other"]),
            st.integers(1, 10),
            st.floats(0.0, 1.0),
            st.integers(-2, 2),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_sequence_of_priorities_is_continuous(told):
    mixer = Mixer([Layer("one", "over", ramp_s=0.08), Layer("other", "over", ramp_s=0.08)])
    values, now_ms = [], 0
    for source, later, level, priority in told:
        values += [*jaw(mixer, range(now_ms, now_ms + 10 * later + 3))]
        now_ms += 10 * later + 3
        mixer.accept(source, track(now_ms, [level] * 300, priority=priority))
    values += [*jaw(mixer, range(now_ms, now_ms + 300))]
    per_ms = np.diff(values)
    assert np.abs(per_ms).max() <= 0.06
    assert np.abs(np.diff(per_ms)).max() <= 0.012  # both at once


def test_a_stale_track_fades_to_what_lies_below():
    mixer = Mixer([Layer("idle", "over", 0.01), Layer("speech", "over", 0.01, fade_s=0.2)])
    mixer.accept("idle", track(0, [0.2] * 200))
    mixer.accept("speech", track(0, [0.8] * 20, priority=1))
    assert jaw(mixer, [150])[0] == pytest.approx(0.8)
    assert jaw(mixer, [500])[0] == pytest.approx(0.2)


def test_rows_that_follow_each_other_make_one_motion():
    whole, pieces = (Mixer([Layer("speech", "over")]) for _ in range(2))
    curve = 0.5 + 0.4 * np.sin(np.arange(3000) / 9)
    whole.accept("speech", track(0, curve))
    for row, value in enumerate(curve):
        pieces.accept("speech", track(10 * row, [value]))
    times = np.arange(28_000, 29_990, 7)
    np.testing.assert_array_equal(jaw(whole, times), jaw(pieces, times))


@given(
    starts=st.lists(st.integers(0, 40), min_size=1, max_size=8),
    levels=st.lists(st.floats(0.0, 1.0), min_size=8, max_size=8),
    lengths=st.lists(st.integers(1, 30), min_size=8, max_size=8),
)
def test_any_sequence_of_tracks_is_continuous_in_position_and_velocity(starts, levels, lengths):
    """The velocity of a smoothstep ramp of 80 ms is at most 1.5/0.08 s; its change, 6/0.08²."""
    mixer = Mixer([Layer("speech", "over", ramp_s=0.08, fade_s=0.2)])
    now_ms = 0
    for start, level, length in zip(starts, levels, lengths, strict=False):
        now_ms += 10 * start + 3  # never the next row of the track before
        mixer.accept("speech", track(now_ms, [level] * length))
    values = jaw(mixer, np.arange(now_ms - 100, now_ms + 700))
    per_ms = np.diff(values)
    assert np.abs(per_ms).max() <= 0.06
    assert np.abs(np.diff(per_ms)).max() <= 0.006


def test_the_past_of_a_replaced_track_still_counts():
    mixer = Mixer([Layer("speech", "over", ramp_s=0.05)])
    mixer.accept("speech", track(0, [0.5] * 100))
    before = jaw(mixer, [190])
    mixer.accept("speech", track(200, [0.0] * 100))
    np.testing.assert_array_equal(jaw(mixer, [190]), before)
    assert jaw(mixer, [300])[0] == 0.0


def test_a_track_that_comes_late_is_joined_where_the_mix_was_asked_for_last():
    mixer = Mixer([Layer("speech", "over", ramp_s=0.05)])
    mixer.accept("speech", track(0, [0.2] * 100))
    before = jaw(mixer, range(100, 501))
    mixer.accept("speech", track(250, [0.9] * 100))
    np.testing.assert_array_equal(jaw(mixer, [400]), before[300:301])
    after = jaw(mixer, range(500, 700))
    assert after[0] == pytest.approx(0.2)
    assert np.abs(np.diff(after)).max() < 0.03
    assert after[-1] == pytest.approx(0.9)


def test_many_seams_at_once_make_no_motion_of_their_own():
    mixer = Mixer([Layer("speech", "over", ramp_s=0.08)])
    for n in range(8):
        mixer.accept("speech", make_track(n * 150_000, 100.0, ["jawOpen"], [[0.1]] * 50))
    assert jaw(mixer, np.arange(0, 400)).max() <= 0.1 + 1e-9


def test_a_layer_of_no_known_kind_or_without_time_is_refused():
    with pytest.raises(TrackError, match="of kind 'ovr'; wanted over or add"):
        Layer("a", "ovr")
    with pytest.raises(TrackError, match="wanted > 0"):
        Layer("a", "add", fade_s=0.0)


def test_values_stay_in_the_range_of_their_channel():
    mixer = Mixer([Layer("a", "add", 0.01), Layer("b", "add", 0.01)])
    for source in ("a", "b"):
        mixer.accept(source, track(0, [0.9] * 30))
    assert jaw(mixer, [100])[0] == 1.0


def test_an_unknown_source_or_channel_is_named():
    mixer = Mixer([Layer("speech", "over")])
    with pytest.raises(TrackError, match="no layer for source 'idle'; layers: speech"):
        mixer.accept("idle", track(0, [0.1]))
    with pytest.raises(TrackError, match="no channel 'jawopen'; nearest: jawOpen"):
        make_track(0, 100.0, ["jawopen"], [[0.0]])
    with pytest.raises(TrackError, match="two layers of one source"):
        Mixer([Layer("a", "add"), Layer("a", "over")])


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"values": [[np.nan]]}, "NaN"),
        ({"values": [[0.0, 1.0]]}, "do not fit 1 channels"),
        ({"values": np.zeros((0, 1))}, "at least one row"),
        ({"rate_hz": 0.0}, "positive rate"),
        ({"rate_hz": float("inf")}, "positive rate"),
        ({"values": [[1e308]]}, "beyond"),
        ({"t_ns": -(10**400)}, "wanted robot time"),
        ({"t_ns": 1.5e9}, "wanted robot time, an integer"),
        ({"weight": 1.5}, "wanted 0..1"),
    ],
)
def test_a_track_that_is_not_what_it_says_is_refused(keywords, message):
    arguments = {"t_ns": 0, "rate_hz": 100.0, "names": ["jawOpen"], "values": [[0.0]]} | keywords
    with pytest.raises(TrackError, match=message):
        make_track(**arguments)


@pytest.mark.parametrize("columns", [[999], [-1], [0.5]])
def test_columns_that_are_no_channels_are_refused(columns):
    with pytest.raises(TrackError, match="wanted integers"):
        Track(0, 100.0, np.array(columns), np.zeros((1, 1)))


def test_values_of_any_size_that_a_sum_can_bear_are_taken_and_none_beyond():
    for largest in (-LARGEST, 2e3, LARGEST):
        assert track(0, [0.0, largest]).values.max() == max(largest, 0.0)
    with pytest.raises(TrackError, match="finite numbers"):
        track(0, [0.0, -1.001 * LARGEST])


def test_a_track_is_linear_between_rows_and_held_at_the_ends():
    one = track(100, [0.0, 1.0])
    values = [one.at(round(t * MS))[0] for t in (0, 100, 104, 110, 200)]
    np.testing.assert_allclose(values, [0.0, 0.0, 0.4, 1.0, 1.0])
    assert one.end_ns == 110 * MS


def test_one_source_can_be_asked_for_its_own_part_with_its_dials():
    mixer = Mixer([Layer("speech", "over"), Layer("emotion", "add", ramp_s=0.01, dials=("face",))])
    mixer.accept("speech", track(0, [0.5] * 100))
    mixer.accept("emotion", track(0, [0.2] * 100))
    mixer.turn("face", 0.5, 0)
    mixed = mixer.sample(600 * MS)
    part = mixer.part("emotion", 600 * MS)
    assert part[JAW] == pytest.approx(0.1)
    assert np.count_nonzero(part) == 1
    np.testing.assert_array_equal(mixer.sample(600 * MS), mixed)
    assert not mixer.part("emotion", 60_000 * MS).any()


@settings(max_examples=40)
@given(
    told=st.lists(
        st.tuples(
            st.sampled_from(["gaze", "speech", "face"]),
            st.integers(0, 12),
            st.integers(-6, 20),
            st.integers(1, 25),
            st.floats(0.0, 1.0),
            st.integers(0, 1),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_what_is_worked_out_ahead_for_several_times_is_to_the_bit_what_each_gives_alone(told):
    layers = [
        Layer("gaze", "over", 0.08, 0.2),
        Layer("speech", "over", 0.05, 0.1, owner=True, dials=("lips",)),
        Layer("face", "add", 0.01, 0.1),
    ]
    paced, alone = Mixer(layers), Mixer(layers)
    wanted, early_ns = (None, frozenset({JAW})), (0, 21 * MS + 7)
    now, last_ms = 0, {}
    for source, ticks, later, rows, level, priority in [*told, ("", 40, 0, 0, 0.0, 0)]:
        for tick in range(now, now + ticks):
            times_ns = tuple(tick * 10 * MS + early for early in early_ns)
            mixes = paced.samples(times_ns, wanted)
            for t_ns, of, mix in zip(times_ns, wanted, mixes, strict=True):
                single = alone.samples((t_ns,), (of,))[0]
                np.testing.assert_array_equal(
                    mix[JAW] if of else mix, single[JAW] if of else single
                )
        now += ticks
        if source:
            begin_ms = 10 * (now + later)
            if later < 0 and source in last_ms:
                begin_ms = last_ms[source]
            last_ms[source] = begin_ms + 10 * rows
            one = track(begin_ms, np.linspace(level, 1.0 - level, rows), priority=priority)
            paced.accept(source, one)
            alone.accept(source, one)


def test_rows_that_come_late_count_when_a_time_is_asked_for_again():
    mixer = Mixer([Layer("speech", "over", ramp_s=0.01, fade_s=0.4)])
    mixer.accept("speech", track(0, [0.5] * 10))
    assert jaw(mixer, range(0, 160, 10))[-1] < 0.5  # it fades
    mixer.accept("speech", track(100, [0.5] * 10))
    assert jaw(mixer, [150])[0] == 0.5
