"""Tracks and packets as messages, without ROS: both ways, by another clock, and what is none."""

import json
from types import SimpleNamespace as Message

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import TrackError
from kinesics.motion.mixer import Layer, Mixer
from kinesics.motion.track import make_track
from kinesics.signals import Say, SpeechEnd
from kinesics_app.afar.packet_desk import News
from kinesics_app.afar.parcel import Parcel
from kinesics_ros.clock.clock_map import ClockMap
from kinesics_ros.messages.news import news_of, spell_news
from kinesics_ros.messages.track import parcel_of, parcel_of_typed, spell_tracks

NAMES = ("head_yaw", "jawOpen", "breath")


def clocks(*, ahead_s=0.0, ident=None, offset_ns=1_700_000_000_000_000_000):
    """A map whose robot time is ahead of this host's own: another computer's."""
    ahead_ns = round(ahead_s * 1e9)
    one = ClockMap(lambda: 0)
    one.now_ns = lambda: 5_000_000_000_000 + ahead_ns
    one._offset_ns = offset_ns - ahead_ns
    one.ident = one.ident if ident is None else ident
    return one


HERE = clocks()


def tracks(rows=4):
    values = np.random.default_rng(2).normal(size=(rows, 3)) / 3.0
    first = make_track(HERE.now_ns() + 123_456_789, 100.0, NAMES, values, weight=1 / 3, priority=2)
    return [("gesture", first), ("stance", make_track(HERE.now_ns(), 60.1, ["torso_yaw"], [[0.1]]))]


def message(dims, data):
    dims = [Message(label=label, size=size, stride=stride) for label, size, stride in dims]
    return Message(layout=Message(dim=dims, data_offset=0), data=data)


def crossed(given_tracks, here=HERE, there=HERE):
    sent = message(*spell_tracks(Parcel("gesture:a", 7, given_tracks), here))
    return parcel_of(sent, there)


def test_tracks_cross_without_losing_a_bit():
    parcel = crossed(tracks())
    assert (parcel.origin, parcel.sequence) == ("gesture:a", 7)
    for (source, one), (told, other) in zip(tracks(), parcel.tracks, strict=True):
        assert (source, one.t_ns, one.rate_hz) == (told, other.t_ns, other.rate_hz)
        assert (one.weight, one.priority) == (other.weight, other.priority)
        assert np.array_equal(one.columns, other.columns)
        assert np.array_equal(one.values, other.values)


def test_the_mix_of_tracks_that_crossed_is_the_same():
    layers = [Layer("gesture", "over"), Layer("stance", "add")]
    here, there = Mixer(layers), Mixer(layers)
    pieces = [
        tracks(),
        [("gesture", make_track(HERE.now_ns() + 2 * 10**8, 100.0, NAMES, [[1] * 3]))],
    ]
    for piece in pieces:
        for source, track in piece:
            here.accept(source, track)
        for source, track in crossed(piece).tracks:
            there.accept(source, track)
    for k in range(60):
        t_ns = HERE.now_ns() + k * 7_000_000
        assert np.array_equal(here.sample(t_ns), there.sample(t_ns))


def test_dates_of_another_host_are_mapped_by_the_ros_clocks_and_stay_evenly_spaced():
    other = clocks(ahead_s=-3600.0, ident="another boot")
    parcel = crossed(tracks(), HERE, other)
    by_ns = {
        one.t_ns - told.t_ns for (_, told), (_, one) in zip(tracks(), parcel.tracks, strict=True)
    }
    assert by_ns == {-3600 * 10**9}


def test_the_offset_is_held_until_the_clock_was_set():
    offset_ns = [10**18]
    one = ClockMap(lambda: __import__("time").monotonic_ns() + offset_ns[0])
    before_ns = one.of_robot(0)
    offset_ns[0] += 1_500_000
    one.look()
    assert one.of_robot(0) == before_ns
    assert 0 <= one.error_ns < 10**9
    offset_ns[0] += 10**10
    one.look()
    assert one.steps == 1
    assert one.of_ros(one.of_robot(42)) == 42
    assert one.of_robot(0) - before_ns > 9 * 10**9


def changed(**fields):
    dims, data = spell_tracks(Parcel("gesture:a", 7, tracks()), HERE)
    (label, size, stride) = dims[1]
    return message(
        [dims[0], (json.dumps({**json.loads(label), **fields}), size, stride), dims[2]], data
    )


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (changed(channels=["head_yaw", "jawOpen", "tail"]), "no channel 'tail'; nearest"),
        (changed(channels=["head_yaw", "head_yaw", "breath"]), "one comes twice"),
        (changed(channels=["head_yaw"]), "do not fit 1 channels"),
        (changed(rate_hz=0.0), "rate_hz is 0.0; wanted a positive rate"),
        (changed(rate_hz=float("nan")), "rate_hz is nan"),
        (changed(weight=2.0), "weight is 2.0; wanted 0..1"),
        (changed(t_ns=1.5), "wants the integers"),
        (changed(t_ns=2**70), "wanted robot time"),
        (changed(source=5), "wants the text `source`"),
        (changed(hue=1), "a track has 'hue'"),
        (message([], b""), "0 dims from 0 on; wanted a head"),
        (message([("{", 0, 0)], b""), "is no JSON"),
        (message([("[]", 0, 0)], b""), "JSON of a list; wanted a map"),
        (message([('{"origin": 5}', 0, 0)], b""), "origin is '5'; wanted a text"),
        (
            message(spell_tracks(Parcel("a:b", 0, tracks()), HERE)[0], b"\0" * 16),
            "2 values; wanted 13",
        ),
    ],
)
def test_what_is_no_tracks_is_refused_with_what_would_be_right(bad, why):
    with pytest.raises(TrackError, match=why):
        parcel_of(bad, HERE)


def test_nan_is_no_motion():
    dims, data = spell_tracks(Parcel("gesture:a", 7, tracks()), HERE)
    data[3] = float("nan")
    with pytest.raises(TrackError, match="values hold NaN"):
        parcel_of(message(dims, data), HERE)


SIZES = st.integers(0, 2**31)


@given(st.lists(st.tuples(st.text(max_size=30), SIZES, SIZES), max_size=4), st.binary(max_size=64))
def test_no_message_of_a_stranger_does_more_than_be_refused(dims, data):
    data = data[: len(data) // 8 * 8]
    with pytest.raises(TrackError):
        parcel_of(message(dims, data), HERE)


def typed(**fields):
    values = np.arange(6.0) / 7
    given = {"origin": "gaze:tracker", "sequence": 4, "source": "gaze", "rate_hz": 50.0}
    given |= {
        "channels": ["gaze_yaw", "gaze_pitch"],
        "values": values,
        "weight": 0.5,
        "priority": 1,
    }
    stamp_ns = HERE.of_robot(HERE.now_ns())
    stamp = Message(sec=stamp_ns // 10**9, nanosec=stamp_ns % 10**9)
    return Message(header=Message(stamp=stamp), **{**given, **fields})


def test_a_track_of_a_type_of_its_own_is_read_alike():
    parcel = parcel_of_typed(typed(), HERE)
    ((source, track),) = parcel.tracks
    assert (parcel.origin, parcel.sequence, source) == ("gaze:tracker", 4, "gaze")
    assert (track.t_ns, track.rate_hz, track.weight, track.priority) == (
        HERE.now_ns(),
        50.0,
        0.5,
        1,
    )
    assert np.array_equal(track.values, np.arange(6.0).reshape(3, 2) / 7)
    for bad, why in (
        ({"channels": []}, "6 values for 0 channels; wanted whole rows"),
        ({"values": np.zeros(5)}, "5 values for 2 channels"),
        ({"values": np.full(6, np.nan)}, "NaN"),
        ({"channels": ["gaze_yaw", "tail"]}, "no channel 'tail'"),
    ):
        with pytest.raises(TrackError, match=why):
            parcel_of_typed(typed(**bad), HERE)


def test_news_cross_and_are_dated_by_this_hosts_clock():
    news = News(
        "mixer:a", 3, [Say(HERE.now_ns(), "hello", "Hi."), SpeechEnd(HERE.now_ns() + 5)], "speech"
    )
    other = news_of(spell_news(news, HERE), clocks(ahead_s=10.0, ident="another boot"))
    assert (other.origin, other.sequence, other.to) == ("mixer:a", 3, "speech")
    assert other.packets == [
        Say(HERE.now_ns() + 10**10, "hello", "Hi."),
        SpeechEnd(HERE.now_ns() + 5 + 10**10),
    ]
    with pytest.raises(TrackError, match="wanted a list of"):
        news_of('{"origin": "a:b", "clock": "", "sequence": 0, "t_ns": 0, "stamp_ns": 0}', HERE)


def test_of_news_for_another_the_head_alone_is_read():
    told = spell_news(News("mixer:a", 3, [Say(HERE.now_ns(), "hello", "Hi.")], "speech"), HERE)
    for reader, count in (("speech", 1), ("gaze", 0), ("", 1)):
        news = news_of(told, HERE, reader)
        assert (news.origin, news.sequence, news.to, len(news.packets)) == (
            *("mixer:a", 3, "speech"),
            count,
        )
