"""A trim moves the sound, not the lips; it is told, kept, and refused where it can do nothing."""

import numpy as np
import pytest

from kinesics.conversation.message import MOST_TRIM_MS
from kinesics.errors import IntentError
from kinesics.signals import Speech, SpeechEnd
from kinesics_app.afar.far_voice import FarVoice
from kinesics_app.demo import HELLO
from kinesics_app.run.reload import changes
from kinesics_app.settings.config_save import told_now
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.settings.setting import SETTINGS
from kinesics_app.sound.loudspeaker import Loudspeaker
from kinesics_app.sound.sink import sink_of

RATE_HZ = 16_000
HOP = 160
S = 1_000_000_000


class Dated:
    """What PortAudio tells a callback."""

    def __init__(self):
        self.currentTime = 1.0
        self.outputBufferDacTime = 1.02


def played(monkeypatch, speaker, begin_ns, blocks):
    heard = []
    for block in range(blocks):
        now_ns = begin_ns + block * 10_000_000
        monkeypatch.setattr("kinesics_app.sound.loudspeaker.time.monotonic_ns", lambda t=now_ns: t)
        out = np.empty((HOP, 1), np.float32)
        speaker.fill(out, HOP, Dated(), None)
        heard.append(out[:, 0].copy())
    return np.concatenate(heard)


def say(speaker, t_ns, count, level=0.5):
    speaker.feed(Speech(t_ns, 0, RATE_HZ, np.full(count, level, np.float32)))
    speaker.feed(SpeechEnd(t_ns + count * S // RATE_HZ))


def first_ns(sound, begin_ns):
    """When the device says that the first of it is heard."""
    return begin_ns + 20_000_000 + int(np.flatnonzero(sound)[0]) * S // RATE_HZ


@pytest.mark.parametrize("trim_ms", [-150.0, 35.0, 120.0])
def test_the_next_utterance_leaves_so_much_earlier(monkeypatch, trim_ms):
    speaker = Loudspeaker(RATE_HZ)
    say(speaker, 5 * S, 1600)
    sound = played(monkeypatch, speaker, 5 * S - S // 10, 40)
    assert first_ns(sound, 5 * S - S // 10) == 5 * S
    speaker.trim(trim_ms)
    say(speaker, 6 * S, 1600)
    begin_ns = 5 * S + 3 * S // 10
    sound = played(monkeypatch, speaker, begin_ns, 120)
    assert first_ns(sound, begin_ns) == 6 * S - round(trim_ms * 1e6)
    assert np.count_nonzero(sound) == 1600
    assert speaker.status()["jumps"] == 0


def test_within_an_utterance_it_slides_and_loses_no_sample(monkeypatch):
    speaker = Loudspeaker(RATE_HZ)
    say(speaker, 5 * S, 4 * RATE_HZ)
    played(monkeypatch, speaker, 5 * S - S // 10, 30)
    speaker.trim(30.0)
    sound = played(monkeypatch, speaker, 5 * S + 2 * S // 10, 100)
    assert speaker.status()["trim_ms"] == pytest.approx(10.0)  # after a second
    assert np.abs(sound - 0.5).max() < 1e-6
    played(monkeypatch, speaker, 5 * S + 12 * S // 10, 210)
    assert speaker.status()["trim_ms"] == 30.0


def test_sound_that_comes_too_late_is_counted_and_never_heard(monkeypatch):
    speaker = Loudspeaker(RATE_HZ)
    played(monkeypatch, speaker, 5 * S, 30)
    say(speaker, 5 * S + 2 * S // 10, 3200)
    assert speaker.status()["late_s"] == pytest.approx(0.12, abs=0.001)
    rounds = len(speaker._ring) // HOP + 10
    sound = played(monkeypatch, speaker, 5 * S + 3 * S // 10, rounds)
    assert np.count_nonzero(sound) == 3200 - 0.12 * RATE_HZ


def test_a_trim_is_told_to_a_living_robot_and_kept(robot):
    life = robot.link.life
    before_s = life.arbiter.skills["say"].notice_s
    robot.trim(120.0)
    robot.wait(0.1)
    told = robot.status()
    assert told["av_trim_ms"] == 120.0
    assert told_now(told)["av_trim_ms"] == 120.0
    assert life.arbiter.skills["say"].notice_s == pytest.approx(before_s + 0.12)
    robot.trim(-50.0)  # it leaves later: no more notice than ever
    robot.wait(0.1)
    assert life.arbiter.skills["say"].notice_s == pytest.approx(before_s)
    assert sink_of([]).status()["goes"] == told["sound"]["goes"]


@pytest.mark.parametrize("trim_ms", [200.1, -1e9, float("nan")])
def test_a_trim_out_of_range_is_refused(robot, trim_ms):
    with pytest.raises(IntentError, match="200"):
        robot.trim(trim_ms)
    assert robot.status()["av_trim_ms"] == 0.0


def test_a_trim_where_sound_is_played_elsewhere_says_so():
    with pytest.raises(IntentError, match="elsewhere"):
        FarVoice(200.0).trim(10.0)


def test_the_lips_stay_as_they_are(robot):
    """The motion of a sentence is the same, but for when it begins, and its phase in a tick."""
    since_s = np.arange(0.1, 1.5, 0.01)

    def mouth():
        begun = robot.say(HELLO)
        robot.wait(2.0)
        jaw, rows = robot.link.life.rig.index("jaw"), [*robot.link.life.loop.rows]
        t_s = np.array([(row.t_ns - begun.shown_ns) * 1e-9 for row in rows])
        robot.cancel(begun)
        robot.wait(2.0)
        return np.interp(since_s, t_s, [row.asked[jaw] for row in rows])

    usual = mouth()
    robot.trim(150.0)
    trimmed = mouth()
    assert np.ptp(usual) > 0.1
    assert np.abs(usual - trimmed).max() < 0.15 * np.ptp(usual)


def test_a_configuration_that_changes_it_changes_it_while_it_lives():
    at_once, later = changes(RunRequest(), RunRequest(av_trim_ms=25.0))
    assert (at_once, later) == (["av_trim_ms 0 -> 25"], [])
    assert SETTINGS["av_trim_ms"].high == -SETTINGS["av_trim_ms"].low == MOST_TRIM_MS
