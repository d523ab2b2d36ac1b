"""A device with another table says in what, as far as it can."""

from dataclasses import replace

import pytest

from kinesics_app.device.limits_table import joint_table
from kinesics_app.doctor.diagnosis import diagnose
from kinesics_bridge.bridges.firmware_bridge import FirmwareBridge
from kinesics_bridge.joints.rule import Rule
from kinesics_bridge.twin import Twin, TwinPort


@pytest.fixture
def table(humanoid):
    return joint_table(humanoid)


def misfit(humanoid, wanted, *given):
    """What doctor says of the tables, to a host that wants `wanted`, of a device given these."""
    port = TwinPort(Twin(wanted.count))
    for table in given:
        FirmwareBridge(port, table).connect(provision=True)
    findings = list(diagnose(port, humanoid, wanted))
    assert not any(finding.good for finding in findings if "joint table: " in finding.seen)
    lines = [finding.line() for finding in findings]
    return [line.split("joint table: ")[1] for line in lines if "joint table: " in line]


def with_jaw(table, **changes):
    """`table` with some of the jaw's numbers changed."""
    jaw = list(table.names).index("jaw")
    changed = {}
    for name, value in changes.items():
        changed[name] = getattr(table, name).copy()
        changed[name][jaw] = value
    return replace(table, **changed)


def test_the_joint_and_the_field_are_named(humanoid, table):
    (told,) = misfit(humanoid, table, with_jaw(table, position_max=0.40))
    assert told == "jaw: position_max is 0.42 rad in the rig, 0.4 rad on the device; looser"


def test_when_no_joint_differs_it_is_the_rules(humanoid, table):
    ruled = replace(table, rules=[Rule("CURRENT", "jaw", high=0.5, time_ms=100)])
    (told,) = misfit(humanoid, table, ruled)
    assert told.startswith("every joint is as in the rig, so its rules differ: the table's hash")


def test_a_tighter_table_in_use_is_not_taken_for_the_one_it_holds(humanoid, table):
    (told,) = misfit(humanoid, table, table, with_jaw(table, velocity=5.0))
    assert told.startswith("what is in use is tighter than what it was provisioned with, until")


def test_another_robot_is_told_in_few_lines(humanoid, table):
    other = replace(table, robot_id="sister", velocity=table.velocity * 0.9)
    lines = misfit(humanoid, table, other)
    assert lines[0] == "it is provisioned as robot 'sister', the rig is of 'humanoid'"
    assert lines[-1] == "in 33 fields more, 33 of them looser; provision --verbose shows all"
    assert len(lines) == 10


def test_a_device_without_a_table_is_told(humanoid, table):
    assert misfit(humanoid, table) == ["it was provisioned with no joint table"]


def test_a_device_that_fits_has_no_misfit(humanoid, table):
    assert misfit(humanoid, table, table) == []
