"""A face keeps its id while it is there, wherever camera and others move."""

from math import atan2, hypot

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics.vision.face_tracks import LOST_S, FaceTracks
from kinesics.vision.mount import Sight

FRAME_NS = 66_666_667
HERE = np.zeros(3)


def sight(x, y, z=0.0, confidence=0.9, from_m=HERE):
    to = np.array((x, y, z)) - from_m
    away = float(np.linalg.norm(to))
    return Sight(from_m, to / away, away, confidence)


def told(tracks, frames):
    """What each picture's faces are told as."""
    return [tracks.see(1 + n * FRAME_NS, faces) for n, faces in enumerate(frames)]


def test_a_face_is_told_from_its_third_picture_on_and_believed_more_and_more():
    answers = told(FaceTracks(), [[sight(1.5, 0.2)]] * 12)
    assert [len(one) for one in answers] == [0, 0] + [1] * 10
    sure = [one[0].confidence for one in answers[2:]]
    assert sure == sorted(sure)
    assert sure[0] == pytest.approx(0.9 * 3 / 8)
    assert sure[-1] == pytest.approx(0.9)
    assert answers[-1][0].id.startswith("person:")
    assert answers[-1][0].position_m == pytest.approx((1.5, 0.2, 0.0))
    assert answers[-1][0].t_ns == 1 + 11 * FRAME_NS


def test_what_is_a_face_in_one_picture_alone_is_told_to_nobody():
    frames = [[sight(1.5, 0.2)] if n % 9 == 0 else [] for n in range(100)]
    assert not any(told(FaceTracks(), frames))


def test_two_who_cross_at_different_distances_keep_their_ids():
    frames = [
        [sight(1.0, 0.5 - 0.02 * n), sight(2.5, -0.5 + 0.02 * n)][:: 1 if n % 2 else -1]
        for n in range(60)
    ]
    answers = told(FaceTracks(), frames)
    nearer = {min(one, key=lambda face: face.position_m[0]).id for one in answers[3:]}
    farther = {max(one, key=lambda face: face.position_m[0]).id for one in answers[3:]}
    assert len(nearer) == len(farther) == 1
    assert nearer != farther


def test_a_blink_of_the_detector_loses_nobody_and_a_long_absence_does():
    there, gone = [[sight(1.5, 0.0)]], [[]]
    answers = told(FaceTracks(), there * 6 + gone * 15 + there * 3 + gone * 30 + there * 6)
    ids = [one[0].id for one in answers if one]
    assert len(set(ids)) == 2
    assert ids[0] == answers[21][0].id  # after a second
    assert ids[-1] != ids[0]
    assert LOST_S == 1.5


def test_a_camera_that_moves_sees_a_still_face_in_its_place():
    frames = [
        [sight(1.5, 0.3, from_m=np.array((0.0, 0.1 * np.sin(n / 4), 0.0)))] for n in range(40)
    ]
    answers = told(FaceTracks(), frames)[2:]
    assert len({one[0].id for one in answers}) == 1
    assert all(one[0].position_m == pytest.approx((1.5, 0.3, 0.0), abs=1e-6) for one in answers)


def test_pictures_that_come_again_or_late_tell_nothing():
    tracks = FaceTracks()
    told(tracks, [[sight(1.5, 0.0)]] * 5)
    assert tracks.see(1 + 4 * FRAME_NS, [sight(1.5, 0.0)]) == []
    assert tracks.see(5, [sight(1.5, 0.0)]) == []
    assert len(tracks.see(1 + 5 * FRAME_NS, [sight(1.5, 0.0)])) == 1


@given(st.integers(0, 10_000), st.floats(0.3, 4.0), st.floats(-1.5, 1.5))
def test_a_still_face_is_one_still_target_whatever_the_distance_seems(seed, distance_m, y):
    random, tracks = np.random.default_rng(seed), FaceTracks()
    ids, ways = set(), []
    for n in range(45):
        noisy = sight(distance_m, y)._replace(
            distance_m=hypot(distance_m, y) * random.uniform(0.85, 1.2)
        )
        for face in tracks.see(1 + n * FRAME_NS, [noisy]):
            ids.add(face.id)
            ways.append(atan2(face.position_m[1], face.position_m[0]))
    assert len(ids) == 1
    assert np.ptp(ways) < 1e-6


POINTS = st.tuples(st.floats(-3, 3), st.floats(-3, 3), st.floats(-1, 2), st.floats(0, 1)).filter(
    lambda one: hypot(*one[:3]) > 0.05
)


@given(st.lists(st.tuples(st.integers(0, 300_000_000), st.lists(POINTS, max_size=20)), max_size=30))
def test_whatever_is_seen_each_id_is_told_once_a_picture_and_is_near_what_was_seen(pictures):
    tracks, t_ns = FaceTracks(), 1
    for later_ns, points in pictures:
        t_ns += later_ns
        faces = tracks.see(t_ns, [sight(*point) for point in points])
        assert len({face.id for face in faces}) == len(faces) <= 16
        for face in faces:
            assert 0.0 <= face.confidence <= 1.0
            way = np.array(face.position_m) / np.linalg.norm(face.position_m)
            assert any(way @ sight(*point).way > 1.0 - 1e-9 for point in points)
