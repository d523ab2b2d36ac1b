"""A loop that runs for long: it ends as it began, and costs no more time or memory for it.

One utterance that never ends: the shipped sentence every ten seconds, feelings that change every
minute, on a wire that takes every row.
"""

import logging
import resource
import time

import numpy as np
import pytest

from kinesics.affect.feeling import read_feeling
from kinesics.audio.speech_file import load_speech, resample
from kinesics.motion import channels
from kinesics.motion.limits import Limiter
from kinesics.motion.mixer import Mixer
from kinesics.signals import Speech, Turn
from kinesics_app.character.character import speech_character
from kinesics_app.demo import HELLO
from kinesics_app.performance.results import mouth_joints
from kinesics_app.tick.body import Body
from kinesics_app.tick.loop import KEPT_ROWS, Loop

HZ = 100
TICK_NS = 10_000_000
PERIOD = 1000  # ticks: the sentence and the silence after it
FELT = {0: "happy:0.8", 2000: "sad:0.5", 4000: "surprised:0.9"}
FACE = ("jaw", "mouth", "cheek", "nose", "brow", "tongue")
LASTS = [name for name in channels.NAMES if name.startswith(FACE)]
WANDERS = [channels.index(name) for name in channels.NAMES if not name.startswith(FACE)]
"""Glances, blinks and beats are drawn by lot, and breath has a period of its own: no two minutes of
eyes, lids, head, torso and arms are alike, but what is usual must stay what it was."""


class Wire:
    """Takes every row as it is."""

    def send(self, frame):
        return frame

    def poll(self):
        return None

    def stop(self):
        pass

    def close(self):
        pass


@pytest.fixture(scope="module")
def sentence():
    samples, rate_hz = load_speech(HELLO)
    said = resample(samples, rate_hz, 16_000)
    return np.concatenate((said, np.zeros(160 * PERIOD - len(said), np.float32)))


@pytest.fixture
def loop(humanoid):
    character = speech_character(
        humanoid, lookahead_ms=80, backend="onnxruntime", seed=0, loudness=0.5
    )
    limiter = Limiter(humanoid.limits, HZ)
    limiter.start(humanoid.neutral)
    mixer = Mixer([layer for layer, _ in character.parts])
    body = Body(humanoid, mixer, limiter, Wire())
    behaviours = [behaviour for _, behaviour in character.parts]
    return Loop(body, behaviours, 110_000_000, analysers=character.analysers)


def packets(tick, sentence, heard_ns):
    """What comes with a tick: a hop of speech, and now and then a feeling and a dial."""
    now_ns, at = tick * TICK_NS, tick % PERIOD
    hop = Speech(now_ns + heard_ns, tick * 160, 16_000, sentence[at * 160 : at * 160 + 160])
    told = [hop]
    if tick % 6000 in FELT:
        told.append(read_feeling(FELT[tick % 6000], now_ns + heard_ns))
    if at in (300, 600):
        told.append(Turn(now_ns + heard_ns, "lips", 1.2 if at == 300 else 1.0))
    return told


def run(loop, sentence, ticks):
    """Cost of each tick [s]; rows (T, C) and (T, J) of the third minute and the last; (M, 2, C)
    mean and spread of each minute."""
    heard_ns = loop.asked_ns + 100_000_000
    costs_s, kept, usual = np.empty(ticks), [], []
    for tick in range(ticks):
        fed = packets(tick, sentence, heard_ns)
        start_s = time.perf_counter()
        loop.tick(tick * TICK_NS, fed)
        costs_s[tick] = time.perf_counter() - start_s
        if (tick + 1) % 6000 == 0:
            rows = list(loop.rows)[-6000:]
            mixes = np.array([row.channels for row in rows])
            usual.append([mixes.mean(axis=0), mixes.std(axis=0)])
            if tick + 1 in (3 * 6000, ticks):
                kept.append((mixes, np.array([row.sent for row in rows])))
    return costs_s, kept, np.array(usual)


def drift(usual):
    """How far mean and spread (2, C) went from the first third to the last, in standard errors."""
    third = len(usual) // 3
    early, late = usual[2 : third + 2], usual[-third:]  # the first minutes know no mood yet
    scatter = np.sqrt((early.var(axis=0) + late.var(axis=0)) / (third - 1))
    return np.abs(late.mean(axis=0) - early.mean(axis=0)) / (scatter + 1e-3)


def test_a_loop_keeps_the_last_minute_and_counts_the_costs_of_all(loop):
    for tick in range(KEPT_ROWS + 500):
        loop.tick(tick * TICK_NS, ())
    assert len(loop.rows) == KEPT_ROWS
    assert loop.rows[-1].t_ns - loop.rows[0].t_ns == (KEPT_ROWS - 1) * TICK_NS
    assert loop.stages.summary()["mix"]["count"] == KEPT_ROWS + 500


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("minutes", [30])
def test_half_an_hour_of_speech_ends_as_it_began(loop, humanoid, sentence, minutes):
    """The last minute against the third. Channels by mean and spread: a face has 50 rows a second,
    and whether the two around a feeling's date were given before depends on the horizon's phase.
    What is drawn by lot, by whether its minutes are what they were, 6 standard errors aside.
    """
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    costs_s, (early, late), usual = run(loop, sentence, 6000 * minutes)
    far = drift(usual)[:, WANDERS]
    grown_mib = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib) / 1024
    own = [channels.index(name) for name in LASTS]
    about = [np.array([one.mean(axis=0), one.std(axis=0)]) for one in (early[0], late[0])]
    off = np.abs(about[1] - about[0])[:, own]
    span = humanoid.limits.position_max - humanoid.limits.position_min
    mouth = [humanoid.index(name) for name in mouth_joints(humanoid)]
    joints = (np.abs(late[1] - early[1]) / span)[:, mouth]
    thirds = np.split(costs_s, 3)
    logging.getLogger(__name__).info(  # seen with --log-cli-level=INFO
        "mean and spread of a channel off by %.2e (%s) at most, a joint of the mouth at any time "
        "by %.2e of its range; what is drawn by lot %.1f standard errors off at most (%s); "
        "a tick's p50 %.0f us in the first third, %.0f in the last; %.1f MiB more at most",
        off.max(),
        LASTS[int(off.max(axis=0).argmax())],
        joints.max(),
        far.max(),
        channels.NAMES[WANDERS[int(far.max(axis=0).argmax())]],
        1e6 * np.median(thirds[0]),
        1e6 * np.median(thirds[-1]),
        grown_mib,
    )
    assert off.max() < 1e-3
    assert joints.max() < 5e-3
    assert far.max() < 6.0
    assert np.median(thirds[-1]) < 1.5 * np.median(thirds[0])
    assert grown_mib < 60.0
    assert not loop.died
    assert loop.rejected == 0
