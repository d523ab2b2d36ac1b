"""A host that does not listen is no broken cable."""

import pytest

from kinesics.errors import BridgeError
from kinesics_bridge.buses.absence import Absence

MS = 1_000_000


def starve(desk, away_ms):
    """This process has no turn for so long, and the thread that reads has its own after it."""
    read = desk.port.read
    desk.port.wait(away_ms * MS)
    desk.port.read = list
    desk.bridge.poll()
    desk.port.read = read
    desk.port.wait(MS)
    desk.bridge.poll()


@pytest.mark.parametrize("maker", ["make_dynamixel", "make_feetech"])
def test_servos_are_not_given_up_by_a_host_that_had_no_time_to_listen(maker, request):
    desk = request.getfixturevalue(maker)().armed()
    misses = desk.roll.misses.copy()
    for _ in range(12):
        starve(desk, 190)
    assert not desk.roll.mute.any()
    assert (desk.roll.misses == misses).all()
    assert desk.bridge.counters["host_away_us"] >= 190_000


def test_a_controller_is_not_given_up_either(make_maestro):
    desk = make_maestro().armed()
    for _ in range(12):
        starve(desk, 190)
    assert not desk.roll.mute.any()


def test_a_servo_that_missed_its_questions_is_asked_again_before_it_is_missing(make_dynamixel):
    desk = make_dynamixel()
    late = desk.emulator.servos[4].faults
    late.mute = True
    take = desk.bus.cycle.run

    def after_the_first_round(script, columns):
        take(script, columns)
        late.mute = False

    desk.bus.cycle.run = after_the_first_round
    desk.bridge.connect()
    assert desk.run(200)


def test_a_servo_that_is_missing_is_told_with_what_this_host_did_meanwhile(make_dynamixel):
    desk = make_dynamixel()
    desk.emulator.servos[4].faults.mute = True
    with pytest.raises(BridgeError, match=r"check cable and address$"):
        desk.bridge.connect()
    desk = make_dynamixel()
    desk.emulator.servos[4].faults.mute = True
    wait = desk.port.wait
    desk.port.wait = lambda _: wait(20 * MS)
    with pytest.raises(BridgeError, match=r"this host itself was busy with other things for .* ms"):
        desk.bridge.connect()


def test_a_servo_that_fell_mute_beside_a_busy_host_is_told_so(make_dynamixel):
    desk = make_dynamixel().armed()
    desk.emulator.servos[2].faults.mute = True
    desk.run(500)
    assert desk.bridge.complaints == ["joint_1 does not answer: check its cable; the others go on"]
    starve(desk, 100)
    (told,) = desk.bridge.complaints
    assert "this host itself was busy" in told


@pytest.mark.parametrize("maker", ["make_dynamixel", "make_feetech"])
def test_a_bus_is_not_active_before_its_servos_have_their_torque(maker, request):
    desk = request.getfixturevalue(maker)()
    desk.bridge.connect()
    seen = []
    desk.run(700, each=lambda: seen.append((desk.bridge.state, bool(desk.roll.enabled.all()))))
    assert ("ARMING", False) in seen
    assert ("ACTIVE", True) in seen
    assert ("ACTIVE", False) not in seen


def test_a_servo_that_gets_no_torque_does_not_keep_the_others_waiting(make_dynamixel):
    desk = make_dynamixel()
    desk.bridge.connect()
    desk.bus.cycle._scripts_of.enable = lambda column: iter(())
    desk.run(2500)
    assert not desk.roll.enabled.any()
    assert desk.bridge.state == "ACTIVE"


def test_only_what_came_too_late_is_absence_and_is_forgotten():
    absence = Absence()
    assert [absence.turn(t * MS) for t in (0, 2, 12, 212)] == [0, 0, 0, 200 * MS]
    assert "200 ms at once" in absence.told(300 * MS)
    absence.rest()
    assert absence.turn(5400 * MS) == 0
    assert absence.told(5400 * MS) == ""
