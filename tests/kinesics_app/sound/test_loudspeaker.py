"""What is said is heard at its date, whatever the device's clock does, and ends without a click."""

import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from kinesics.signals import Speech, SpeechEnd
from kinesics_app.sound.loudspeaker import Loudspeaker

RATE_HZ = 16_000
HOP = 160
HOP_NS = 10_000_000
T0_NS = 7_000_000_000


class Output:
    """A sound card whose clock may be off, in the robot's virtual time."""

    def __init__(self, speaker, monkeypatch, *, wait_s=0.02, ppm=0.0, jitter_s=0.0):
        self.speaker = speaker
        self.wait_s, self.jitter_s = wait_s, jitter_s
        self.period_ns = HOP_NS * (1.0 - ppm * 1e-6)
        self.blocks = 0
        self.rng = np.random.default_rng(0)
        self.currentTime, self.outputBufferDacTime = 5.0, 5.0 + wait_s
        monkeypatch.setattr("kinesics_app.sound.loudspeaker.time.monotonic_ns", lambda: self.now_ns)

    @property
    def now_ns(self):
        late_ns = self.jitter_s * 1e9 * self.rng.random() if self.jitter_s else 0
        return T0_NS + round(self.blocks * self.period_ns + late_ns)

    @property
    def heard_ns(self):
        """When the next block is heard, in truth."""
        return T0_NS + round(self.blocks * self.period_ns + self.wait_s * 1e9)

    def next(self):
        out = np.empty((HOP, 1), np.float32)
        self.speaker.fill(out, HOP, self, None)
        self.blocks += 1
        return out[:, 0]


@pytest.fixture
def speaker():
    return Loudspeaker(RATE_HZ)


def ramp(count):
    return np.arange(1, count + 1, dtype=np.float32) / count


def say(speaker, sound, t_ns, hop=HOP):
    for first in range(0, len(sound), hop):
        piece = sound[first : first + hop]
        speaker.feed(Speech(t_ns + first * 1_000_000_000 // RATE_HZ, first, RATE_HZ, piece))


@pytest.mark.parametrize("hop", [7, 160, 4000])
def test_sound_is_heard_at_its_date_however_it_came(speaker, monkeypatch, hop):
    output = Output(speaker, monkeypatch)
    say(speaker, ramp(3200), T0_NS + 50_000_000, hop)
    heard = np.concatenate([output.next() for _ in range(40)])
    first = round((0.05 - output.wait_s) * RATE_HZ)
    assert_array_equal(heard[first : first + 3200], ramp(3200))
    assert not heard[:first].any()
    assert not heard[first + 3200 :].any()
    assert speaker.clock.jumps == 0


def test_two_utterances_each_have_their_own_date(speaker, monkeypatch):
    output = Output(speaker, monkeypatch)
    say(speaker, ramp(800), T0_NS + 30_000_000)
    speaker.feed(SpeechEnd(T0_NS + 80_000_000))
    say(speaker, ramp(800), T0_NS + 200_000_000)
    heard = np.concatenate([output.next() for _ in range(40)])
    for begin_s in (0.03, 0.2):
        first = round((begin_s - output.wait_s) * RATE_HZ)
        assert_array_equal(heard[first : first + 800], ramp(800))


def test_what_is_broken_off_fades_and_is_silent(speaker, monkeypatch):
    output = Output(speaker, monkeypatch)
    say(speaker, np.full(16_000, 0.8, np.float32), T0_NS + 20_000_000)
    speaker.feed(SpeechEnd(T0_NS + 320_000_000))
    heard = np.concatenate([output.next() for _ in range(120)])
    end = round(0.3 * RATE_HZ)
    assert heard[end - 161] == pytest.approx(0.8)
    assert not heard[end:].any()
    assert np.abs(np.diff(heard[end - 170 : end + 10])).max() < 0.01


@pytest.mark.parametrize("ppm", [-150.0, 150.0])
def test_a_device_whose_clock_drifts_stays_within_a_millisecond(speaker, monkeypatch, ppm):
    output = Output(speaker, monkeypatch, ppm=ppm, jitter_s=0.002)
    errors_ms = []
    for block in range(9000):  # a minute and a half
        heard_ns = output.heard_ns
        wanted = heard_ns * RATE_HZ // 1_000_000_000
        output.next()
        if block > 100:
            errors_ms.append((speaker.clock.position - HOP - wanted) / RATE_HZ * 1e3)
    assert speaker.clock.jumps == 0
    assert np.percentile(np.abs(errors_ms), 99) < 1.8  # a jitter of 2 ms, its mean included
    assert np.abs(np.diff(errors_ms)).max() < 0.2


def test_a_device_that_was_away_goes_on_at_the_present(speaker, monkeypatch):
    output = Output(speaker, monkeypatch)
    say(speaker, ramp(16_000), T0_NS)
    output.next()
    output.blocks += 30  # suspended
    heard = output.next()
    first = round(output.wait_s * RATE_HZ) + 31 * HOP
    assert_array_equal(heard, ramp(16_000)[first : first + HOP])
    assert speaker.clock.jumps == 1


def test_old_sound_never_comes_again(speaker, monkeypatch):
    output = Output(speaker, monkeypatch)
    say(speaker, ramp(1600), T0_NS + 20_000_000)
    for _ in range(20):
        output.next()
    rounds = len(speaker._ring) // HOP
    assert not any(output.next().any() for _ in range(rounds))


def test_without_an_output_it_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with Loudspeaker(RATE_HZ) as speaker:
        assert "kinesics[audio]" in speaker.open()
        assert not speaker.playing
        assert speaker.feed(SpeechEnd(0)) == []


def test_a_device_gets_what_is_said(tmp_path, sound_card, programs):
    command = [sys.executable, programs / "says_tones.py"]
    done = subprocess.run(command, env=sound_card(), capture_output=True, text=True, check=True)
    assert "played by" in done.stdout, done.stdout + done.stderr
    raw = np.frombuffer((tmp_path / "out.raw").read_bytes(), dtype="<f4")
    assert np.abs(raw).max() > 0.3
