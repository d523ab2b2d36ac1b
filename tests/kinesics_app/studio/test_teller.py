"""What the robot's thread tells: dated, in order, of a bounded size, waiting for nobody."""

import time
from types import SimpleNamespace

import numpy as np
import pytest

from kinesics.motion.channels import CHANNELS
from kinesics.rig.load import load_rig
from kinesics_app.character.character import speech_character
from kinesics_app.device.opening import open_device
from kinesics_app.life.life import TICK_NS, Life
from kinesics_app.life.shown import LoopShown
from kinesics_app.life.snapshot import HEAD, STATE_NAMES, Snapshots
from kinesics_app.processes.hatch import Hatch
from kinesics_app.studio.teller import Teller
from kinesics_app.tick.delays import Delays, mouth_lag_ms


@pytest.fixture(scope="module")
def rig():
    return load_rig("humanoid")


@pytest.fixture(scope="module")
def told(rig):
    """What was told of 3 s of idle life in virtual time, and the life."""
    delays = Delays(80, 100.0, mouth_lag_ms(rig))
    messages = []
    with open_device("twin", rig, live=False) as device:
        pose = device.bring_up(delays.ahead_ns, TICK_NS)
        character = speech_character(rig, lookahead_ms=80, backend="onnxruntime", seed=0)
        life = Life((rig, pose, device), character, delays)
        teller = Teller(rig, messages.append)
        for _ in range(300):
            tick_ns = device.next_tick_ns
            device.clock.wait_until(tick_ns)
            life.tick(tick_ns)
            device.poll()
            teller.turn(device, LoopShown.of(life))
            device.next_tick_ns = tick_ns + TICK_NS
        yield SimpleNamespace(messages=messages, rows=list(life.loop.rows), latest=device.latest)


def snapshots(told):
    return [one["snapshot"] for one in told.messages if "snapshot" in one]


def values(snapshot, rig):
    numbers = np.frombuffer(snapshot, "<f4", offset=HEAD.size)
    return numbers[: len(CHANNELS)], numbers[len(CHANNELS) :].reshape(4, len(rig.joints))


def test_every_other_turn_is_a_snapshot_numbered_and_dated(told, rig):
    heads = [HEAD.unpack_from(one) for one in snapshots(told)]
    assert [number for number, *_ in heads] == list(range(1, 151))
    assert {STATE_NAMES[state] for _, state, *_ in heads} == {"ACTIVE"}
    assert set(np.diff([t_ns for *_, t_ns, _ in heads])) == {2 * TICK_NS}
    assert all(0 <= t_ns - told_ns < 60_000_000 for *_, t_ns, told_ns in heads)
    size = HEAD.size + 4 * (len(CHANNELS) + 4 * len(rig.joints))
    assert {len(one) for one in snapshots(told)} == {size}


def test_asked_and_sent_are_those_that_are_executed_at_that_time(told, rig):
    rows = {row.t_ns: row for row in told.rows}
    checked = 0
    for one in snapshots(told)[20:]:
        t_ns = HEAD.unpack_from(one)[2]
        row = rows.get((t_ns + TICK_NS - 1) // TICK_NS * TICK_NS) or rows.get(t_ns)
        if row is None:
            continue
        channels, (asked, sent, _, _) = values(one, rig)
        np.testing.assert_allclose(channels, row.channels, atol=1e-6)
        np.testing.assert_allclose(asked, row.asked, atol=1e-6)
        np.testing.assert_allclose(sent, row.sent, atol=1e-6)
        checked += 1
    assert checked > 100


def test_played_and_measured_are_the_newest_told(told, rig):
    _, (_, _, played, measured) = values(snapshots(told)[-1], rig)
    np.testing.assert_allclose(played, told.latest.played, atol=1e-6)
    np.testing.assert_allclose(measured, told.latest.measured, atol=1e-6)


def test_health_and_stages_are_told_between_them(told):
    health = [one["health"] for one in told.messages if "health" in one]
    assert [one["state"] for one in health] == ["ACTIVE"] * len(health)
    assert len(health) == 6
    assert health[-1]["life"]["ticks"] > 200
    stages = {one["stage"]["name"] for one in told.messages if "stage" in one}
    assert {"mix", "send", "limit"} <= stages
    assert len(told.messages) <= 300


def test_of_a_limp_robot_what_is_not_known_is_not_a_number(rig):
    bare = Snapshots(len(rig.joints)).take(7, 5, "", None, None)
    assert HEAD.unpack_from(bare) == (7, STATE_NAMES.index("not connected"), 5, 0)
    assert np.isnan(np.frombuffer(bare, "<f4", offset=HEAD.size)).all()


def test_a_studio_that_stalls_costs_the_robot_nothing_but_what_is_lost(rig):
    hatch, there = Hatch.pair()
    reader = Hatch(there)
    sent = {"snapshot": Snapshots(len(rig.joints)).take(1, 0, "ACTIVE", None, None)}
    took_ns = []
    for _ in range(3000):  # a minute of snapshots, and nobody reads one
        began_ns = time.thread_time_ns()
        hatch.send(sent)
        took_ns.append(time.thread_time_ns() - began_ns)
    assert hatch.lost > 0
    assert not hatch.closed
    assert np.median(took_ns) < 1_000_000
    assert len(reader.receive(3000)) + hatch.lost == 3000
    assert hatch.send(sent)  # and once it reads again, it is told again
    reader.close()
    hatch.close()
