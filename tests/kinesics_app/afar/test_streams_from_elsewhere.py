"""An utterance that is still being made, its sound held elsewhere: as one in a single process."""

import numpy as np
import pytest

from kinesics.audio.speech_file import load_speech
from kinesics.conversation.message import SoundPiece
from kinesics.conversation.told_phones import PhonesTold
from kinesics.errors import IntentError
from kinesics.rig.load import load_rig
from kinesics.signals import Say
from kinesics_app.afar.far_voice import FarVoice, say_elsewhere
from kinesics_app.afar.packet_desk import News
from kinesics_app.character.character import speech_character
from kinesics_app.demo import HELLO
from kinesics_app.device.opening import open_device
from kinesics_app.life.life import TICK_NS, Life
from kinesics_app.performance.results import mouth_joints
from kinesics_app.speech.stream import FIRST_WAITS_S
from kinesics_app.tick.delays import Delays, mouth_lag_ms

RIG = load_rig("humanoid")
DELAYS = Delays(80, 100.0, mouth_lag_ms(RIG))
MOUTH = [RIG.index(name) for name in mouth_joints(RIG)]
JAW = RIG.index("jaw")
RATE_HZ = 16_000
PIECE = 800
ASKED_AT = 60
MS = 1_000_000
SENTENCE, _ = load_speech(HELLO)


def speech(seconds):
    """The beginning of a sentence."""
    return (32767 * SENTENCE[: round(RATE_HZ * seconds)]).astype("<i2")


def pieces(ident, pcm, *, last=True):
    """Of 50 ms, in order."""
    for begin in range(0, len(pcm), PIECE):
        end = last and begin + PIECE >= len(pcm)
        yield SoundPiece(0, ident, begin, pcm[begin : begin + PIECE].tobytes(), end)


class Said:
    """An utterance of a split body, whose pieces come every 50 ms from `ASKED_AT` on.

    `phones` come with the first.
    """

    def __init__(self, body, pcm, *, last=True, stream_s=1.0, phones=()):
        self.body = body
        self.phones = tuple(phones)
        self.coming = [*pieces("hum", pcm, last=last)]
        self.stream_s = stream_s

    def run(self, ticks):
        for _ in range(ticks):
            if self.body.ticks == ASKED_AT:
                self.body.speech.open("hum", RATE_HZ, self.stream_s)
                self.body.utter(id="hum", rate_hz=RATE_HZ, stream_s=self.stream_s, text="")
                if self.phones:
                    self.body.speech.tell(PhonesTold(0, "hum", self.phones))
            if self.body.ticks >= ASKED_AT and self.body.ticks % 5 == 0 and self.coming:
                piece = self.coming.pop(0)
                if self.body.speech.push(piece) or piece.last:
                    self.body.utter(id="hum", came=piece.last)
            self.body.tick()

    def told(self, state):
        return [one for one in self.body.events if one.state == state and one.intent == "hum"]

    @property
    def jaw(self):
        """Dates [ns], by when they are seen, and positions."""
        lag_ns = round(RIG.lag_s[JAW] * 1e9)
        rows = self.body.life.loop.rows
        return (
            np.array([row.t_ns + lag_ns for row in rows]),
            np.array([row.sent[JAW] for row in rows]),
        )


def mouth(life, events, length_s):
    """Rows as sent, by their time in the utterance."""
    (t0_ns,) = [one.t_ns for one in events if one.state == "started"]
    rows = {row.t_ns - t0_ns: row.sent[MOUTH] for row in life.loop.rows}
    return {t_ns: row for t_ns, row in rows.items() if -0.3e9 < t_ns < (length_s + 0.2) * 1e9}


def said_here(pcm, t0_ns, phones=()):
    """In one process, its first sample heard at the same time."""
    delays = Delays(80, 100.0, mouth_lag_ms(RIG), compute_ms=120.0)  # at any phase in time
    with open_device("twin", RIG, live=False) as device:
        pose = device.bring_up(DELAYS.ahead_ns, TICK_NS)
        character = speech_character(RIG, lookahead_ms=80, backend="onnxruntime", seed=0)
        life = Life((RIG, pose, device), character, delays)
        events = []
        for tick in range(330):
            now_ns = device.next_tick_ns
            device.clock.wait_until(now_ns)
            if tick == ASKED_AT:
                start = {"after_s": (t0_ns - now_ns) * 1e-9}
                asked = {"stream_s": 1.0, "rate_hz": RATE_HZ}
                say = {"kind": "say", "id": "hum", "parameters": asked, "start": start}
                life.hear({"intent": say}, now_ns)
                for piece in pieces("hum", pcm):
                    life.voice.push(piece)
                if phones:
                    life.voice.tell(PhonesTold(0, "hum", tuple(phones)))
            life.tick(now_ns)
            events += life.events()
            device.poll()
            device.next_tick_ns += TICK_NS
        return mouth(life, events, len(pcm) / RATE_HZ)


@pytest.mark.parametrize("hops", [1, 3])  # with 20 ms a thought all that `transport_ms` gives
def test_it_is_at_the_joints_what_it_is_in_one_process(split, hops):
    pcm = speech(1.2)
    with split(hops=hops) as body:
        said = Said(body, pcm)
        said.run(330)
        there = mouth(body.life, body.events, 1.2)
        (started,) = said.told("started")
        (finished,) = said.told("finished")
    assert finished.t_ns - started.t_ns == pytest.approx(1.2e9, abs=20 * MS)
    here = said_here(pcm, started.t_ns)
    assert here.keys() == there.keys()
    assert max(np.ptp(rows) for rows in np.transpose([*here.values()])) > 0.05
    assert max(np.abs(here[t_ns] - there[t_ns]).max() for t_ns in here) < 1e-9


PHONES = [(0.0, 0.3, "aa"), (0.3, 0.6, "m"), (0.6, 0.9, "uw"), (0.9, 1.2, "f")]


def test_phones_of_it_move_the_lips_as_in_one_process_and_otherwise_than_without(split):
    pcm = speech(1.2)
    with split() as body:
        said = Said(body, pcm, phones=PHONES)
        said.run(330)
        there = mouth(body.life, body.events, 1.2)
        (started,) = said.told("started")
        assert body.speech.phone_counts == {"late": 0, "unknown": 0}
    here = said_here(pcm, started.t_ns, PHONES)
    assert here.keys() == there.keys()
    assert max(np.abs(here[t_ns] - there[t_ns]).max() for t_ns in here) < 1e-9
    without = said_here(pcm, started.t_ns)
    assert max(np.abs(without[t_ns] - there[t_ns]).max() for t_ns in there) > 0.05


def test_a_mouth_that_is_starved_is_at_rest_within_300_ms_and_the_utterance_is_ended(split):
    with split() as body:
        said = Said(body, speech(0.6), last=False, stream_s=1.0)
        said.run(400)
        (started,), (ended,) = said.told("started"), said.told("ended")
        t_ns, position = said.jaw
        assert body.speech.gaps_s == 0.0
    assert ended.reason == "no sound came, nor its end"
    starved_ns = started.t_ns + 600 * MS
    during = position[(t_ns > started.t_ns) & (t_ns < starved_ns)]
    before = position[t_ns < started.t_ns - 300 * MS][-1]
    assert np.ptp(during) > 0.02
    after = position[t_ns > starved_ns + 300 * MS]
    assert np.abs(after - before).max() < 0.15 * np.ptp(during)


def test_one_of_which_no_sound_ever_comes_is_ended_on_both_sides(split):
    with split() as body:
        said = Said(body, speech(0.0))
        said.run(ASKED_AT + round(FIRST_WAITS_S * 100) - 20)
        assert not said.told("ended")
        said.run(60)
        (ended,) = said.told("ended")
        assert ended.reason == "no sound came, nor its end"
        with pytest.raises(IntentError, match="no utterance"):
            body.speech.push(next(pieces("hum", speech(0.1))))


def test_what_comes_after_a_gap_keeps_its_dates(split):
    with split() as body:
        said = Said(body, speech(0.8))
        held, said.coming = said.coming[8:], said.coming[:8]
        said.run(ASKED_AT + 120)  # of 0.4 s there, 1.2 s are due
        said.coming = held
        said.run(150)
        assert said.told("finished")
        (started,) = said.told("started")
        assert said.told("finished")[0].t_ns - started.t_ns > 0.8e9
        assert body.speech.gaps_s > 0.2


def says(what):
    """Whether these are news that somebody may begin to speak."""
    return isinstance(what, News) and any(isinstance(one, Say) for one in what.packets)


def test_a_word_to_begin_that_is_lost_is_told_again_until_sound_is_heard(split):
    """As after a cut of a cable: one way carries words before the other does."""
    with split() as body:
        said, deliver, words = Said(body, speech(1.2)), body.deliver, []

        def lossy(what, now_ns):
            words.extend([now_ns] * says(what))
            if not says(what) or len(words) > 2:
                deliver(what, now_ns)

        body.deliver = lossy
        said.run(400)
        (started,), (finished,) = said.told("started"), said.told("finished")
        t_ns, position = said.jaw
    assert np.diff(words).tolist() == [200 * MS] * 2  # the third was heard
    assert finished.t_ns - started.t_ns == pytest.approx(1.2e9, abs=20 * MS)
    assert words[2] < started.t_ns + 200 * MS
    since = (t_ns > words[2] + 200 * MS) & (t_ns < finished.t_ns)
    assert np.ptp(position[since]) > 0.05


@pytest.mark.parametrize("hops", [1, 4])
def test_a_word_to_begin_that_is_heard_is_told_once(split, hops):
    with split(hops=hops) as body:
        said, words = Said(body, speech(0.6)), []
        send = body.send
        body.send = lambda what: (words.extend([what] * says(what)), send(what))
        said.run(300)
        assert said.told("finished")
    assert len(words) == 1


def test_whoever_never_hears_that_he_may_begin_is_not_told_for_ever(split):
    with split() as body:
        said, deliver, words = Said(body, speech(0.6)), body.deliver, []

        def lossy(what, now_ns):
            words.extend([now_ns] * says(what))
            if not says(what):
                deliver(what, now_ns)

        body.deliver = lossy
        said.run(400)
        (ended,) = said.told("ended")
    assert ended.reason == "no sound came, nor its end"
    assert 3 < len(words) <= 10
    assert words[-1] <= ended.t_ns


def test_it_is_cancelled_where_it_is_said(split):
    with split() as body:
        said = Said(body, speech(2.0))
        said.run(ASKED_AT + 100)
        body.utter(id="enough", cancels="hum")
        said.coming.clear()
        said.run(20)
        assert said.told("ended")[0].reason == "cancelled by enough"
        with pytest.raises(IntentError, match="no utterance 'hum' is open"):
            body.speech.push(SoundPiece(0, "hum", None, b"", False))


def test_one_that_is_refused_is_dropped_where_its_sound_is(split):
    with split() as body:
        said = Said(body, speech(0.1))
        said.run(ASKED_AT)
        body.speech.open("lost", RATE_HZ, 1.0)
        body.utter(id="lost", rate_hz=RATE_HZ, stream_s=1.0)
        body.tick()
        body.utter(id="enough", cancels="lost")
        for _ in range(10):
            body.tick()
        with pytest.raises(IntentError, match="no utterance 'lost' is open"):
            body.speech.push(SoundPiece(0, "lost", None, b"", False))


def test_where_its_sound_is_held_no_more_it_is_ended(split):
    with split() as body:
        said = Said(body, speech(3.0))
        said.run(ASKED_AT + 100)
        del body.departments["speech"]
        for _ in range(200):
            body.tick()
        (ended,) = said.told("ended")
        assert ended.reason == "no sound came, nor its end"
        assert body.life.voice.ended(0) == []


def test_one_that_is_told_twice_is_said_once(split):
    with split() as body:
        said = Said(body, speech(0.6))
        said.run(ASKED_AT + 2)
        for _ in range(3):
            body.utter(id="hum", rate_hz=RATE_HZ, stream_s=1.0, text="")
            body.utter(id="hum", came=False)
            said.run(10)
        said.run(200)
        assert [one.state for one in body.events] == ["acknowledged", "started", "finished"]


def test_who_begins_many_and_says_none_holds_few(split):
    with split() as body:
        for number in range(40):
            body.speech.open(f"{number}", RATE_HZ, 1.0)
        body.speech.push(SoundPiece(0, "39", None, b"", False))
        with pytest.raises(IntentError, match="no utterance '0' is open"):
            body.speech.push(SoundPiece(0, "0", None, b"", False))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"id": "a", "came": 1}, "last"),
        ({"came": True}, "id"),
        ({"id": "a", "stream_s": 1e9, "rate_hz": 16_000}, "stream_s"),
        ({"id": "a", "stream_s": 1.0, "rate_hz": 1}, "rate_hz"),
        ({"id": "a", "stream_s": 1.0}, "rate_hz"),
        ({"id": "a", "cancels": 3}, "intent"),
        ({"id": "a", "length_s": 1e9}, "length_s"),
    ],
)
def test_other_words_about_an_utterance_are_refused(told, reason):
    with pytest.raises(IntentError, match=reason):
        say_elsewhere(told)


def test_word_of_one_that_is_over_is_passed_over():
    voice = FarVoice(300.0)
    voice.push(SoundPiece(0, "gone", None, b"", True))
    assert voice.ended(0) == []
    assert list(voice.arrived(0)) == []
