"""Clock error over a shaky wire: the everyday tier of `kinesics bench bridge`."""

import numpy as np
import pytest

from kinesics_app.bench.bridge.clocks import clock_errors_us, clocks


@pytest.mark.parametrize("ppm", [100.0, -100.0, -60_000.0])
def test_the_clock_is_known_to_1_ms_after_10_s(small_table, ppm):
    errors_us = [clock_errors_us(ppm, seed, small_table, 10.0, 12.0) for seed in range(3)]
    assert np.quantile(np.abs(errors_us), 0.99) < 1000
    assert np.abs(errors_us).max() > 1  # there is something to be wrong about


def test_a_section_tells_every_clock(small_table):
    section = clocks(1, small_table, lambda share: None)
    assert len(section.figures) == 3
    assert section.figures[-1].bar == "still converging"
