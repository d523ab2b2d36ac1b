"""The Feetech driver against its emulated bus: both byte orders, no sync read, weak checks."""

import numpy as np
import pytest

from kinesics.errors import BridgeError

MS = 1_000_000


def wave(t_s):
    return 0.3 + 0.25 * np.sin(3.0 * t_s)


def test_sts_servos_follow(make_feetech):
    desk = make_feetech().armed()
    told = desk.run(1500, wave)
    assert np.abs(told[-1].measured - told[-1].played).max() < 0.12
    assert desk.emulator.line.collisions == 0
    assert np.allclose(desk.roll.voltage, 7.4)


def test_scs_servos_are_asked_one_by_one(make_feetech):
    desk = make_feetech(("scs0009",) * 12).armed()
    told = desk.run(1500, wave)
    assert np.abs(told[-1].measured - told[-1].played).max() < 0.12
    assert desk.bridge.counters["bus_missing_answers"] == 0
    assert desk.bus.cycle.late_ns <= 2 * MS


@pytest.mark.usefixtures("untraced")
def test_both_series_share_a_bus(make_feetech):
    desk = make_feetech(("sts3215", "scs0009", "sts3215")).armed()
    desk.run(1500, wave)
    assert np.abs(desk.emulator.motors.position - wave(desk.now_ns / 1e9)).max() < 0.12


@pytest.mark.parametrize("model", ["sts3215", "scs0009"])
@pytest.mark.usefixtures("untraced")
def test_a_mute_servo_and_corrupt_answers_cost_the_others_nothing(make_feetech, model):
    desk = make_feetech((model,) * 10, seed=3).armed()
    for servo in desk.emulator.servos.values():
        servo.faults.corrupt = 0.01
    desk.emulator.servos[4].faults.mute = True
    cycles, begun_ns, flagged_ns = desk.bus.cycle.cycles, desk.now_ns, []

    def watch():
        if desk.roll.mute[3] and not flagged_ns:
            flagged_ns.append(desk.now_ns)

    desk.run(2000, wave, watch)
    assert flagged_ns[0] - begun_ns <= 500 * MS
    assert desk.bus.cycle.cycles - cycles == 100
    assert desk.bus.cycle.late_ns <= 6 * MS
    others = np.arange(10) != 3
    assert np.abs(desk.roll.position - wave(desk.now_ns / 1e9))[others].max() < 0.15


def test_a_servo_that_comes_back_is_led_back(make_feetech):
    desk = make_feetech().armed()
    desk.emulator.servos[2].faults.unplugged = True
    desk.run(600, lambda t_s: np.array([0.3, 0.9, 0.3, 0.3]))
    desk.emulator.servos[2].faults.unplugged = False
    way = []
    desk.run(1500, lambda t_s: 0.9, lambda: way.append(desk.emulator.motors.position[1]))
    assert way[0] == pytest.approx(0.3, abs=0.01)
    assert way[-1] == pytest.approx(0.9, abs=0.02)
    assert np.abs(np.diff(way)).max() <= 4.0 * 0.010 * 1.1


def test_a_loose_wire_that_holds_again_moves_nothing_at_once(make_feetech):
    desk = make_feetech().armed()
    desk.emulator.servos[2].faults.deaf = True
    desk.run(600, lambda t_s: np.array([0.3, 0.9, 0.3, 0.3]))
    assert desk.roll.mute.tolist() == [False, True, False, False]
    desk.emulator.servos[2].faults.deaf = False
    goals = []
    desk.run(1500, lambda t_s: 0.9, lambda: goals.append(desk.emulator.motors.goal[1]))
    assert goals[0] == pytest.approx(0.3, abs=0.01)
    assert goals[-1] == pytest.approx(0.9, abs=0.01)
    assert np.abs(np.diff(goals)).max() <= 4.0 * 0.020 * 1.05  # a period at its velocity limit


def test_without_a_watchdog_servos_hold_through_a_stall_and_are_led_on(make_feetech):
    desk = make_feetech().armed()
    desk.run(500, wave)
    desk.port.wait(400 * MS)
    way = []
    desk.run(1500, wave, lambda: way.append(desk.emulator.motors.position.copy()))
    assert desk.bridge.counters["bus_stalls"] == 1
    assert np.abs(np.diff(way, axis=0)).max() <= 4.0 * 0.010 * 1.2
    assert (False, "no watchdog: when the host dies, servos hold their last goal for ever") in (
        desk.bridge.capabilities.lines()
    )


def test_provisioning_is_kept_without_power(make_feetech):
    desk = make_feetech(delay=250)
    desk.bridge.connect(provision=True)
    for servo in desk.emulator.servos.values():
        servo.reboot()
        assert servo.registers["return_delay_time"] == 0
        assert servo.registers["lock"] == 1


def test_an_overheated_servo_is_named(make_feetech):
    desk = make_feetech(("sts3215", "scs0009")).armed()
    desk.emulator.servos[2].faults.hot = True
    desk.run(800, wave)
    assert "joint_1 let go of its torque (overheating)" in desk.bridge.complaints[0]
    assert desk.roll.enabled.tolist() == [True, False]


def test_a_dynamixel_is_no_feetech(make_feetech):
    with pytest.raises(BridgeError, match="not Feetech STS or SCS servos: joint_0"):
        make_feetech(("xl330-m288",))
