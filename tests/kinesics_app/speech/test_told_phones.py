"""Phones told over a wire: of a whole utterance, and of one that is said while it is made."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.audio.mouth import CHANNELS
from kinesics.audio.phone_times.read import load_phone_times
from kinesics.audio.speech_file import load_speech
from kinesics.behaviours.phone_mouth import PhoneMouth
from kinesics.conversation.message import SoundPiece, read_message
from kinesics.errors import AudioError, IntentError
from kinesics.motion.channels import columns
from kinesics.motion.track import Track
from kinesics.signals import PhoneTimes, Speech
from kinesics_app.demo import HELLO
from kinesics_app.robot import Robot
from kinesics_app.speech.phone_feed import PhoneFeed
from kinesics_app.speech.prepared import prepare
from kinesics_app.speech.stream import SpeechStream

KNOWN = Path(__file__).parents[2] / "kinesics_training" / "known_phones"
SOUND, PHONES = KNOWN / "01.ogg", KNOWN / "01.psdur"
RATE_HZ, MS = 16_000, 1_000_000
T0_NS, EARLY_NS, LOOKAHEAD_NS = 500 * MS, 240 * MS, 80 * MS
JAW = CHANNELS.index("jawOpen")
IN_TIME_S = 0.6


class Murmur:
    """Stands for the network: rows of 0.2, dated as the network dates them."""

    name = "speech"

    def feed(self, packet):
        if not isinstance(packet, Speech):
            return None
        assert len(packet.samples) == 160
        t_ns = packet.t_ns + 10 * MS - LOOKAHEAD_NS
        return Track(t_ns, 100.0, columns(CHANNELS), np.full((1, 23), 0.2))


def spoken(lengths):
    """Phones that last so long, holes where None stands before one."""
    names = ("m", "aa", "b", "iy", "f", "ow", "pau")
    told, at = [], 0.0
    for number, length_s in enumerate(lengths):
        at += 0.4 if number % 9 == 8 else 0.0
        told.append((at, at + length_s, names[number % len(names)]))
        at += length_s
    return told


def lips(told, whenever, seconds):
    """Rows (N, 23); which phones are told, in order, when so many seconds of sound were due."""
    stream, mouth = SpeechStream(RATE_HZ, RATE_HZ, 60.0), PhoneMouth(Murmur(), CHANNELS)
    silence = np.zeros(round(seconds * 100) * 160, "<i2").tobytes()
    stream.push(SoundPiece(0, "u", None, silence, last=True))
    stream.begin(T0_NS, EARLY_NS, ())
    rows, packets, waiting = [], [], [*whenever]
    for tick in range(round(seconds * 100) + 60):
        now_s = (tick * 10 * MS - T0_NS + EARLY_NS) * 1e-9
        while waiting and waiting[0][1] <= now_s + 1e-9:
            stream.tell(told[waiting.pop(0)[0]])
        for packet in stream.arrived(tick * 10 * MS):
            packets.append(packet)
            track = mouth.feed(packet)
            rows += [] if track is None else [*track.values]
    return np.array(rows), packets, stream


LENGTHS = st.lists(st.floats(0.04, 0.2), min_size=5, max_size=60)


@given(lengths=LENGTHS, cuts=st.sets(st.integers(1, 59), max_size=12), data=st.data())
def test_phones_that_come_in_time_give_the_lips_that_they_would_give_at_once(lengths, cuts, data):
    told = spoken(lengths)
    edges = [0, *sorted(cut for cut in cuts if cut < len(told)), len(told)]
    pieces = [slice(*one) for one in pairwise(edges)]
    when, latest_s = [], -9.0
    for piece in pieces:
        due_s = told[piece][0][0] - IN_TIME_S
        latest_s = max(latest_s, min(due_s, due_s - data.draw(st.floats(0.0, 2.0))))
        when.append((piece, latest_s))
    seconds = told[-1][1] + 0.2
    once, _, _ = lips(told, [(piece, -9.0) for piece in pieces], seconds)
    streamed, packets, stream = lips(told, when, seconds)
    np.testing.assert_array_equal(streamed, once)
    assert np.ptp(once[:, JAW]) > 0.1
    assert stream.phones.late == 0
    sizes = [len(one.phones) for one in packets if isinstance(one, PhoneTimes)]
    assert max(sizes) < 110  # never the whole of a long utterance: that is work for a tick


def test_a_long_utterance_is_passed_on_in_stretches_whatever_is_known():
    told = spoken([0.05] * 200)
    _, packets, _ = lips(told, [(slice(0, 200), -9.0)], told[-1][1])
    passed = [one.phones for one in packets if isinstance(one, PhoneTimes)]
    assert 6 <= len(passed) <= 15
    assert max(map(len, passed)) < 100
    assert len({one.start_s for some in passed for one in some}) == 200


@pytest.mark.parametrize("late_s", [0.0, 0.1, 0.3, 1.0])
def test_late_phones_decide_what_is_not_due_yet_without_a_jump(late_s):
    told = [(0.0, 0.5, "aa"), (0.5, 1.0, "m"), (1.0, 2.0, "aa"), (2.0, 2.5, "m")]
    since_s = 0.5 + late_s
    rows, _, stream = lips(told, [(slice(0, 1), -9.0), (slice(1, 4), since_s)], 2.5)
    without, _, _ = lips(told, [(slice(0, 1), -9.0)], 2.5)
    first = round((since_s + LOOKAHEAD_NS * 1e-9) * 100) - 16  # 80 ms of rows before the sound
    np.testing.assert_array_equal(rows[:first], without[:first])
    once, _, _ = lips(told, [(slice(0, 4), -9.0)], 2.5)
    of_once, of_late, of_none = (np.abs(np.diff(one, axis=0)) for one in (once, rows, without))
    hand_over = 10 * MS / (60 * MS)  # of what may be 1 apart, by phones and by who decides
    assert (of_late <= np.maximum(of_once, of_none) + 2.0 * hand_over).all()
    assert of_late[first - 1].max() <= of_once[first - 1].max() + hand_over + 1e-9
    assert stream.phones.late == (1 if late_s >= 0.5 else 0)
    np.testing.assert_allclose(rows[-30:], once[-30:], atol=1e-6)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ([(0.5, 0.6, "aa")], r"begin at 0\.500 s, those told before last until 1\.000 s"),
        ([(1.0, 1.1, "qq"), (1.1, 1.2, "zz9")], "none of its 2 symbols is known"),
        ([(1.0, 1.3, "aa"), (1.2, 1.4, "aa")], "wanted no overlap"),
        ([(1.0, 1.0, "aa")], "wanted a phone that lasts"),
        (
            [(1.0 + n / 1000, 1.0 + (n + 1) / 1000, "aa") for n in range(200)],
            "100 a second at most",
        ),
    ],
)
def test_phones_that_cannot_be_are_refused_and_those_before_stay(told, why):
    feed = PhoneFeed("cmu")
    feed.tell([(0.0, 1.0, "aa")], 0.0)
    with pytest.raises(IntentError, match=why):
        feed.tell(told, 0.0)
    assert [one.phone for one in feed.take(0.0)] == ["aa"]
    feed.tell([(1.0, 1.5, "m"), (1.5, 1.6, "qq")], 1.2)
    assert (feed.late, feed.unknown) == (0, 1)
    assert [one.phone for one in feed.take(0.2)] == ["aa", "m"]


def test_where_no_sound_came_they_are_silence_until_it_comes():
    feed = PhoneFeed("cmu")
    feed.tell([(0.0, 0.4, "aa"), (0.4, 2.0, "m")], 0.0)
    assert [one.phone for one in feed.take(0.0, 0.3)] == ["aa", "pau"]  # nothing but 0.3 s came
    assert feed.take(0.1, 0.3) == ()
    assert [one.end_s for one in feed.take(0.5, 0.5)][:2] == [0.4, 0.5]
    assert [one.phone for one in feed.take(0.7)] == ["aa", "m"]
    assert [one.phone for one in feed.take(1.5, 1.5)] == ["m", "pau"]
    (rest,) = feed.take(9.0)  # of what was told nothing is left
    assert (rest.phone, rest.end_s) == ("pau", 9.0)
    assert feed.take(9.1) == ()


def test_what_ends_a_little_after_its_sound_is_as_synthesisers_count_it():
    feed = PhoneFeed("cmu")
    feed.tell([(0.0, 0.45, "aa")], 0.0)
    assert [one.phone for one in feed.take(0.0, 0.4)] == ["aa"]


def test_no_more_wait_than_are_said_in_two_minutes():
    feed = PhoneFeed("cmu")
    for minute in range(10):
        feed.tell(
            [(9.0 * minute + n * 0.045, 9.0 * minute + n * 0.045 + 0.04, "aa") for n in range(200)],
            0.0,
        )
    with pytest.raises(IntentError, match="2000 wait to be said"):
        feed.tell([(95.0, 96.0, "aa")], 0.0)


@pytest.mark.parametrize(
    ("symbols", "told"),
    [("cmu", "HH AH0 m"), ("ipa", "h ʌ m"), ("oculus", "kk aa PP"), ("sampa", "h V m")],
)
def test_symbols_are_of_whom_its_say_tells(symbols, told):
    feed = PhoneFeed(symbols)
    feed.tell([(n * 0.1, n * 0.1 + 0.1, one) for n, one in enumerate(told.split())], 0.0)
    assert feed.unknown == 0
    assert feed.take(0.0)[-1].phone in ("m", "p", "b")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"phones": []}, "1 to 200 phones"),
        ({"phones": [[0.0, 0.1, "aa"]] * 201}, "1 to 200 phones"),
        ({"phones": [[0.2, 0.1, "aa"]]}, r"\[start_s, end_s, \"phone\"\]"),
        ({"phones": [[float("nan"), 0.1, "aa"]]}, "start_s"),
        ({"phones": [[0.0, 0.1, 7]]}, "start_s"),
        ({"phones": [[0.0, 0.1, "a" * 81]]}, "start_s"),
        ({"phones": [[0.0, True, "aa"]]}, "start_s"),
        ({"phones": "phones.txt"}, "1 to 200 phones"),
        ({}, "phones"),
    ],
)
def test_what_is_no_list_of_phones_is_refused_as_it_is_read(told, why):
    with pytest.raises(IntentError, match=why):
        read_message({"phones": {"id": "u", **told}}, 0)


def listed():
    """Of the known sentence, as a program would tell them."""
    samples, rate_hz = load_speech(SOUND)
    reading = load_phone_times(PHONES, len(samples) / rate_hz, None)
    return [(one.start_s, one.end_s, one.phone) for one in reading.phones], len(samples) / rate_hz


def test_a_list_is_read_and_doubted_as_a_file_is(tmp_path):
    told, _ = listed()
    file = prepare({"file": str(SOUND), "phones": str(PHONES)}, tmp_path, RATE_HZ)
    ours = prepare({"file": str(SOUND), "phones": told, "symbols": "cmu"}, tmp_path, RATE_HZ)
    assert ours["phones"] == file["phones"]
    assert ours["remark"] == ""
    other = {"file": str(KNOWN / "09.ogg"), "symbols": "cmu"}
    assert "phones: " in prepare({**other, "phones": told[:20]}, tmp_path, RATE_HZ)["remark"]
    with pytest.raises(AudioError, match=r"say: phones: phone 0 .* wanted times within it"):
        prepare({**other, "phones": [(0.0, 99.0, "aa")]}, tmp_path, RATE_HZ)


def lower_lip(robot, wish):
    life = robot.link.life
    column = life.rig.index("lower_lip")
    rows = [row for row in life.loop.rows if row.t_ns >= wish.shown_ns]
    return np.array([row.sent[column] for row in rows])


def test_lips_are_the_same_whether_phones_come_as_a_file_as_a_list_or_while_it_is_said():
    told, length_s = listed()
    samples, rate_hz = load_speech(SOUND)
    moved = []
    for way in ("file", "list", "stream", "none"):
        with Robot.twin() as robot:
            robot.wait(0.5)
            if way in ("file", "list"):
                phones = str(PHONES) if way == "file" else told
                wish = robot.say(SOUND, phones=phones)
            else:
                wish = robot.say_on(rate_hz=round(rate_hz))
                ahead_s = 1.0 if way == "stream" else -99.0
                for at_s in np.arange(0.0, length_s, 0.1):
                    first, last = round(at_s * rate_hz), round((at_s + 0.1) * rate_hz)
                    begin_s = at_s if at_s > 0.0 else -ahead_s
                    some = [one for one in told if begin_s <= one[0] - ahead_s < at_s + 0.1]
                    if some:
                        robot.phones(wish, some)
                    robot.sound(wish, samples[first:last], last=last >= len(samples))
                    robot.wait(0.1)
            assert wish.wait() == "finished"
            assert robot.status()["phones"] == {"late": 0, "unknown": 0}
            moved.append(lower_lip(robot, wish)[: round(length_s * 100)])
    of_file, of_list, of_stream, of_sound = moved
    np.testing.assert_array_equal(of_list, of_file)
    scale = np.ptp(of_file)
    assert np.abs(of_stream - of_file).max() < 1e-3 * scale
    assert np.abs(of_sound - of_file).max() > 0.2 * scale


def test_a_robot_refuses_phones_of_nothing_that_is_made_and_goes_on():
    with Robot.twin() as robot:
        whole = robot.say(HELLO)
        robot.phones(whole, [(0.0, 0.1, "aa")])
        with pytest.raises(IntentError, match="is made while it is said"):
            robot.wait(0.1)
        with pytest.raises(IntentError, match="of a `stream_s`"):
            robot.say_on(phones=str(PHONES))
        wish = robot.say_on(phones=[(0.0, 0.3, "aa")], symbols="cmu")
        robot.speech.phones(wish, [(0.1, 0.2, "m")])
        with pytest.raises(IntentError, match="wanted those that follow"):
            robot.wait(0.1)
        robot.cancel(whole)
        robot.sound(wish, np.zeros(8000, np.float32), last=True)
        assert wish.wait() == "finished"
