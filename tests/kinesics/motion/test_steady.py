"""Eyes stay where they look, whatever else moves the head."""

import numpy as np
import pytest

from kinesics.motion.channels import columns, index
from kinesics.motion.direction import angle_between, from_head
from kinesics.motion.mixer import Layer, Mixer
from kinesics.motion.track import make_track

GAZE = ["gaze_yaw", "gaze_pitch", "head_yaw", "head_pitch"]
MS = 1_000_000


def looking(head_layer, names=("head_pitch", "head_roll"), weight=1.0):
    """A mixer that looks aside for a second while another source moves the head."""
    mixer = Mixer([Layer("gaze", "over", looks=True), head_layer])
    rows = np.tile([0.2, -0.1, 0.3, 0.05], (200, 1))
    mixer.accept("gaze", make_track(-1_000_000_000, 100.0, GAZE, rows))
    t_s = np.arange(100) * 0.01
    moved = 0.25 * np.sin(2 * np.pi * t_s)[:, None] * np.ones(len(names))
    mixer.accept(head_layer.source, make_track(0, 100.0, names, moved, weight=weight))
    return mixer


def seen(values):
    direction = (values[index("gaze_yaw")], values[index("gaze_pitch")])
    for part in ("head", "torso"):
        yaw, pitch, roll = values[columns([f"{part}_{axis}" for axis in ("yaw", "pitch", "roll")])]
        direction = from_head(direction, (yaw, pitch), roll)
    return direction


@pytest.mark.parametrize("part", ["head", "torso"])
@pytest.mark.parametrize("kind", ["add", "over"])
def test_gaze_stays_in_space_while_others_nod_and_lean(kind, part):
    names = [f"{part}_pitch", f"{part}_roll"]
    mixer = looking(Layer("nod", kind), names)
    at_first = seen(mixer.sample(-500 * MS))
    moved = []
    for t_ns in range(0, 1_000 * MS, 10 * MS):
        values = mixer.sample(t_ns)
        moved.append(values[columns(names)])
        assert angle_between(seen(values), at_first) < 1e-6
    assert np.ptp(moved, axis=0).min() > 0.4


def test_nothing_is_countered_where_nobody_looks():
    mixer = Mixer([Layer("gaze", "over"), Layer("nod", "add")])
    mixer.accept("gaze", make_track(0, 100.0, GAZE, np.tile([0.2, -0.1, 0.3, 0.05], (50, 1))))
    mixer.accept("nod", make_track(0, 100.0, ["head_pitch"], np.full((50, 1), 0.2)))
    assert mixer.sample(300 * MS)[index("gaze_pitch")] == pytest.approx(-0.1)


def test_eyes_are_countered_as_far_as_the_gaze_has_begun():
    mixer = Mixer([Layer("gaze", "over", ramp_s=0.2, looks=True), Layer("lean", "add")])
    mixer.accept("lean", make_track(0, 100.0, ["head_yaw"], np.full((100, 1), 0.4)))
    mixer.sample(300 * MS)
    mixer.accept("gaze", make_track(300 * MS, 100.0, ["gaze_yaw", "head_yaw"], np.zeros((100, 2))))
    yaw = [mixer.sample(t_ns)[index("gaze_yaw")] for t_ns in range(300 * MS, 600 * MS, 10 * MS)]
    assert yaw[0] == pytest.approx(0.0, abs=1e-9)
    assert yaw[-1] == pytest.approx(-0.4, abs=1e-6)
    assert np.abs(np.diff(yaw)).max() < 0.04
