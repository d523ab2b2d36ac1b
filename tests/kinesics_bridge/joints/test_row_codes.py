"""Codes that C makes of a row are the table's to the bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.errors import BridgeError
from kinesics.rig.load import load_rig
from kinesics_app.device.limits_table import joint_table
from kinesics_bridge.joints.row_codes import RowCodes

TABLES = {name: joint_table(load_rig(name)) for name in ("humanoid", "desk", "matrix")}
CODERS = {name: RowCodes(table) for name, table in TABLES.items()}


@pytest.mark.parametrize("robot", sorted(TABLES))
@given(seed=st.integers(0, 2**32 - 1), beyond=st.sampled_from([0.3, 1.0, 1.5, 1e6]))
def test_every_row_is_the_tables(robot, seed, beyond):
    table, draw = TABLES[robot], np.random.default_rng(seed)
    low, high = np.array(table.position_min), np.array(table.position_max)
    row = low + (0.5 + beyond * draw.uniform(-0.5, 0.5, table.count)) * (high - low)
    halves = draw.integers(-100, 100, table.count) + 0.5  # half-way between two codes
    row = np.where(draw.random(table.count) < 0.2, table.offset + halves * table.scale, row)
    codes, went = CODERS[robot].of(row)
    assert codes == table.encode(row).tobytes()
    np.testing.assert_array_equal(went, table.decode(table.encode(row)))


def test_what_is_no_number_is_refused_and_the_next_row_is_not():
    coder, row = CODERS["desk"], np.zeros(TABLES["desk"].count)
    row[0] = np.nan
    with pytest.raises(BridgeError, match="NaN"):
        coder.of(row)
    row[0] = np.inf
    assert np.isfinite(coder.of(row)[1]).all()
