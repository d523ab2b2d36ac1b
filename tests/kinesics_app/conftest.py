"""A robot on its twin, ticked by hand: what the property tests of played motion share."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

from kinesics.motion.limits import Limiter
from kinesics.motion.mixer import Layer, Mixer
from kinesics.rig import load
from kinesics.rig.load import load_rig
from kinesics_app.demo import HELLO
from kinesics_app.device.opening import open_device
from kinesics_app.robot import Robot
from kinesics_app.sound.output import open_output
from kinesics_app.tick.body import Body
from kinesics_app.tick.loop import Loop
from kinesics_bridge.link.link import Link
from kinesics_bridge.wire.message_types import Setpoints

PROGRAMS = Path(__file__).parent / "programs"
TICK_NS = 10_000_000
AHEAD_NS = 110_000_000
SOUND_CARD = """
pcm.!default {{ type plug slave.pcm filed }}
pcm.filed {{ type file slave.pcm nothing file "{folder}/out.raw" {microphone} format "raw" }}
pcm.nothing {{ type null }}
"""


@dataclass(eq=False)
class Stage:
    """One robot that follows, its loop, and what it played."""

    rig: object
    device: object
    loop: Loop
    tick_ns: int

    def tick(self, packets=()):
        self.device.clock.wait_until(self.tick_ns)
        self.loop.tick(self.tick_ns, packets)
        self.device.poll()
        self.tick_ns += TICK_NS

    def run(self, ticks, packets=lambda tick_ns: ()):
        for _ in range(ticks):
            self.tick(packets(self.tick_ns))

    def stall(self, ticks, packets=lambda tick_ns: ()):
        """The host does nothing for `ticks`, then makes up for them at once."""
        late_ns = self.tick_ns + ticks * TICK_NS
        self.device.clock.wait_until(late_ns)
        while self.tick_ns < late_ns:
            self.loop.tick(self.tick_ns, packets(self.tick_ns))
            self.device.poll()
            self.tick_ns += TICK_NS

    def finish(self):
        """Everything played until the robot was let go."""
        return self.played(self.device.finish())

    def played(self, end_ns=None):
        return self.device.playback(self.loop.rows[0].t_ns, end_ns or self.device.clock.now_ns())


@pytest.fixture(scope="session")
def humanoid():
    return load_rig("humanoid")


@pytest.fixture
def my_rig(tmp_path):
    """A copy of the shipped humanoid that may be written to."""
    path = tmp_path / "my.toml"
    path.write_text((load._ROBOTS / "humanoid" / "humanoid.toml").read_text())
    return path


@pytest.fixture
def robot():
    """The shipped humanoid on a twin, alive for a second."""
    with Robot.twin() as one:
        one.wait(1.0)
        yield one


@pytest.fixture
def stage_of():
    """The class itself, for tests that bring up a robot in their own way."""
    return Stage


@pytest.fixture
def stage(humanoid):
    """Makes a `Stage` of the given behaviours: `stage(behaviours, **options of open_device)`."""
    opened = []

    def make(behaviours, layers=None, rig=humanoid, **options):
        context = open_device("twin", rig, live=False, **options)
        device = context.__enter__()
        opened.append(context)
        pose = device.bring_up(AHEAD_NS, TICK_NS)
        limiter = Limiter(rig.limits, 1e9 / TICK_NS)
        limiter.start(pose)
        layers = layers or [Layer(one.name, "over") for one in behaviours]
        loop = Loop(Body(rig, Mixer(layers), limiter, device.bridge), behaviours, AHEAD_NS)
        return Stage(rig, device, loop, device.next_tick_ns)

    yield make
    for context in opened:
        context.__exit__(None, None, None)


@pytest.fixture
def assert_limits(humanoid):
    """Checks a playback against the robot's table of limits, at 1 kHz."""
    limits = humanoid.limits
    rounding = 2e-12  # trace values are integers of 1e-12

    def check(playback):
        played, dt_s = playback.played, 1.0 / playback.rate_hz
        for order, limit in enumerate((limits.velocity, limits.acceleration, limits.jerk), 1):
            most = np.abs(np.diff(played, order, axis=0)).max(axis=0) / dt_s**order
            allowed = limit + 2**order * rounding / dt_s**order
            worst = int(np.argmax(most / allowed))
            assert most[worst] <= allowed[worst], (humanoid.names[worst], order)
        assert (played >= limits.position_min - rounding).all()
        assert (played <= limits.position_max + rounding).all()

    return check


@pytest.fixture(scope="session")
def programs():
    """The folder of programs that tests begin in a process of their own."""
    return PROGRAMS


@pytest.fixture
def wire(monkeypatch):
    """Every SETPOINTS that any host sends from now on, as it goes out."""
    heard, send = [], Link.send

    def tapped(self, message):
        if isinstance(message, Setpoints):
            heard.append((message.t0_us, bytes(message.rows)))
        return send(self, message)

    monkeypatch.setattr(Link, "send", tapped)
    return heard


@contextmanager
def begun_run(socket, *options):
    """The process of a `kinesics run` on this socket, once it is alive."""
    command = [sys.executable, "-m", "kinesics_app", "run", "--socket", str(socket), *options]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    begun = process.stdout.readline()
    if not begun.startswith("alive"):
        process.kill()
        pytest.fail(begun + "".join(process.communicate()))
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


@pytest.fixture(scope="session", name="begun_run")
def beginner():
    return begun_run


def pid_of(module, process):
    """Of the process that runs this module, of those that a robot began."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(process.pid)], capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip
    return int(re.search(rf"(\d+) \S+ -m {re.escape(module)}\b", listed)[1])


@pytest.fixture(scope="session", name="pid_of")
def finder():
    return pid_of


@pytest.fixture
def sound_card(tmp_path):
    """Environment of a program whose sound goes into `out.raw`, and is heard from `in.raw`."""
    if "pip install" in (said := open_output(16_000, lambda *_: None)[1]):
        pytest.skip(said)

    def make(*, microphone=False):
        infile = f'infile "{tmp_path}/in.raw"' if microphone else ""
        config = tmp_path / "asoundrc"
        config.write_text(SOUND_CARD.format(folder=tmp_path, microphone=infile))
        return os.environ | {"ALSA_CONFIG_PATH": str(config)}

    return make


@pytest.fixture(scope="session")
def long_speech(short_speech, tmp_path_factory):
    """For who ends it while it is said: it lasts for a minute."""
    samples, rate_hz = soundfile.read(short_speech, dtype="float32")
    path = tmp_path_factory.mktemp("speech") / "long.wav"
    soundfile.write(path, np.tile(samples, 33), rate_hz)
    return path


@pytest.fixture(scope="session")
def short_speech(tmp_path_factory):
    """The first 1.5 s of the shipped sentence, and 0.3 s of silence."""
    samples, rate_hz = soundfile.read(HELLO, dtype="float32")
    path = tmp_path_factory.mktemp("speech") / "short.wav"
    silence = np.zeros(round(0.3 * rate_hz), dtype=np.float32)
    soundfile.write(path, np.concatenate((samples[: round(1.5 * rate_hz)], silence)), rate_hz)
    return path
