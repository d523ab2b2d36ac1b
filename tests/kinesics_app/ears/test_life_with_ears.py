"""A robot with ears, whole and in virtual time: who speaks to it moves it; its own voice does not.

Sound goes the way it does in a run, piece by piece, into what the ears' process turns; what that
tells goes to a life. Only the microphone and the two ends of a pipe are the test's.
"""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from kinesics.audio.speech_file import load_speech, resample
from kinesics.conversation.attention import Attention
from kinesics.signals import HeadCue
from kinesics_app.demo import HELLO
from kinesics_app.ears.desk import Desk
from kinesics_app.ears.piece import Piece
from kinesics_app.life.hearing import hear
from kinesics_app.robot.robot import Robot
from kinesics_app.sound.reference import Played

RATE_HZ = 16_000
BLOCK, BLOCK_NS = 160, 10_000_000
LATE = 6
"""Blocks: the loudspeaker is told of before a microphone's piece comes."""


class Pipe:
    """Of the two ends that a process of its own would have, both here."""

    closed = False

    def __init__(self):
        self.to_ears, self.told = [], []

    def send(self, message):
        self.told.append(message)
        return True

    def receive(self, _most):
        came, self.to_ears = self.to_ears, []
        return came


class Ears:
    """What a microphone hears, and maybe what is played, in blocks of one clock."""

    def __init__(self, room, played=None):
        """`room`: (N,) what is heard; `played`: (N,) what is played, if that is told."""
        self._room, self._played = room, played
        self._pipe = Pipe()
        self._desk = Desk(self._pipe, "given")
        self._count = 0

    def turn(self, begin_ns):
        """A tick later: what a life is to hear."""
        n = self._count
        self._count += 1
        if self._played is not None:
            block = Played(begin_ns + n * BLOCK_NS, n * BLOCK, RATE_HZ, block_of(self._played, n))
            self._pipe.to_ears.append({"played": block.as_map()})
        late = n - LATE
        heard = block_of(self._room, max(late, 0))
        piece = Piece(begin_ns + late * BLOCK_NS, heard, RATE_HZ)
        assert self._desk.turn([piece] if late >= 0 else [])
        told, self._pipe.told = self._pipe.told, []
        return [message for message in told if "voice" in message]


def block_of(sound, n):
    return np.asarray(sound[n * BLOCK : (n + 1) * BLOCK], np.float32)


def noise(seconds):
    rng = np.random.default_rng(5)
    return (3e-4 * rng.standard_normal(round(seconds * RATE_HZ))).astype(np.float32)


@pytest.fixture(scope="module")
def sentence():
    samples, rate_hz = load_speech(HELLO)
    return resample(samples, rate_hz, RATE_HZ)


def put(sound, at_s, into):
    """Add a sound to another, from a time on."""
    first = round(at_s * RATE_HZ)
    into[first : first + len(sound)] += sound[: len(into) - first]


def lived(ears, seconds, *, seed, begun):
    """Rows as sent and what was told, of a robot with somebody before it.

    `begun` is called once, half a second after the ears, with the robot and when those began.
    """
    with Robot.twin(seed=seed) as robot:
        life, told, rows = robot.link.life, [], []
        life.loop.rows = rows
        robot.target("person:1", (1.0, 0.3, 1.4), ttl_s=60.0)
        begin_ns = robot.link.now_ns()
        for n in range(round(seconds * 100)):
            if n == 50:
                begun(robot, begin_ns)
            for message in ears.turn(begin_ns):
                told.append((robot.link.now_ns() - begin_ns, message["voice"]["speaks"]))
                hear(life, message, robot.link.now_ns(), None)
            robot.link.tick()
        assert life.loop.died == {}
        status = robot.status()["ears"]
    return SimpleNamespace(sent=[(row.t_ns, row.sent.tobytes()) for row in rows], told=told,
                           begin_ns=begin_ns, status=status)  # fmt: skip


def listens(robot, _begin_ns):
    robot.be("listening")


@pytest.fixture
def nods(monkeypatch):
    """When nods of its own begin."""
    found, feed = set(), Attention.feed

    def fed(self, packet):
        made = feed(self, packet)
        found.update(one.t_ns for one in made if isinstance(one, HeadCue) and one.kind == "nod")
        return made

    monkeypatch.setattr(Attention, "feed", fed)
    return found


def spans_s(told, seconds):
    """How long somebody was heard to speak, and whom it heard pause after that, by dates."""
    ends = [*[t_ns for t_ns, _ in told], round(seconds * 1e9)]
    return [(begin, end, speaks >= 0.5) for (begin, end), (_, speaks) in
            zip(pairwise(ends), told, strict=True)]  # fmt: skip


def test_who_speaks_to_it_is_nodded_at_in_pauses(sentence, nods):
    seconds, phrase = 22.0, 0.3 * sentence[RATE_HZ // 2 : 3 * RATE_HZ]
    room = noise(seconds)
    for at_s in (1.0, 6.0, 11.0, 16.0):
        put(phrase, at_s, room)
    nodded, lasts_s = {True: 0, False: 0}, {True: 0.0, False: 0.0}
    sent = []
    for seed in (4, 5):
        nods.clear()
        life = lived(Ears(room), seconds, seed=seed, begun=listens)
        sent.append(life.sent)
        for begin, end, speaks in spans_s(life.told, seconds):
            if begin > 1e9:  # before nobody has spoken
                lasts_s[speaks] += (end - begin) * 1e-9
                nodded[speaks] += sum(begin <= t - life.begin_ns < end for t in nods)
    assert lasts_s[True] > lasts_s[False] > 10.0
    assert nodded[False] >= 5
    assert nodded[False] / lasts_s[False] > 3.0 * nodded[True] / lasts_s[True]
    nods.clear()
    alone = lived(Ears(noise(seconds)), seconds, seed=4, begun=listens)
    assert max(speaks for _, speaks in alone.told) < 0.1
    assert alone.sent[:50] == sent[0][:50]  # nobody had spoken yet
    assert alone.sent != sent[0]


@pytest.fixture(scope="module")
def saying(sentence):
    """`saying(gain, told=...)`: a robot that says the sentence and hears it so loudly."""
    seconds = 13.0
    tail = np.random.default_rng(7).standard_normal(1600) * np.exp(-np.arange(1600) / 400.0)
    response = np.concatenate((np.zeros(800), [1.0], 0.02 * tail))
    echo = np.convolve(sentence, response)[: len(sentence) + 1600].astype(np.float32)

    def live(gain, *, told=True):
        room, played = noise(seconds), np.zeros(round(seconds * RATE_HZ), np.float32)

        def say(robot, begin_ns):
            wish = robot.say(HELLO)
            at_s = (robot.link.life.arbiter.said(wish.id)[1].t_ns - begin_ns) * 1e-9
            put(sentence, at_s, played)
            put(gain * echo, at_s, room)

        return lived(Ears(room, played if told else None), seconds, seed=4, begun=say)

    return live


@pytest.mark.parametrize("told", [True, False])
def test_its_own_voice_changes_no_bit_of_its_motion(saying, told):
    deaf, hears = saying(0.0, told=told), saying(0.4, told=told)
    heard = max(speaks for _, speaks in hears.told)
    assert heard > max(speaks for _, speaks in deaf.told) + 0.1  # it did come back to it
    assert (heard > 0.5) == (not told)  # not cancelled it is like somebody's, and not believed
    assert hears.sent == deaf.sent
