"""Eyes and head as the firmware plays them: eyes first, and steady while the head moves."""

from dataclasses import replace

import numpy as np
import pytest

from kinesics.behaviours.gaze import Gaze
from kinesics.motion.direction import angle_between, from_head
from kinesics.motion.mixer import Layer
from kinesics.motion.track import make_track
from kinesics.rig.look_at import direction_to
from kinesics.rig.sight import sight_of
from kinesics.signals import GazeShift, HeadCue, Target

MS = 1_000_000
ONE_AXIS_LESS = ("gaze_pitch", "vergence")
PLACE = (1.0, 0.2, 1.1)
JOINTS = ("left_eye_yaw", "right_eye_yaw", "left_eye_pitch", "neck_yaw", "neck_pitch", "neck_roll")


class Nodding:
    """Bows and leans for as long as it is told."""

    name = "nodding"

    def feed(self, packet):
        if not isinstance(packet, HeadCue):
            return None
        t_s = np.arange(0.0, packet.times, 0.01)
        fade = np.minimum(np.minimum(t_s / 0.5, (packet.times - t_s) / 0.5), 1.0)
        bow = 0.15 * fade * np.sin(2 * np.pi * 1.5 * t_s)
        lean = 0.10 * fade * np.sin(2 * np.pi * 0.8 * t_s)
        rows = np.stack([bow, lean], axis=1)
        return make_track(packet.t_ns, 100.0, ["head_pitch", "head_roll"], rows)


@pytest.fixture
def show(stage, humanoid):
    gaze = Gaze(sight_of(humanoid), seed=3)
    layers = [Layer("gaze", "over", ramp_s=0.08, looks=True), Layer("nodding", "add")]
    return stage([gaze, Nodding()], layers=layers)


def seen(playback, rig):
    """Directions (yaw, pitch) of gaze and head, (N,) each, when each servo is there, at 1 kHz."""
    angles = {}
    for name in JOINTS:
        joint = rig.index(name)
        lag = round(rig.joints[joint].lag_s * playback.rate_hz)
        angles[name] = np.roll(playback.played[:, joint], lag)
    yaw = 0.5 * (angles["left_eye_yaw"] + angles["right_eye_yaw"])
    head = list(zip(angles["neck_yaw"], angles["neck_pitch"], strict=True))
    eyes = zip(yaw, angles["left_eye_pitch"], strict=True)
    gaze = [
        from_head(eye, turned, roll)
        for eye, turned, roll in zip(eyes, head, angles["neck_roll"], strict=True)
    ]
    return gaze, head, yaw


def test_fixation_is_within_3_degrees_while_the_head_nods_and_leans(show, humanoid):
    show.run(20)
    begins_ns = show.tick_ns + 400 * MS
    show.tick([GazeShift(begins_ns, PLACE, "head", "look")])
    show.run(100)
    nods_ns = show.tick_ns + 400 * MS
    show.tick([HeadCue(nods_ns, "a", "nod", 1.0, 4)])
    show.run(480)
    playback = show.finish()
    gaze, head, _ = seen(playback, humanoid)
    during = (playback.t_ns > nods_ns + 100 * MS) & (playback.t_ns < nods_ns + 3_900 * MS)
    rows = np.flatnonzero(during)[::5]
    there = [direction_to(sight_of(humanoid), PLACE, 0.0, head[row])[:2] for row in rows]
    errors = np.degrees([angle_between(gaze[row], at) for row, at in zip(rows, there, strict=True)])
    assert np.ptp([head[row][1] for row in rows]) > 0.25
    assert errors.max() < 3.0
    assert np.sqrt(np.mean(errors**2)) < 1.2


def test_eyes_lead_the_head_by_as_much_as_people_s_do(show, humanoid):
    show.run(20)
    begins_ns = show.tick_ns + 400 * MS
    show.tick([GazeShift(begins_ns, (1.0, 0.75, 1.0), "head", "look")])
    show.run(180)
    playback = show.finish()
    _, head, eye = seen(playback, humanoid)
    yaw = np.array([one[0] for one in head])
    since = playback.t_ns > begins_ns - 50 * MS
    fast = np.abs(np.diff(eye)) * 1e3 > np.radians(30.0)
    turns = np.abs(np.diff(yaw)) * 1e3 > np.radians(5.0)
    lead_ms = np.flatnonzero(turns & since[1:])[0] - np.flatnonzero(fast & since[1:])[0]
    assert 50 <= lead_ms <= 140


def test_lids_follow_the_eyes_down_and_up(show, humanoid):
    lid = humanoid.index("left_upper_lid")
    show.run(20)
    begins_ns = show.tick_ns + 400 * MS
    show.tick([GazeShift(begins_ns, (1.0, 0.0, 0.72), "eyes", "look")])
    show.run(150)
    up_ns = show.tick_ns + 400 * MS
    show.tick([GazeShift(up_ns, (1.0, 0.0, 1.2), "eyes", "look")])
    show.run(150)
    playback = show.finish()
    down = playback.played[np.searchsorted(playback.t_ns, up_ns) - 100, lid]
    assert down > 0.05
    assert playback.played[-600, lid] < -0.03


def test_somebody_who_is_seen_late_is_followed_without_a_jump(show, humanoid, assert_limits):
    show.run(20)
    show.tick([GazeShift(show.tick_ns + 400 * MS, "person:a", "head", "look")])
    for n in range(400):
        place = (1.5, 0.4 * np.sin(0.02 * n), 1.1)
        seen_ns = show.tick_ns - 60 * MS
        show.tick([Target(seen_ns, "person:a", place, 0.9, 1.0)] if n % 4 == 0 else [])
    show.run(20)
    playback = show.finish()
    assert_limits(playback)
    gaze, _, _ = seen(playback, humanoid)
    yaw = np.array(gaze)[1500:-400, 0]
    assert np.ptp(yaw) == pytest.approx(2 * np.arctan(0.4 / 1.44), rel=0.2)
    assert np.abs(np.diff(yaw)).max() * 1e3 < np.radians(300.0)


def test_a_robot_whose_eyes_only_turn_looks_up_and_down_with_its_head(humanoid, stage):
    joints = [
        replace(one, drives=tuple(d for d in one.drives if d.channel not in ONE_AXIS_LESS))
        for one in humanoid.joints
    ]
    rig = replace(humanoid, joints=tuple(joints))
    show = stage([Gaze(sight_of(rig), seed=3)], layers=[Layer("gaze", "over", looks=True)], rig=rig)
    show.run(20)
    show.tick([GazeShift(show.tick_ns + 400 * MS, (1.0, 0.3, 0.7), "head", "look")])
    show.run(200)
    playback = show.finish()
    assert np.ptp(playback.played[:, rig.index("left_eye_yaw")]) > np.radians(3.0)
    assert np.ptp(playback.played[:, rig.index("left_eye_pitch")]) == 0.0
    gaze, head, _ = seen(playback, rig)
    yaw, pitch, _ = direction_to(sight_of(rig), (1.0, 0.3, 0.7), 0.0, head[-200])
    assert np.degrees(angle_between(gaze[-200], (yaw, pitch))) < 4.0
