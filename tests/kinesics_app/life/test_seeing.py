"""Faces that a life's camera sees: one still target each, wherever the head turns meanwhile."""

from math import asin, atan2, degrees, hypot, pi

import numpy as np
import pytest

from kinesics.errors import IntentError
from kinesics.motion.direction import angle_between, from_head
from kinesics.signals import SeenFace
from kinesics.vision.mount import AHEAD, Mount
from kinesics_app.robot import Robot

LATE_S = 0.06  # from taking a picture until what is in it is told
PICTURE_S = 1.0 / 15.0
NECK = {"neck_yaw": "head_yaw", "neck_pitch": "head_pitch", "neck_roll": "head_roll"}
WAIST = {"waist_yaw": "torso_yaw", "waist_pitch": "torso_pitch", "waist_roll": "torso_roll"}


class Camera:
    """The twin's: its head is where its joints were played, not where anybody planned it."""

    def __init__(self, robot):
        self.robot = robot
        self.rig = robot.link.life.rig
        self.mount = Mount(self.rig)
        self.t_ns, self.played = np.empty(0), np.empty((0, len(self.rig.joints)))

    def joint(self, name, t_ns):
        """Where a joint is seen to be."""
        trace = self.robot.link.device.trace()  # since the last call
        self.t_ns = np.concatenate((self.t_ns, trace.t_ns))
        self.played = np.concatenate((self.played, trace.played))
        column = self.rig.index(name)
        shown_ns = t_ns - round(self.rig.joints[column].lag_s * 1e9)
        return float(np.interp(shown_ns, self.t_ns, self.played[:, column]))

    def turned(self, t_ns):
        angles = {channel: self.joint(name, t_ns) for name, channel in {**NECK, **WAIST}.items()}
        return AHEAD._replace(**angles)

    def sees(self, point_m, t_ns):
        axes = [SeenFace(0, 0, 1, 1), SeenFace(0.5 * pi, 0, 1, 1), SeenFace(0, -0.5 * pi, 1, 1)]
        placed = self.mount.placed(axes, self.turned(t_ns))
        x, y, z = np.array([one.way for one in placed]) @ (np.array(point_m) - placed[0].from_m)
        return atan2(y, x), -atan2(z, hypot(x, y)), float(np.linalg.norm((x, y, z))), 0.9


def watch(robot, camera, point_m, seconds):
    """Where the life believes its faces, picture by picture, as ids and how far off [deg]."""
    found = []
    for _ in range(round(seconds / PICTURE_S)):
        robot.wait(PICTURE_S)
        taken_ns = robot.link.now_ns() - round(LATE_S * 1e9)
        robot.faces([camera.sees(point_m, taken_ns)], taken_ns)
        present = robot.link.life.around.seeing.present
        found += [(face.id, off_deg(camera.rig, face.position_m, point_m)) for face in present]
    return found


def off_deg(rig, place_m, point_m):
    ways = []
    for point in (place_m, point_m):
        x, y, z = np.array(point) - rig.eyes.neck_m
        ways.append((atan2(y, x), -asin(z / hypot(x, y, z))))
    return degrees(angle_between(*ways))


def test_a_still_face_seen_by_a_turning_head_is_one_still_target():
    face_m = (1.2, 0.25, 1.05)
    with Robot.twin() as robot:
        robot.wait(0.5)
        camera = Camera(robot)
        found = []
        for yaw in (0.5, -0.5, 0.2, -0.6, 0.6):
            robot.look_at(yaw, 0.1, style="head")
            found += watch(robot, camera, face_m, 1.6)
        neck = camera.played[:, camera.rig.index("neck_yaw")]
        assert np.ptp(neck) > 0.7  # so it did turn, and fast
        assert np.abs(np.diff(neck)).max() * 1000.0 > 1.0
    assert len(found) > 100
    assert len({ident for ident, _ in found}) == 1
    assert max(off for _, off in found) < 1.5


def test_the_robot_looks_at_the_face_it_sees_and_away_once_that_is_gone():
    face_m = (1.0, -0.5, 1.1)
    with Robot.twin() as robot:
        robot.be("listening")
        robot.wait(0.5)
        camera = Camera(robot)
        watch(robot, camera, face_m, 8.0)
        begun_ns = robot.link.now_ns()
        watch(robot, camera, face_m, 6.0)
        offs = gaze_off_deg(robot, camera, face_m, begun_ns)
        assert np.median(offs) < 4.0  # it looks about on the face
        robot.faces([])
        robot.wait(20.0)
        assert robot.link.life.around.seeing.present == []
        robot.be("idle")
        begun_ns = robot.link.now_ns()
        robot.wait(10.0)
        assert np.median(gaze_off_deg(robot, camera, face_m, begun_ns)) > 10.0


def gaze_off_deg(robot, camera, point_m, begun_ns):
    """How far from a point its eyes look, as played [deg]."""
    offs = []
    for t_ns in range(begun_ns, robot.link.now_ns() - 100_000_000, 50_000_000):
        turned = camera.turned(t_ns)
        eyes = (camera.joint("left_eye_yaw", t_ns), camera.joint("left_eye_pitch", t_ns))
        head = (turned.torso_yaw + turned.head_yaw, turned.torso_pitch + turned.head_pitch)
        way = from_head(eyes, head, turned.head_roll)
        (here,) = camera.mount.placed([SeenFace(0, 0, 1, 1)], turned)
        x, y, z = np.array(point_m) - here.from_m
        offs.append(degrees(angle_between(way, (atan2(y, x), -atan2(z, hypot(x, y))))))
    return offs


def test_pictures_of_another_time_are_refused_with_what_is_right():
    with Robot.twin() as robot:
        robot.wait(3.0)
        life, now_ns = robot.link.life, robot.link.now_ns()
        for t_ns, why in ((now_ns - 2_100_000_000, "2.1 s ago"), (now_ns + 10**9, "-1 s ago")):
            with pytest.raises(IntentError, match=f"faces: t_ns is {why}.*wanted 2 at most"):
                life.hear({"faces": {"seen": [], "t_ns": t_ns}}, now_ns)
        life.hear({"faces": {"seen": [], "t_ns": now_ns - 10**9}}, now_ns)
        told = robot.status()["eyes"]
        assert (told["pictures"], told["faces"]) == (1, 0)


def test_a_picture_from_before_it_lived_says_nothing_of_where_its_head_was():
    with Robot.twin() as robot:
        robot.wait(0.5)
        life, now_ns = robot.link.life, robot.link.now_ns()
        before_ns = life.loop.rows[0].t_ns + life.loop.early_ns - 1
        seen = {"yaw_rad": 0.0, "pitch_rad": 0.0, "distance_m": 1.0}
        for _ in range(4):
            life.hear({"faces": {"seen": [seen], "t_ns": before_ns}}, now_ns)
        assert life.status()["eyes"]["unplaced"] == 4
        assert life.around.seeing.present == []


@pytest.mark.parametrize("face", [(0, 0, 1), ("a", 0, 1, 1), (10**400, 0, 1, 1), 7, (0, 0, -1, 1)])
def test_what_is_no_face_is_told_to_whoever_tells_it(face):
    with Robot.twin() as robot:
        with pytest.raises(IntentError, match=r"^faces: .*wanted"):
            robot.faces([face])
        with pytest.raises(TypeError):
            robot.faces([], 1.7)
