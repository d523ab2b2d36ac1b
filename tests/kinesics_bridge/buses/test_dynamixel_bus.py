"""The Dynamixel driver against its emulated bus: settings, faults, and what they must not cost."""

import numpy as np
import pytest

from kinesics.errors import BridgeError
from kinesics.motion.frame import Frame
from kinesics_bridge.buses.report import bus_report

MS = 1_000_000


def wave(t_s):
    return 0.3 + 0.25 * np.sin(3.0 * t_s)


def test_the_factory_return_delay_is_named_with_its_remedy(make_dynamixel):
    desk = make_dynamixel(30, delay=250)
    with pytest.raises(BridgeError) as caught:
        desk.bridge.connect()
    assert "30 servos need 21.6 ms of a period of 20.0 ms" in str(caught.value)
    assert "Return Delay Time is up to 500 us: `kinesics firmware provision` sets it" in str(
        caught.value
    )
    desk.bridge.connect(provision=True)
    assert {servo.registers["return_delay_time"] for servo in desk.emulator.servos.values()} == {0}


def test_a_line_too_slow_for_its_servos_is_named(make_dynamixel):
    with pytest.raises(BridgeError, match=r"30 servos need .*fewer servos on this bus, or at most"):
        make_dynamixel(30, rate_hz=300.0).bridge.connect()


@pytest.mark.usefixtures("untraced")
def test_thirty_servos_follow_at_their_time(make_dynamixel):
    desk = make_dynamixel(30).armed()
    told = desk.run(1500, wave)
    late = [np.abs(one.played - wave(one.t_ns / 1e9)).max() for one in told[40:]]
    assert max(late) < 0.02  # telemetry is dated by its answers, at most 6 ms after the goals
    assert np.abs(told[-1].measured - told[-1].played).max() < 0.06
    assert desk.emulator.line.collisions == 0


@pytest.mark.parametrize("patient", [False, True])
@pytest.mark.usefixtures("untraced")
def test_a_mute_servo_and_corrupt_answers_cost_the_others_nothing(make_dynamixel, patient):
    """Acceptance: 30 servos at 50 Hz, one mute, 1 % corrupt: never late, flagged in 0.5 s."""
    desk = make_dynamixel(30, patient=patient, seed=3).armed()
    for servo in desk.emulator.servos.values():
        servo.faults.corrupt = 0.01
    desk.run(500, wave)
    desk.emulator.servos[8].faults.mute = True
    begun_ns, flagged_ns = desk.now_ns, []

    def watch():
        if desk.roll.mute[7] and not flagged_ns:
            flagged_ns.append(desk.now_ns)

    cycles = desk.bus.cycle.cycles
    told = desk.run(3000, wave, watch)
    assert flagged_ns[0] - begun_ns <= 500 * MS
    assert desk.bus.cycle.cycles - cycles == 150
    assert desk.bus.cycle.late_ns <= 2 * MS
    assert desk.roll.mute.sum() == 1
    assert "joint_7 does not answer" in desk.bridge.complaints[0]
    others = np.arange(30) != 7
    errors = [np.abs(one.measured - one.played)[others].max() for one in told]
    assert max(errors) < 0.1
    assert desk.emulator.line.collisions == 0


def test_a_servo_that_comes_back_is_led_back(make_dynamixel):
    desk = make_dynamixel().armed()
    desk.emulator.servos[2].faults.unplugged = True
    desk.run(600, lambda t_s: np.array([0.3, 0.9, 0.3, 0.3]))
    assert desk.roll.mute.tolist() == [False, True, False, False]
    desk.emulator.servos[2].faults.unplugged = False
    way = []
    desk.run(1500, lambda t_s: 0.9, lambda: way.append(desk.emulator.motors.position[1]))
    assert way[0] == pytest.approx(0.3, abs=0.01)
    assert way[-1] == pytest.approx(0.9, abs=0.01)
    assert np.abs(np.diff(way)).max() <= 4.0 * 0.010 * 1.1  # its velocity limit; servos overshoot
    assert desk.bridge.complaints == []


def test_a_servo_that_rebooted_unseen_gets_its_torque_again(make_dynamixel):
    desk = make_dynamixel().armed()
    desk.emulator.servos[3].reboot()
    desk.run(1000, wave)
    assert desk.emulator.servos[3].registers["torque_enable"] == 1
    assert desk.emulator.servos[3].registers["bus_watchdog"] == 10


def test_the_watchdog_stops_servos_whose_host_is_silent_and_nothing_jumps_after(make_dynamixel):
    desk = make_dynamixel().armed()
    desk.run(500, wave)
    moving = desk.emulator.motors.velocity.copy()
    desk.port.wait(400 * MS)  # the host does nothing at all
    assert np.abs(moving).max() > 0.1
    assert np.abs(desk.emulator.motors.velocity).max() < 1e-3
    assert {servo.registers["bus_watchdog"] for servo in desk.emulator.servos.values()} == {0xFF}
    way = []
    desk.run(1500, wave, lambda: way.append(desk.emulator.motors.position.copy()))
    assert desk.bridge.counters["bus_stalls"] == 1
    assert np.abs(np.diff(way, axis=0)).max() <= 4.0 * 0.010 * 1.1
    assert desk.bridge.state == "ACTIVE"
    assert np.abs(desk.emulator.motors.position - wave(desk.now_ns / 1e9)).max() < 0.06


def test_a_hot_servo_lets_go_and_is_named(make_dynamixel):
    desk = make_dynamixel().armed()
    desk.emulator.servos[1].faults.hot = True
    desk.run(500, wave)
    assert desk.bridge.complaints == [
        "joint_0 let go of its torque (overheating): commands move nothing until it has cooled or "
        "has its voltage, and power was off and on"
    ]
    desk.run(1000, wave)
    assert desk.roll.temperature[0] == 90.0
    assert desk.roll.enabled.tolist() == [False, True, True, True]


def test_an_alert_is_looked_into_at_once(make_dynamixel):
    desk = make_dynamixel(30).armed()
    desk.emulator.servos[(desk.bus.cycle.cycles + 20) % 30 + 1].faults.hot = True
    desk.run(100)
    assert "(overheating)" in desk.bridge.complaints[0]


@pytest.mark.usefixtures("untraced")
def test_a_full_line_still_gives_torque_and_health(make_dynamixel):
    desk = make_dynamixel(10, rate_hz=330.0)  # 2.4 ms of every 3.0
    desk.bridge.connect()
    desk.run(4000)
    assert desk.roll.enabled.all()
    assert not desk.roll.mute.any()


def test_health_goes_round(make_dynamixel):
    desk = make_dynamixel(6, model="xm430-w350").armed()
    desk.run(800, wave)
    assert np.allclose(desk.roll.voltage, 12.0)
    assert np.allclose(desk.roll.temperature, 25.0, atol=2.0)
    assert np.isfinite(desk.roll.current).all()


def test_commands_without_torque_say_so(make_dynamixel):
    desk = make_dynamixel()
    desk.bridge.connect()
    assert desk.bridge.complaints == ["torque is off (DISARMED): rows move nothing until ARM"]
    assert {servo.registers["torque_enable"] for servo in desk.emulator.servos.values()} == {0}


def test_disarm_takes_the_torque(make_dynamixel):
    desk = make_dynamixel().armed()
    desk.bridge.disarm()
    desk.pass_time(800)
    assert {servo.registers["torque_enable"] for servo in desk.emulator.servos.values()} == {0}
    assert not desk.roll.enabled.any()


def test_torque_comes_where_the_servo_is(make_dynamixel):
    desk = make_dynamixel()
    desk.emulator.motors.position[:] = [-0.5, 0.0, 0.4, 0.8]
    desk.bridge.connect()
    way = []
    pose = np.array([-0.5, 0.0, 0.4, 0.8])
    desk.run(600, lambda t_s: pose, lambda: way.append(desk.emulator.motors.position.copy()))
    assert desk.roll.enabled.all()
    assert np.ptp(way, axis=0).max() < 0.005


def test_a_goal_left_over_from_another_program_moves_nothing(make_dynamixel):
    desk = make_dynamixel()
    desk.bridge.connect()
    for servo in desk.emulator.servos.values():
        servo.registers["goal_position"] = 3000
    way = []
    desk.run(700, None, lambda: way.append(desk.emulator.motors.position.copy()))
    assert desk.roll.enabled.all()
    assert np.ptp(way, axis=0).max() < 0.005


def test_a_servo_turned_beyond_its_range_gets_no_torque_and_is_named(make_dynamixel):
    desk = make_dynamixel().armed()
    desk.emulator.servos[3].faults.unplugged = True
    desk.run(500)
    desk.emulator.servos[3].faults.unplugged = False
    desk.emulator.motors.position[2] = 4.0  # by hand, to 2607 steps from the middle
    desk.run(700)
    assert desk.emulator.motors.position[2] == 4.0
    assert desk.bridge.complaints == [
        "joint_2 stands outside its own position limits and gets no torque: turn it back by hand"
    ]
    desk.emulator.motors.position[2] = 0.9
    desk.run(1000)
    assert desk.bridge.complaints == []
    assert desk.emulator.motors.position[2] == pytest.approx(0.3, abs=0.01)


def test_servos_that_answer_late_are_understood(make_dynamixel):
    """Every answer comes after it was given up: none is taken for that of another question."""
    desk = make_dynamixel().armed()
    for servo in desk.emulator.servos.values():
        servo.faults.slow_us = 6000  # of four: 24 ms, longer than a period
    desk.run(1500, wave)
    assert desk.roll.voltage == pytest.approx([5.0] * 4)
    assert desk.roll.temperature == pytest.approx([25.0] * 4, abs=2.0)
    assert not any(desk.roll.fault)
    for servo in desk.emulator.servos.values():
        servo.faults.slow_us = 0
    desk.run(1000, wave)
    assert np.abs(desk.emulator.motors.position - wave(desk.now_ns / 1e9)).max() < 0.06


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda desk: desk.emulator.servos.clear(), "no servo answers at 1000000 Bd: check power"),
        (
            lambda desk: setattr(desk.emulator.servos[2].faults, "mute", True),
            r"no answer from joint_1 \(address 2\); the other 3 servos answer",
        ),
        (
            lambda desk: desk.emulator.servos[3].registers.__setitem__("model_number", 1190),
            r"joint_2: the servo at address 3 is of model number 1190 \(xl330-m077\), not "
            r"xl330-m288 \(1200\)",
        ),
        (
            lambda desk: desk.emulator.servos[1].registers.__setitem__("max_position_limit", 2400),
            "joint_0: the servo's own position limits are 0 to 2400, the joint needs 1396 to 2700",
        ),
        (
            lambda desk: desk.emulator.servos[4].registers.__setitem__("operating_mode", 1),
            r"not in position mode: joint_3; provisioning sets it",
        ),
    ],
)
def test_what_does_not_fit_is_refused_by_name(make_dynamixel, spoil, message):
    desk = make_dynamixel()
    spoil(desk)
    with pytest.raises(BridgeError, match=message):
        desk.bridge.connect()


def test_a_bus_on_which_nobody_answers_any_more_is_an_error(make_dynamixel):
    desk = make_dynamixel().armed()
    for servo in desk.emulator.servos.values():
        servo.faults.mute = True
    with pytest.raises(BridgeError, match="no servo answers any more"):
        desk.run(2000)
    with pytest.raises(BridgeError, match="no servo answers any more"):
        desk.bridge.send(Frame(desk.now_ns, np.zeros(4)))


def test_goals_as_received_keep_the_limits_whatever_happens(make_dynamixel):
    """Between two goals of a servo with torque lies at most what its limits allow in the gap."""
    desk = make_dynamixel(model="xl330-m077", seed=11).armed()
    chance = np.random.default_rng(7)
    heard, last = [], {}
    original = desk.emulator.motors

    def spoil():
        servo = desk.emulator.servos[int(chance.integers(1, 5))]
        servo.faults.unplugged = chance.random() < 0.05
        servo.faults.mute = chance.random() < 0.05
        servo.faults.corrupt = 0.05
        if chance.random() < 0.02:
            desk.port.wait(int(chance.integers(20, 500)) * MS)
        for column in np.flatnonzero(original.torque):
            goal = original.goal[column]
            before, since_ns = last.get(column, (original.position[column], desk.now_ns))
            heard.append(abs(goal - before) - 4.0 * (desk.now_ns - since_ns + 40 * MS) / 1e9)
        last.clear()
        for column in np.flatnonzero(original.torque):
            last[column] = (original.goal[column], desk.now_ns)

    desk.run(6000, lambda t_s: chance.uniform(-1.5, 1.5, 4), spoil)
    assert max(heard) <= 0
    assert len(heard) > 1000


def test_stop_reaches_the_servos_within_a_period(make_dynamixel):
    desk = make_dynamixel().armed()
    desk.run(500, lambda t_s: 0.3 + 0.4 * np.sin(6.0 * t_s))
    desk.bridge.stop()
    goals = []
    desk.run(600, lambda t_s: 0.3, lambda: goals.append(desk.emulator.motors.goal.copy()))
    speed = np.abs(np.diff(goals, axis=0)).max(axis=1) / 0.010
    assert speed[5:].max() <= speed[:5].max()  # slower after 50 ms, and then still
    assert speed[20:].max() == 0


def test_the_report_says_what_a_person_should_know(make_dynamixel):
    desk = make_dynamixel(30).armed()
    desk.run(1200)
    said = {line: good for good, line in bus_report(desk.bridge)}
    assert said[
        "goals and positions of 30 servos take 6.6 ms of every 20 ms on the line, at 1000000 Bd"
    ]
    assert said["lowest voltage is 5.0 V at joint_0"]
    assert any(line.startswith("hottest is joint_") and good for line, good in said.items())
    health = desk.bridge.servo_health
    assert health.names == tuple(desk.bridge.table.names)
    assert health.supply_v == pytest.approx(5.0)
    assert np.isfinite(health.temperatures_c).all()
    desk.emulator.servos[3].faults.brown_out = True
    desk.run(1500)
    assert desk.bridge.servo_health.supply_v == pytest.approx(2.5)
    said = {line: good for good, line in bus_report(desk.bridge)}
    assert not said["lowest voltage is 2.5 V at joint_2"]
    assert any(line.startswith("joint_2 let go of its torque (input voltage)") for line in said)


def test_an_adapter_that_holds_answers_back_is_named(make_dynamixel):
    desk = make_dynamixel(rate_hz=60.0)
    desk.port.latency_ns = 8 * MS  # each way, as a latency_timer of 16 ms
    with pytest.raises(BridgeError, match=r"answers come 16 ms later .* latency_timer to 1 ms"):
        desk.bridge.connect()
