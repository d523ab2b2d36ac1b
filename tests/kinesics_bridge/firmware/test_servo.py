"""The servo model in C against the same physics in numpy."""

from dataclasses import replace

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics_bridge.joints.servo import ServoParameters

SERVOS = ServoParameters(
    dead_time_s=[0.0, 0.0123, 0.05],
    natural_frequency_hz=[5.0, 12.0, 8.0],
    damping=[0.7, 1.0, 1.3],
    velocity_max=[3.0, 8.0, 1.0],
    acceleration_max=[30.0, 400.0, 60.0],
    stall_current_a=[1.5, 0.8, 2.0],
    heating_k_per_a2s=50.0,
    cooling_s=4.0,
)


def oracle(servos, commands, start):
    """(T, J) positions, and the last current and temperature, for (T, J) commands with torque."""
    columns = servos.rows(commands.shape[1]).T
    dead_s, hertz, damping, speed, force, _, _, stall, heating, cooling, low, high = columns
    omega = 2 * np.pi * hertz
    position, velocity = start.copy(), np.zeros(len(start))
    temperature, current = np.full(len(start), 25.0), np.zeros(len(start))
    history = np.vstack([np.tile(start, (256, 1)), commands])
    out = []
    for tick in range(len(commands)):
        whole = (dead_s * 1000).astype(int)
        part = dead_s * 1000 - whole
        at = 256 + tick - whole
        joints = np.arange(len(start))
        delayed = history[at, joints] * (1 - part) + history[at - 1, joints] * part
        drive = omega**2 * (delayed - position) - 2 * damping * omega * velocity
        drive = np.clip(drive, -force, force)
        velocity = np.clip(velocity + drive / 1000, -speed, speed)
        moved = position + velocity / 1000
        position = np.clip(moved, low, high)
        velocity = np.where(moved == position, velocity, 0.0)
        current = np.abs(drive) / force * stall
        temperature = temperature + (current**2 * heating - (temperature - 25) / cooling) / 1000
        out.append(position)
    return np.array(out), current, temperature


@pytest.fixture
def driven(make_bench, table):
    bench = make_bench(table, servos=SERVOS)
    bench.arm()
    ends = np.array([table.position_min, table.position_max]) * 0.6
    bench.stream(lambda t_s: ends[int(2 * t_s) % 2], 3000)
    return bench


def test_measured_positions_are_those_of_the_numpy_model(driven, table):
    bench, trace = driven, driven.trace()
    expected, current, temperature = oracle(SERVOS, trace.played, np.array(table.neutral))
    assert np.ptp(expected, axis=0).min() > 0.3
    assert np.abs(trace.measured - expected).max() < 1e-11
    assert np.allclose(bench.twin.currents(), current, atol=1e-6)
    assert np.allclose(bench.twin.temperatures(), temperature, atol=1e-4)
    assert bench.twin.temperatures().max() > 26


def test_a_stop_holds_a_servo_and_lets_it_go(make_bench, table):
    stops = {"stop_low": [-0.1, -np.inf, -0.2], "stop_high": [np.inf, 0.25, 0.3]}
    servos = replace(SERVOS, **stops)
    bench = make_bench(table, servos=servos)
    bench.arm()
    ends = np.array([table.position_min, table.position_max]) * 0.6
    bench.stream(lambda t_s: ends[int(t_s) % 2], 4000)
    trace = bench.trace()
    expected, current, _ = oracle(servos, trace.played, np.array(table.neutral))
    assert np.abs(trace.measured - expected).max() < 1e-11
    assert np.allclose(bench.twin.currents(), current, atol=1e-6)
    for joint, (low, high) in enumerate(zip(*stops.values(), strict=True)):
        at = trace.measured[:, joint]
        assert at.min() == pytest.approx(max(low, at.min()), abs=1e-11)
        assert at.max() == pytest.approx(min(high, at.max()), abs=1e-11)
        held = (at <= low + 1e-9) | (at >= high - 1e-9)
        assert 50 < held.sum() < len(at) / 2  # there, and away again
    assert trace.state[-1] == trace.state[200]  # a stop is no fault


def test_a_blocked_servo_draws_what_it_is_asked_to_push(make_bench, table):
    bench = make_bench(table, servos=ServoParameters(stop_high=0.2, stall_current_a=3.0))
    bench.arm()
    bench.stream(lambda t_s: np.full(3, min(0.6, 0.1 + 0.2 * t_s)), 4000)
    assert bench.trace().measured[-1] == pytest.approx([0.2] * 3, abs=1e-11)
    assert bench.twin.currents() == pytest.approx([3.0] * 3)
    assert (bench.twin.temperatures() > 30).all()


def test_speed_and_torque_are_limited(driven):
    measured = driven.trace().measured
    speed = np.abs(np.diff(measured, axis=0)).max(axis=0) * 1e3
    change = np.abs(np.diff(measured, n=2, axis=0)).max(axis=0) * 1e6
    assert (speed <= np.asarray(SERVOS.velocity_max) + 1e-6).all()
    assert (change <= np.asarray(SERVOS.acceleration_max) + 1e-3).all()
    assert speed[2] == pytest.approx(1.0)


def test_a_servo_without_torque_stays(make_bench, table):
    bench = make_bench(table, servos=SERVOS)
    bench.stream(lambda t_s: np.asarray(table.neutral) + 0.02, 300)
    assert np.ptp(bench.trace().measured_pico, axis=0).max() == 0


def test_noise_has_its_size_and_repeats_with_its_seed(make_bench, table):
    def measured(seed):
        bench = make_bench(table, servos=ServoParameters(noise=[0.001, 0.002, 0.0]), seed=seed)
        bench.run(4000)
        return bench.trace().measured

    first = measured(1)
    assert np.std(first, axis=0) == pytest.approx([0.001, 0.002, 0.0], rel=0.05)
    assert np.abs(np.mean(first, axis=0) - table.neutral).max() < 1e-4
    assert np.abs(np.corrcoef(first[:, 0], first[:, 1])[0, 1]) < 0.05
    assert np.array_equal(first, measured(1))
    assert not np.array_equal(first, measured(2))


def test_resolution_rounds_to_the_nearest_step(make_bench, table):
    bench = make_bench(table, servos=ServoParameters(noise=0.001, resolution=0.0015))
    bench.run(300)
    steps = bench.trace().measured / 0.0015
    assert np.abs(steps - np.rint(steps)).max() < 1e-6
    assert len(np.unique(np.rint(steps))) > 3


@pytest.mark.parametrize(
    "bad",
    [
        {"dead_time_s": [0.1, 0.2]},
        {"noise": -1.0},
        {"velocity_max": np.nan},
        {"acceleration_max": 0.0},
        {"cooling_s": 0.0},
        {"stop_low": 0.3, "stop_high": 0.3},
        {"stop_high": [np.nan, 1.0, 1.0]},
    ],
)
def test_impossible_servos_are_refused(bad):
    with pytest.raises(BridgeError, match="servo parameters"):
        ServoParameters(**bad).rows(3)
