"""An echo says what a tracker of its own would say, whoever else hears what."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.audio.pitch import PitchTracker
from kinesics.audio.pitch_echo import PitchEcho, PitchLog

RATE_HZ = 16_000
HOP = 160


def voice(hops, f0_hz=130.0, seed=0):
    at_s = np.arange(hops * HOP) / RATE_HZ
    buzz = sum(np.sin(2 * np.pi * f0_hz * k * at_s * (1 + 0.1 * at_s)) / k for k in range(1, 6))
    noise = np.random.default_rng(seed).standard_normal(len(at_s))
    return (0.15 * buzz + 0.01 * noise).astype(np.float32).reshape(hops, HOP)


VOICES = {"one": voice(60), "two": voice(60, 210.0, 1), "silence": np.zeros((60, HOP), np.float32)}


def same(one, other):
    return np.array_equal(np.array(one), np.array(other), equal_nan=True)


@settings(max_examples=60, deadline=None)
@given(
    told=st.lists(
        st.tuples(
            st.sampled_from(["log", "echo", "both"]),
            st.sampled_from(["push", "push", "push", "push", "reset"]),
            st.sampled_from(["same", "same", "same", "one", "two", "silence"]),
            st.integers(1, 40),
        ),
        max_size=25,
    )
)
def test_whoever_hears_what_and_when(told):
    log, own = PitchLog(RATE_HZ), PitchTracker(RATE_HZ)
    echo, at = PitchEcho(log, RATE_HZ), {"log": 0, "echo": 0}
    for who, what, of, hops in told:
        names = ("log", "echo") if who == "both" else (who,)
        if what == "reset":
            for name in names:
                at[name] = 0
                for tracker in (log,) if name == "log" else (echo, own):
                    tracker.reset()
            continue
        for name in names:
            for _ in range(hops):
                hop = VOICES["one" if of == "same" else of][at[name] % 60]
                at[name] += 1
                if name == "log":
                    log.push(hop)
                else:
                    assert same(echo.push(hop), own.push(hop))


class Counting:
    """Takes the place of a tracker's work, and counts it."""

    def __init__(self, monkeypatch):
        self.pushed, push = 0, PitchTracker.push

        def counted(tracker, hop):
            self.pushed += 1
            return push(tracker, hop)

        monkeypatch.setattr(PitchTracker, "push", counted)


@pytest.mark.parametrize("late", [1, 4])
def test_what_was_worked_out_is_not_worked_out_again(monkeypatch, late):
    work, log = Counting(monkeypatch), PitchLog(RATE_HZ)
    echo = PitchEcho(log, RATE_HZ)
    for first in range(0, 40, late):
        for hop in VOICES["one"][first : first + late]:
            log.push(hop)
        for hop in VOICES["one"][first : first + late]:
            echo.push(hop)
    assert work.pushed == 40
