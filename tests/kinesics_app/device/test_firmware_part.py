"""Of a robot with several wires, a twin stands for the firmware on one of them."""

from dataclasses import replace

import pytest

from kinesics.errors import BridgeError
from kinesics.rig.bus import Bus, Seat
from kinesics_app.device.firmware_part import demand_one_wire, firmware_part
from kinesics_app.device.limits_table import joint_table
from kinesics_app.device.servos import servos_of
from kinesics_bridge.buses.of_rig import bus_table


def wired(rig, **kinds):
    """`rig` with its joints dealt out to buses of these kinds."""
    names = list(kinds)
    joints = tuple(
        replace(joint, seat=Seat(names[row % len(names)], None, 0.0))
        for row, joint in enumerate(rig.joints)
    )
    buses = tuple(Bus(name, kind, f"/dev/{name}") for name, kind in kinds.items())
    return replace(rig, joints=joints, buses=buses)


def test_a_robot_of_one_wire_is_whole(humanoid):
    assert firmware_part(humanoid) is humanoid
    demand_one_wire(humanoid, "/dev/any")
    only = wired(humanoid, body="firmware")
    assert firmware_part(only).joints == only.joints
    demand_one_wire(only, "/dev/any")


@pytest.mark.parametrize("bus", [None, "body"])
def test_the_part_has_the_table_that_a_host_wants_on_that_bus(humanoid, bus):
    mix = wired(humanoid, face="dynamixel", body="firmware", arms="maestro")
    part = firmware_part(mix, bus)
    assert part.names == humanoid.names[1::3]
    wanted = bus_table(joint_table(mix), mix.on_bus("body"))
    assert joint_table(part).hash == wanted.hash
    assert len(servos_of(part).noise) == wanted.count
    with pytest.raises(BridgeError, match="/dev/body is not the whole of 'humanoid'"):
        demand_one_wire(mix, "/dev/body")


@pytest.mark.parametrize(
    ("kinds", "bus", "told"),
    [
        ({"face": "firmware", "body": "firmware"}, None, "firmware: face, body; choose one with"),
        ({"face": "firmware", "body": "feetech"}, "body", "'body' is a bus of feetech servos"),
        ({"face": "firmware"}, "fase", "'fase' is no bus of it; buses with firmware: face"),
        ({"face": "feetech"}, None, "firmware: none; servos without one have emulators: python"),
    ],
)
def test_a_choice_that_cannot_be_made_is_told(humanoid, kinds, bus, told):
    with pytest.raises(BridgeError, match=told):
        firmware_part(wired(humanoid, **kinds), bus)


def test_a_bus_of_a_robot_without_buses_is_refused(humanoid):
    with pytest.raises(BridgeError, match=r"has no \[\[buses\]\]; leave --bus body out"):
        firmware_part(humanoid, "body")
