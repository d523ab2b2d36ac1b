"""The joint table: integers both sides agree on, refused when they cannot be kept."""

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import BridgeError
from kinesics_bridge.joints.joint_table import JointTable
from kinesics_bridge.wire.message_types import Caps, Hello
from kinesics_bridge.wire.protocol import JOINT_FIELDS


@given(st.floats(-1, 1, allow_nan=False), st.integers(0, 2))
def test_codes_are_the_nearest_and_inside_the_limits(make_table, share, joint):
    table = make_table()
    middle = (np.asarray(table.position_min) + table.position_max) / 2
    half = (np.asarray(table.position_max) - table.position_min) / 2
    wanted = middle + share * half
    found = table.decode(table.encode(wanted))
    inside = np.abs(share) < 0.999
    assert np.abs(found - wanted)[joint] <= table.scale[joint] * (0.5 if inside else 1.5)
    assert table.position_min[joint] <= found[joint] <= table.position_max[joint]


def test_beyond_the_limits_is_clipped_to_them(table):
    codes = table.encode(np.array([[99.0] * 3, [-99.0] * 3]))
    assert codes.dtype == np.dtype("<i2")
    assert np.allclose(table.decode(codes), [table.position_max, table.position_min], atol=1e-4)


def test_the_resolution_is_that_of_the_range(table):
    span = np.asarray(table.position_max) - table.position_min
    assert np.allclose(table.scale, span / 64_000, rtol=1e-3)


def test_limits_are_rounded_inwards(make_table):
    table = make_table(position_max=0.8000000004, velocity=4.0000000009)
    assert table.fields["position_max"].tolist() == [800_000_000] * 3
    assert table.fields["velocity"].tolist() == [4_000_000_000] * 3
    assert make_table(velocity=0.3).fields["velocity"].tolist() == [300_000_000] * 3


def test_the_hash_covers_every_field_and_name(make_table):
    table = make_table()
    packed = b"".join(
        int(value).to_bytes(8, "little", signed=True) for row in table.rows for value in row
    )
    assert table.hash == zlib.crc32(packed)
    assert len(table.rows[0]) == len(JOINT_FIELDS)
    changes = {
        "names": ["a", "b", "c"],
        "position_min": -0.6,
        "neutral": 0.05,
        "velocity": 3.0,
        "acceleration": 30.0,
        "jerk": 9000.0,
        "safe": 0.0,
        "feedback": 2,
        "releases": False,
    }
    hashes = {make_table(**{name: value}).hash for name, value in changes.items()}
    assert len(hashes - {table.hash}) == len(changes)


def test_arrays_cannot_be_changed(table):
    with pytest.raises(ValueError, match="read-only"):
        table.fields["velocity"][0] = 0


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"position_min": 1.0}, "position_min must lie below"),
        ({"neutral": 2.0}, "neutral lies outside its position limits: joint_0, joint_1, joint_2"),
        ({"safe": [0.0, 0.0, 7.0]}, "safe lies outside its position limits: joint_2"),
        ({"velocity": [1.0, 0.0, 1.0]}, "velocity must be positive: joint_1"),
        ({"acceleration": 0.0}, "acceleration is below 0.001"),
        ({"jerk": 5000.0}, "jerk is below 100 times acceleration, .*: joint_1, joint_2"),
        ({"velocity": [1.0, 2.0]}, "3 joints need 3 values"),
        ({"robot_id": "x" * 40}, "at most 32 ASCII"),
        ({"names": []}, "0 joints: a table holds 1 to 64"),
    ],
)
def test_what_no_firmware_could_keep_is_refused_by_name(make_table, changes, complaint):
    with pytest.raises(BridgeError, match=complaint):
        make_table(**changes)


def test_scalars_hold_for_all_joints():
    table = JointTable("one", ["a"], -1.0, 1.0, 0.0, 1.0, 10.0, 1000.0)
    assert table.count == 1
    assert table.fields["safe"].tolist() == [0]


def test_what_python_takes_the_firmware_takes(make_bench):
    """A table that Python takes, the firmware takes: extreme ones."""
    for columns in (
        {"position_min": -32.0, "position_max": 31.0, "neutral": 0.0, "safe": 0.0},
        {"position_min": -0.001, "position_max": 0.001, "neutral": 0.0, "safe": 0.0},
        {"velocity": 90.0, "acceleration": 50_000.0, "jerk": 5e6},
        {"velocity": 0.01, "acceleration": 0.001, "jerk": 0.1},
    ):
        fields = {
            "robot_id": "edge",
            "names": ["a"],
            "position_min": -1.0,
            "position_max": 1.0,
            "neutral": 0.0,
            "velocity": 1.0,
            "acceleration": 10.0,
            "jerk": 1000.0,
            **columns,
        }
        bench = make_bench(JointTable(**fields))
        bench.send(Hello(1, 0))
        bench.run(1)
        told = [message for message in bench.heard if isinstance(message, Caps)][-1]
        assert (told.joints, told.table_hash) == (1, bench.table.hash)
