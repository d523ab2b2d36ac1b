"""Speech said while it is made: in time it is as if it had come whole; late, a dated gap."""

import threading
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.conversation.message import SoundPiece, read_message
from kinesics.errors import IntentError
from kinesics.signals import Speech, SpeechEnd
from kinesics_app.robot import How, Robot, Start
from kinesics_app.robot.wish import Wish
from kinesics_app.speech.source import SpeechSource
from kinesics_app.speech.stream import FIRST_WAITS_S, SpeechStream

MS = 1_000_000
RATE_HZ = 16_000
T0_NS, EARLY_NS = 500 * MS, 240 * MS


def noise(samples):
    return np.random.default_rng(3).integers(-20000, 20000, samples).astype("<i2")


def piece(pcm, first=None, *, last=False):
    return SoundPiece(0, "one", first, pcm.tobytes(), last)


def taken(stream, now_ns):
    """Samples and the packets that brought them."""
    packets = stream.arrived(now_ns)
    sounds = [one.samples for one in packets if isinstance(one, Speech)]
    return (np.concatenate(sounds) if sounds else np.empty(0, np.float32)), packets


@given(cuts=st.lists(st.integers(0, 4000), max_size=8))
def test_however_it_is_cut_it_gives_what_a_whole_utterance_gives(cuts):
    pcm = noise(4003)
    stream = SpeechStream(RATE_HZ, RATE_HZ, 1.0)
    stream.begin(T0_NS, EARLY_NS, ())
    for begin, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(pcm)], strict=True):
        stream.push(piece(pcm[begin:end], begin, last=end == len(pcm)))
    whole = SpeechSource(
        pcm.astype(np.float32) / 32768,
        RATE_HZ,
        arrival_ns=T0_NS - EARLY_NS,
        heard_t0_ns=T0_NS,
    )
    for tick in range(60):
        ours, theirs = stream.arrived(tick * 10 * MS), whole.arrived(tick * 10 * MS)
        assert [type(one) for one in ours] == [type(one) for one in theirs]
        assert [one.t_ns for one in ours] == [one.t_ns for one in theirs]
        for one, two in zip(ours, theirs, strict=True):
            if isinstance(one, Speech):
                assert one.first_sample == two.first_sample
                np.testing.assert_array_equal(one.samples, two.samples)
    assert isinstance(ours[-1] if ours else SpeechEnd(0), SpeechEnd)


def test_what_is_late_is_silence_and_what_follows_keeps_its_dates():
    pcm = noise(4800)
    stream = SpeechStream(RATE_HZ, RATE_HZ, 1.0)
    stream.begin(T0_NS, EARLY_NS, ())
    stream.push(piece(pcm[:1600]))
    sound, _ = taken(stream, T0_NS - EARLY_NS + 200 * MS)  # 3200 samples are due
    assert len(sound) == 3200
    assert not sound[1600:].any()
    stream.push(piece(pcm[1600:], last=True))
    assert stream.late == 1600
    rest, packets = taken(stream, T0_NS + 1000 * MS)
    np.testing.assert_array_equal(rest, pcm[3200:].astype(np.float32) / 32768)
    assert packets[0].t_ns == T0_NS + 200 * MS
    assert packets[-1] == SpeechEnd(T0_NS + 300 * MS)
    assert stream.end_ns == T0_NS + 300 * MS


def test_pieces_that_were_lost_are_silence_and_those_told_twice_are_dropped():
    pcm = noise(3200)
    stream = SpeechStream(RATE_HZ, RATE_HZ, 1.0)
    stream.push(piece(pcm[:800], 0))
    stream.push(piece(pcm[400:1600], 400))
    stream.push(piece(pcm[2400:], 2400, last=True))
    assert stream.lost == 800
    stream.begin(T0_NS, EARLY_NS, ())
    sound, _ = taken(stream, T0_NS)
    wanted = pcm.astype(np.float32) / 32768
    wanted[1600:2400] = 0.0
    np.testing.assert_array_equal(sound, wanted)


def test_it_begins_with_sound_and_is_over_when_none_comes():
    stream = SpeechStream(24_000, RATE_HZ, 0.3)
    assert not stream.is_ready
    stream.push(piece(noise(4800)))
    assert stream.is_ready
    stream.begin(T0_NS, EARLY_NS, ())
    starved_ns = T0_NS - EARLY_NS + 200 * MS
    taken(stream, starved_ns + 250 * MS)
    assert not stream.is_silent(starved_ns + 250 * MS)
    taken(stream, starved_ns + 350 * MS)
    assert stream.is_silent(starved_ns + 350 * MS)


def test_another_rate_is_brought_to_the_mouths_without_delay():
    t_s = np.arange(9600) / 48_000
    pcm = np.round(10_000 * np.sin(2 * np.pi * 200 * t_s)).astype("<i2")
    stream = SpeechStream(48_000, RATE_HZ, 1.0)
    for begin in range(0, len(pcm), 480):
        stream.push(piece(pcm[begin : begin + 480], last=begin == 9120))
    stream.begin(T0_NS, EARLY_NS, ())
    sound, _ = taken(stream, T0_NS + 1000 * MS)
    wanted = 10_000 / 32768 * np.sin(2 * np.pi * 200 * np.arange(3200) / RATE_HZ)
    assert len(sound) == 3200
    assert np.abs(sound - wanted)[200:-200].max() < 0.01


@pytest.mark.parametrize("own_hz", [8_000, 24_000, 48_000])
def test_before_a_gap_what_came_is_heard_to_its_end(own_hz):
    tone = np.round(10_000 * np.sin(2 * np.pi * 200 * np.arange(own_hz // 2) / own_hz))
    stream = SpeechStream(own_hz, RATE_HZ, 5.0)
    stream.push(piece(tone.astype("<i2")))
    stream.begin(T0_NS, EARLY_NS, ())
    before, _ = taken(stream, T0_NS - EARLY_NS + 800 * MS)
    stream.push(piece(tone.astype("<i2"), last=True))
    after, _ = taken(stream, T0_NS + 2000 * MS)
    sound, wanted = np.concatenate((before, after)), 10_000 / 32768
    heard = [np.abs(sound[n : n + 160]).max() > 0.7 * wanted for n in range(0, 16_000, 160)]
    assert heard == [n < 50 or n >= 80 for n in range(100)]
    assert stream.end_ns == T0_NS + 1000 * MS


def test_what_cannot_be_is_refused_with_what_would_be_right():
    stream = SpeechStream(RATE_HZ, RATE_HZ, 1.0)
    with pytest.raises(IntentError, match="first_sample is 99999, and 0 were told"):
        stream.push(piece(noise(10), 99_999))
    for _ in range(61):
        stream.push(piece(noise(32_000)))
    with pytest.raises(IntentError, match="120 s wait"):
        stream.push(piece(noise(10)))
    whole = SpeechStream(RATE_HZ, RATE_HZ, 1.0)
    whole.push(piece(noise(10), last=True))
    with pytest.raises(IntentError, match="whole already"):
        whole.push(piece(noise(10)))


def test_one_thread_may_push_while_another_takes():
    stream, pcm = SpeechStream(RATE_HZ, RATE_HZ, 1.0), noise(160_000)
    stream.begin(0, 0, ())

    def push():
        for begin in range(0, len(pcm), 80):
            stream.push(piece(pcm[begin : begin + 80], last=begin + 80 == len(pcm)))

    pushing = threading.Thread(target=push)
    stream.push(piece(pcm[:0]))
    pushing.start()
    pushing.join()
    sound, _ = taken(stream, 11_000 * MS)
    np.testing.assert_array_equal(sound, pcm.astype(np.float32) / 32768)


@pytest.fixture
def robot():
    with Robot.twin() as one:
        yield one


def hum(seconds):
    t_s = np.arange(round(RATE_HZ * seconds)) / RATE_HZ
    return np.float32(0.3) * np.sin(2 * np.pi * 150 * t_s).astype(np.float32)


def jaw(robot):
    """Dates and positions as they went out, dated by when they are seen."""
    life = robot.link.life
    column = life.rig.index("jaw")
    lag_ns = round(life.rig.lag_s[column] * 1e9)
    rows = life.loop.rows
    return np.array([row.t_ns + lag_ns for row in rows]), np.array([r.sent[column] for r in rows])


def test_an_utterance_said_while_it_is_made_moves_the_mouth_as_a_whole_one_does():
    moved = []
    for streamed in (False, True):
        with Robot.twin() as robot:
            robot.wait(0.5)
            if streamed:
                wish = robot.say_on()
                for begin in range(0, 16_000, 800):
                    robot.sound(wish, hum(1.0)[begin : begin + 800], last=begin == 15_200)
            else:
                wish = robot.say(hum(1.0))
            assert wish.wait() == "finished"
            t_ns, position = jaw(robot)
            moved.append(position[t_ns >= wish.shown_ns][:100])
    assert np.ptp(moved[0]) > 0.02
    np.testing.assert_allclose(moved[0], moved[1], atol=1e-4)


def test_a_mouth_that_is_starved_is_at_rest_within_300_ms_and_the_utterance_is_ended(robot):
    robot.wait(1.0)
    _, before = jaw(robot)
    wish = robot.say_on(stream_s=1.5)
    robot.sound(wish, hum(0.6))
    robot.wait(2.0)
    assert wish.state == "started"
    t_ns, position = jaw(robot)
    starved_ns = wish.shown_ns + 600 * MS
    said = (t_ns > wish.shown_ns) & (t_ns < starved_ns)
    assert np.ptp(position[said]) > 0.02
    rest = position[t_ns > starved_ns + 300 * MS]
    assert np.abs(rest - before[-1]).max() < 0.15 * np.ptp(position[said])
    assert wish.wait() == "ended"
    assert wish.reason == "no sound came, nor its end"


def test_an_utterance_of_which_too_little_came_to_begin_is_ended_too(robot):
    wish = robot.say_on(stream_s=0.5)
    robot.sound(wish, hum(0.02))
    robot.wait(0.3)
    robot.sound(wish, hum(0.02))
    robot.wait(0.4)
    assert wish.state == "acknowledged"
    assert wish.wait(1.0) == "ended"
    assert wish.reason == "no sound came, nor its end"
    robot.sound(wish, hum(0.1))
    with pytest.raises(IntentError, match="no utterance"):
        robot.wait(0.1)


def test_an_utterance_that_never_gets_any_sound_is_ended_too(robot):
    """After longer than its pauses may be: a synthesiser may think before it begins."""
    never, next_one = robot.say_on(stream_s=0.5), robot.say_on(stream_s=6.0)
    robot.wait(FIRST_WAITS_S - 0.2)
    assert never.state == "acknowledged"
    assert never.wait(1.0) == "ended"
    assert never.reason == "no sound came, nor its end"
    assert next_one.state == "acknowledged"  # it is given its own time, which is longer
    robot.sound(next_one, hum(0.3), last=True)
    assert next_one.wait(2.0) == "finished"


def test_sound_that_came_too_late_is_told(robot):
    wish = robot.say_on()
    robot.sound(wish, hum(0.3))
    robot.wait(1.0)  # half a second more than it had
    robot.sound(wish, hum(0.3), last=True)
    assert wish.wait() == "finished"
    assert 0.1 < robot.status()["speech_gaps_s"] <= 0.3


def test_others_are_anchored_to_what_is_not_yet_whole(robot):
    wish = robot.say_on()
    nod = robot.nod(how=How(start=Start(utterance=wish.id, mark="end")))
    robot.sound(wish, hum(0.5))
    robot.wait(1.0)
    assert nod.state == "acknowledged"
    robot.sound(wish, hum(0.3), last=True)
    assert nod.wait() == "finished"
    assert wish.state == "finished"


def test_it_is_cancelled_as_any_other_and_its_sound_is_of_nobody_then(robot):
    wish = robot.say_on()
    robot.sound(wish, hum(0.5))
    robot.wait(0.5)
    robot.cancel(wish)
    assert wish.wait() == "ended"
    robot.sound(wish, hum(0.1))
    with pytest.raises(IntentError, match="no utterance"):
        robot.wait(0.1)


@pytest.mark.parametrize(
    "samples",
    [
        np.ones(800, np.int32),
        np.zeros((800, 2), np.float32),
        np.full(800, np.nan, np.float32),
    ],
)
def test_samples_that_are_no_floats_of_one_channel_are_refused_at_once(robot, samples):
    wish = robot.say_on()
    with pytest.raises(IntentError, match=r"wanted \(N,\) of floats"):
        robot.sound(wish, samples)
    with pytest.raises(IntentError, match=r"wanted \(N,\) of floats"):
        robot.say(samples)


def test_more_sound_than_a_message_holds_goes_in_several():
    sent = []
    link = SimpleNamespace(send=lambda message: sent.append(read_message(message, 0)))
    told = hum(40.0)
    Robot(link).sound(Wish("one", lambda wish, timeout_s: None), told, last=True)
    assert sum(len(piece.samples) for piece in sent) == 2 * len(told)
    assert [piece.last for piece in sent] == [False, True]
