"""What `kinesics bench tick` measures is a robot that does everything at once."""

import re

import numpy as np
import pytest

from kinesics_app.bench.tick.growth import JOINTS, NETWORKS, TRACKS, growth, straightness
from kinesics_app.bench.tick.paced import paced


def test_everything_moves_in_a_paced_tick_and_nothing_dies(humanoid):
    section = paced(humanoid, "onnxruntime", 1.0, "anywhere", lambda share: None)
    assert [figure.n for figure in section.figures] == [100, 100, 100]
    assert not section.notes  # of who died
    stages = {row[0] for row in section.matrix}
    assert {"mix", "limit", "send", "poll", "prosody", "speech", "gaze", "gesture"} <= stages


def test_growth_is_told_by_joints_tracks_and_networks_with_its_bar_and_curve(humanoid):
    shares = []
    sections = growth(humanoid, "onnxruntime", 1, shares.append)
    assert shares == pytest.approx([1 / 3, 2 / 3, 1.0])
    for section, sizes in zip(sections, (JOINTS, TRACKS, NETWORKS), strict=True):
        head, *rows = section.matrix
        assert section.title == f"Growth with {head[0]}"
        assert [row[0] for row in rows] == list(map(str, sizes))
        costs_us = [float(row[1]) for row in rows]  # how much, no busy machine can be asked
        assert min(costs_us) > 0.0
        assert max(len(row[-1]) for row in rows) == 24
        bar, line = section.figures
        assert bar.met == (float(bar.value) <= 1.2) or bar.value == "1.20"
        assert float(bar.value) == pytest.approx(straightness(sizes, costs_us), abs=0.1)
        told = re.fullmatch(r"(-?[0-9.]+) us each, besides (-?[0-9]+) us", line.value)
        slope, at_zero = np.polyfit(sizes, costs_us, 1)
        assert float(told[1]) == pytest.approx(slope, abs=0.5)
        assert float(told[2]) == pytest.approx(at_zero, abs=2.0)


@pytest.mark.parametrize("sizes", [JOINTS, TRACKS, NETWORKS])
def test_a_straight_line_is_one_and_a_square_misses_the_bar(sizes):
    assert straightness(sizes, [150.0 + 2.0 * n for n in sizes]) == pytest.approx(1.0)
    assert straightness(sizes, [5.0 for _ in sizes]) == pytest.approx(1.0)
    assert straightness(sizes, [150.0 - n / 50 for n in sizes]) <= 1.0
    assert straightness(sizes, [150.0 + 100.0 * (n / sizes[-1]) ** 0.5 for n in sizes]) < 1.0
    assert straightness(sizes, [150.0 + 500.0 * (n / sizes[-1]) ** 2 for n in sizes]) > 1.3
