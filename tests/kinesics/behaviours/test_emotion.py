"""The display shows what is felt, keeps off a speaking mouth, and depends on dates alone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kinesics.affect.facs import ACTIONS, COLUMNS, actions_of, mask
from kinesics.affect.feeling import read_feeling
from kinesics.affect.recognise import recognise
from kinesics.affect.vad import BASIC, NAMES
from kinesics.behaviours.emotion import EmotionDisplay
from kinesics.errors import AffectError
from kinesics.motion import channels
from kinesics.motion.mixer import Layer, Mixer
from kinesics.signals import Feeling, Horizon, Speech, SpeechEnd

MS = 1_000_000
SECOND = 1000 * MS
STEP_NS = 20 * MS
ARTICULATORS = [
    n
    for n, name in enumerate(channels.NAMES)
    if channels.CHANNELS[n].region == "mouth"
    and not name.startswith(("mouthSmile", "mouthFrown", "mouthDimple", "mouthStretch"))
]
SMILE = channels.index("mouthSmileLeft")


def played(display, packets, until_s, every_ms=100):
    """(T, C) what is shown at each step from 0 on, with a horizon 400 ms ahead now and then.

    `packets` are (arrival [ms], packet).
    """
    rows = np.zeros((round(until_s * 50), len(channels.NAMES)))
    waiting = sorted(packets, key=lambda one: one[0])
    for now_ms in range(0, round(until_s * 1000), every_ms):
        fed = [packet for at_ms, packet in waiting if now_ms <= at_ms < now_ms + every_ms]
        for packet in (Horizon((now_ms + 400) * MS), *fed):
            track = display.feed(packet)
            if track is not None:
                first = track.t_ns // STEP_NS
                end = min(first + len(track.values), len(rows))
                rows[first:, COLUMNS] = 0.0
                rows[first:end, COLUMNS] = track.values[: max(end - first, 0)]
    return rows


def feel(text, t_ms):
    return read_feeling(text, round(t_ms * MS))


def speech(begin_ms, length_ms, early_ms=230, piece_ms=10):
    """(arrival, packet) of an utterance that is heard from `begin_ms` on."""
    pieces = [
        (
            t - early_ms,
            Speech(t * MS, (t - begin_ms) * 16, 16000, np.ones(16 * piece_ms, np.float32)),
        )
        for t in range(begin_ms, begin_ms + length_ms, piece_ms)
    ]
    end_ms = begin_ms + length_ms
    return [*pieces, (end_ms - early_ms, SpeechEnd(end_ms * MS))]


@pytest.mark.parametrize("name", BASIC)
@pytest.mark.parametrize("intensity", [0.4, 0.6, 0.8, 1.0])
def test_the_mean_of_what_is_shown_is_taken_for_what_was_felt(name, intensity):
    rows = played(EmotionDisplay(2), [(0, feel(f"{name}:{intensity}", 100))], 4.0)
    assert recognise(actions_of(rows.mean(axis=0))).name == name


@settings(max_examples=8)
@given(st.sampled_from([name for name in NAMES if name != "neutral"]), st.floats(0.05, 0.95))
def test_a_stronger_feeling_shows_more_in_every_channel(name, intensity):
    weak, strong = (
        played(EmotionDisplay(1), [(0, feel(f"{name}:{level!r}", 100))], 1.0)
        for level in (intensity, intensity + 0.05)
    )
    assert (np.abs(strong) >= np.abs(weak) - 1e-12).all()
    assert np.abs(strong).sum() > np.abs(weak).sum()


def test_nothing_is_shown_until_something_is_felt():
    display = EmotionDisplay(0)
    assert display.feed(Horizon(SECOND)) is None
    assert display.feed(feel("happy", 2000)) is None
    assert display.feed(Horizon(3 * SECOND // 2)) is None
    track = display.feed(Horizon(3 * SECOND))
    assert track.t_ns == 2 * SECOND
    assert track.values.max() > 0.5


@settings(max_examples=8)
@example([(281, "happy", 1.0)], 540, 10, 10)  # speech comes after the first row, and began before
@given(
    st.lists(
        st.tuples(st.integers(0, 2500), st.sampled_from(NAMES), st.floats(0.0, 1.0)), max_size=5
    ),
    st.integers(500, 1500),
    st.sampled_from([10, 30, 250]),
    st.sampled_from([10, 20, 50]),
)
def test_how_its_input_was_cut_changes_nothing(feelings, begin_ms, every_ms, piece_ms):
    felt = [(at, feel(f"{name}:{level!r}", at + 420)) for at, name, level in feelings]
    whole = played(EmotionDisplay(4), [*felt, *speech(begin_ms, 700)], 3.5, 50)
    cut = [*felt, *speech(begin_ms, 700, piece_ms=piece_ms)]
    np.testing.assert_array_equal(played(EmotionDisplay(4), cut, 3.5, every_ms)[:-13], whole[:-13])


@settings(max_examples=8)
@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6), st.integers(0, 5))
def test_a_speaking_mouth_is_only_tinted(names, seed):
    felt = [(200 * n, feel(name, 200 * n + 420)) for n, name in enumerate(names)]
    rows = played(EmotionDisplay(seed), [*felt, *speech(600, 1400)], 3.0)
    speaking = rows[30:100]  # 600 to 2000 ms
    assert not speaking[:, ARTICULATORS].any()
    silent = played(EmotionDisplay(seed), felt, 3.0)
    rest = [
        n
        for n in range(len(channels.NAMES))
        if channels.CHANNELS[n].region not in ("mouth", "cheeks")
    ]
    np.testing.assert_array_equal(rows[:, rest], silent[:, rest])
    assert (np.abs(rows) <= np.abs(silent) + 1e-12).all()


def test_a_smile_stays_as_a_tint_and_comes_back_after_the_speech():
    rows = played(EmotionDisplay(0), [(0, feel("happy", 0)), *speech(2000, 1000)], 5.0)[:, SMILE]
    assert rows[99 - 5] > 0.8  # before the mouth gets ready
    assert rows[105:145] == pytest.approx(0.4 * rows[94], rel=0.1)
    assert rows[200] > 0.75
    assert np.abs(np.diff(rows)).max() < 0.25


def test_the_mouth_is_free_in_time_when_speech_is_announced():
    """It closes within the look-ahead of 80 ms: open until 1920, away at 2000."""
    rows = played(EmotionDisplay(0), [(0, feel("surprised", 0)), *speech(2000, 500)], 3.0)
    jaw = rows[:, channels.index("jawOpen")]
    assert jaw[95] > 0.25
    assert jaw[100] == 0.0
    assert (np.diff(jaw[95:100]) < 0.0).all()


def test_speech_that_breaks_off_without_an_end_gives_the_mouth_back():
    heard = speech(1000, 500)[:-1]
    jaw = played(EmotionDisplay(0), [(0, feel("surprised", 0)), *heard], 4.0)[
        :, channels.index("jawOpen")
    ]
    assert jaw[100] == 0.0
    assert jaw[-1] > 0.2


def test_a_second_utterance_is_heard_too():
    packets = [(0, feel("surprised", 0)), *speech(1000, 500), *speech(2500, 500)]
    jaw = played(EmotionDisplay(0), packets, 4.0)[:, channels.index("jawOpen")]
    assert jaw[60] == jaw[140] == 0.0
    assert jaw[110] > 0.1


def test_one_side_of_the_face_can_show_alone():
    display = EmotionDisplay(0, mask=mask(["left", "mouth"]))
    rows = played(display, [(0, feel("happy", 0))], 2.0)
    moved = {channels.NAMES[n] for n in np.flatnonzero(rows.any(axis=0))}
    assert moved <= {
        "mouthSmileLeft", "mouthLowerDownLeft", "mouthLowerDownRight", "mouthUpperUpLeft",
        "mouthUpperUpRight",
    }  # fmt: skip
    with pytest.raises(AffectError, match="wanted"):
        EmotionDisplay(0, mask=np.ones(3))


def test_a_feeling_of_long_ago_is_counted_and_shows_from_now():
    display = EmotionDisplay(0)
    rows = played(display, [(0, feel("sad", 0)), (3000, feel("happy", 1000))], 5.0)
    assert display.late == 1
    assert not rows[: 3000 // 20, SMILE].any()
    assert rows[-1, SMILE] > 0.8


def test_a_feeling_told_at_every_tick_is_made_once():
    display, once = EmotionDisplay(0), EmotionDisplay(0)
    told = [(t, feel("happy:0.7", t + 230)) for t in range(0, 3000, 10)]
    rows = played(display, told, 3.0)
    np.testing.assert_array_equal(rows, played(once, told[:1], 3.0))
    assert display.feed(feel("happy:0.7", 3300)) is None
    assert display.feed(feel("happy:0.701", 3300)) is None
    assert display.feed(feel("happy:0.72", 3300)) is not None


def test_a_feeling_that_fades_a_little_at_a_time_fades_to_nothing():
    display = EmotionDisplay(0)
    levels = [round(1.0 - 0.001 * n, 3) for n in range(1001)]
    told = [(10 * n, feel(f"happy:{level}", 10 * n + 230)) for n, level in enumerate(levels)]
    rows = played(display, told, 14.0)
    assert rows[250, SMILE] > 0.3
    assert abs(rows[-1, SMILE]) < 1e-3


def test_of_hours_of_talk_only_the_present_is_kept():
    """Every step asks what is said at its time: the past must not be asked."""
    display = EmotionDisplay(0)
    display.feed(feel("happy", 0))
    for n in range(500):
        for _, packet in speech(1000 * n, 200):
            display.feed(packet)
        display.feed(Horizon(1000 * (n + 1) * MS))
    assert len(display._talks) <= 5


@settings(max_examples=8)
@given(
    st.lists(
        st.tuples(st.integers(0, 1500), st.sampled_from(NAMES), st.floats(0.0, 1.0)),
        min_size=1,
        max_size=6,
    ),
    st.integers(400, 1200),
)
def test_the_mixer_sees_no_jump_in_position_or_velocity(feelings, begin_ms):
    """As the loop does it: feelings dated after what was sampled, 200 ms ahead of now."""
    display = EmotionDisplay(3)
    mixer = Mixer([Layer("emotion", "add", ramp_s=0.1, fade_s=1.0)])
    packets = sorted(
        [
            *((at, feel(f"{name}:{level!r}", at + 200)) for at, name, level in feelings),
            *speech(begin_ms, 400),
        ],
        key=lambda one: one[0],
    )
    mixed = []
    for now_ms in range(0, 2500, 10):
        mixed += [mixer.sample((now_ms + 140 + ms) * MS) for ms in range(0, 10, 5)]
        horizon = [Horizon((now_ms + 435) * MS)] if now_ms % 200 == 0 else []
        fed = [packet for at, packet in packets if now_ms <= at < now_ms + 10]
        for packet in (*horizon, *fed):
            track = display.feed(packet)
            if track is not None:
                mixer.accept("emotion", track)
    mixed = np.array(mixed)[:, COLUMNS]
    span = np.where(channels.HIGH[COLUMNS] >= 1.0, 1.0, 0.3)
    speed_per_s = np.diff(mixed, axis=0) / 0.005 / span
    assert np.abs(speed_per_s).max() < 22.0  # the gate: 1.5 / 0.08 s, and the face on top
    per_step = np.abs(speed_per_s[4:] - speed_per_s[:-4]).max()
    assert per_step < 14.0  # a jump in position of 0.1 would be 20 here


@pytest.mark.parametrize("minutes", [5, pytest.param(30, marks=pytest.mark.slow)])
def test_hours_of_feelings_have_no_drift(minutes):
    """The last minute is the third: mean and spread of every channel."""
    display = EmotionDisplay(8)
    minute = [feel("happy:0.8", 0), feel("sad:0.5", 20_000), feel("surprised", 40_000)]
    kept = {}
    for n in range(minutes):
        for feeling in minute:
            display.feed(feel_at(feeling, n * 60 * SECOND))
        rows = display.feed(Horizon((n + 1) * 60 * SECOND - STEP_NS)).values
        kept[n] = np.array([rows.mean(axis=0), rows.std(axis=0)])
    np.testing.assert_allclose(kept[minutes - 1], kept[2], rtol=1e-6, atol=1e-9)
    assert kept[2][0].max() < 0.9


def feel_at(feeling, after_ns):
    return replace(feeling, t_ns=feeling.t_ns + after_ns)


@pytest.mark.parametrize(
    "feeling",
    [
        Feeling(0, (0.0, 0.0, 0.0), {"hapy": 1.0}, 1.0),
        Feeling(0, (0.0, 0.0, 0.0), {"happy": 0.5}, 1.0),
        Feeling(0, (0.0, 0.0, 0.0), {"happy": 1.0}, float("nan")),
        Feeling(0, (0.0, float("nan"), 0.0), {"happy": 1.0}, 1.0),
    ],
)
def test_a_feeling_that_cannot_be_is_counted_and_what_is_shown_goes_on(feeling):
    display = EmotionDisplay(0)
    display.feed(feel("sad", 0))
    assert display.feed(feeling) is None
    assert display.refused == 1
    assert display.feed(Horizon(SECOND)).values.max() > 0.3


def test_a_feeling_dated_far_ahead_waits_and_what_comes_before_it_is_shown():
    later, sooner = feel("happy", 3000), feel("sad", 1000)
    packets = [(0, later), (100, sooner), *speech(1500, 300)]
    rows = played(EmotionDisplay(3), packets, 5.0)
    assert np.abs(rows[:50]).max() == 0.0
    assert rows[75:150, channels.index("browInnerUp")].max() > 0.1
    assert rows[200:, SMILE].max() > 0.2
    plain = played(EmotionDisplay(3), [(100, sooner), (200, later), *speech(1500, 300)], 5.0)
    np.testing.assert_array_equal(rows, plain)


def test_the_first_of_many_utterances_told_ahead_keeps_its_mouth():
    talks = [one for n in range(12) for one in speech(2000 + 1000 * n, 400, early_ms=2000)]
    told = [(0, packet) for _, packet in talks]
    rows = played(EmotionDisplay(3), [(0, feel("angry", 500)), *told], 3.0)
    assert np.abs(rows[104:118, ARTICULATORS]).max() == 0.0


def test_other_packets_are_of_no_interest():
    assert EmotionDisplay(0).feed(SpeechEnd(0)) is None
    assert len(ACTIONS) == 54
