"""A twin in virtual time that is recorded by a process of its own."""

import time

import pytest

from kinesics.rig.load import load_rig
from kinesics_app.recording.recorder import Recorder
from kinesics_app.robot import Robot
from kinesics_app.robot.twin_link import TwinLink
from kinesics_app.tick.delays import Delays, mouth_lag_ms

LIMITS = (5000, 30)
DELAYS = Delays(80.0, 100.0, mouth_lag_ms(load_rig("humanoid")))
EVERY = 25  # ticks: virtual time is faster than the recorder's process, which is waited for


class Recorded(TwinLink):
    """A twin in virtual time that is recorded."""

    def __init__(self, where, limits=LIMITS, *, waits=False):
        super().__init__("humanoid", 0)
        self.recorder = Recorder(where, self.life.rig, limits, DELAYS, waits=waits)
        self.recorder.watch(self.device, self.life)
        self.waits, self.rows, self._news = True, 0, ()
        told = self.life.events

        def events():
            self._news = told()
            return self._news

        self.life.events = events

    def tick(self):
        super().tick()
        self.recorder.turn(self.device, self.life, self._news)
        self.rows = self.recorder._row
        if self.waits and self.life.ticks % EVERY == 0:
            self.caught_up()

    def caught_up(self):
        """Wait until all that was told is written."""
        end_s = time.monotonic() + 60.0
        while (
            self.recorder.on
            and self.recorder.status()["rows"] < self.rows
            and not self.recorder.status()["trouble"]
        ):
            self.recorder._hear()
            assert time.monotonic() < end_s
            time.sleep(0.001)

    def close(self):
        self.recorder.close()
        super().close()

    def whole(self):
        """Wait until what was recorded is closed; the robot lives on."""
        end_s = time.monotonic() + 60.0
        while self.recorder.status()["ending"]:
            self.tick()
            assert time.monotonic() < end_s
            time.sleep(0.001)


@pytest.fixture(scope="session")
def recorded():
    """Makes the link of one: `Robot(recorded(path))`."""
    return Recorded


@pytest.fixture
def robot(tmp_path):
    with Robot(Recorded(tmp_path / "life.mcap")) as one:
        yield one
