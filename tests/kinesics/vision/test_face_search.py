"""A face is found wherever it is in a picture, at what sizes, and told where its eyes are."""

from math import degrees, hypot

import numpy as np
import pytest

from kinesics.motion.direction import angle_between
from kinesics.vision.face_search import FaceSearch
from kinesics.vision.face_watch import FaceWatch
from kinesics.vision.lens import EYES_APART_M, Lens

EYES_APART_PX = 43.0
WIDTH_RAD = 1.05
SIZE = (640, 480)


@pytest.fixture
def search(network):
    return FaceSearch(network)


def apart_px(face):
    (a, b), (c, d) = face.eyes
    return hypot(a - c, b - d)


def off_px(face, at):
    (a, b), (c, d) = face.eyes
    return hypot(0.5 * (a + c) - at[0], 0.5 * (b + d) - at[1])


@pytest.mark.parametrize("scale", [2.0, 1.0, 0.6, 0.4, 0.33])
@pytest.mark.parametrize("at", [(320, 240), (120, 150), (520, 330)])
def test_a_face_is_found_at_any_place_and_its_eyes_are_where_they_are(search, scene, scale, at):
    (face,) = search.find(scene(scale, at), thoroughly=True)
    assert off_px(face, at) < 4.0 * scale + 1.0
    assert apart_px(face) == pytest.approx(EYES_APART_PX * scale, rel=0.15)


@pytest.mark.parametrize("turned_deg", [-20.0, -10.0, 10.0, 20.0])
def test_a_face_that_leans_is_found(search, scene, turned_deg):
    (face,) = search.find(scene(0.8, (300, 200), turned_deg=turned_deg), thoroughly=True)
    assert apart_px(face) == pytest.approx(EYES_APART_PX * 0.8, rel=0.15)


def test_noise_and_darkness_hide_no_face(search, scene):
    random = np.random.default_rng(7)
    picture = scene(0.8, (300, 200)).astype(float)
    for worse in (picture + random.normal(0.0, 20.0, picture.shape), 0.2 * picture):
        (face,) = search.find(np.clip(worse, 0, 255).astype(np.uint8), thoroughly=True)
        assert off_px(face, (300, 200)) < 5.0


def test_two_faces_are_two(search, scene):
    picture = scene(0.6, (470, 260), onto=scene(0.8, (160, 220)))
    found = sorted(search.find(picture, thoroughly=True), key=lambda face: face.eyes[0][0])
    assert len(found) == 2
    assert off_px(found[0], (160, 220)) < 5.0
    assert off_px(found[1], (470, 260)) < 5.0


def test_there_is_no_face_in_noise_nor_in_nothing(search):
    random = np.random.default_rng(3)
    for picture in (
        random.integers(0, 256, (480, 640, 3), dtype=np.uint8),
        np.full((480, 640, 3), 128, np.uint8),
        np.zeros((720, 1280, 3), np.uint8),
    ):
        assert search.find(picture, thoroughly=True) == []


def test_looking_at_parts_in_turn_finds_what_all_of_them_would_within_half_a_second(search, scene):
    picture = scene(0.36, (110, 330))
    looks = next(n for n in range(1, 20) if search.find(picture))
    assert looks <= 8  # of 15 a second
    (face,) = search.find(picture)  # and from then on in every picture
    assert off_px(face, (110, 330)) < 3.0


def test_a_face_that_went_is_not_seen_any_more(search, scene):
    assert search.find(scene(0.8, (300, 200)))
    assert search.find(np.full((480, 640, 3), 90, np.uint8)) == []


def test_pictures_of_other_sizes_may_follow_each_other(search, scene):
    for size in ((640, 480), (1280, 720), (320, 240), (480, 640), (128, 128), (40, 900)):
        at = (size[0] // 2, size[1] // 2)
        picture = scene(0.8 if min(size) > 100 else 0.1, at, size=size)
        faces = search.find(picture, thoroughly=True)
        assert len(faces) == (min(size) > 100)


def test_a_large_picture_is_told_in_its_own_pixels(search, scene):
    (face,) = search.find(scene(6.0, (2500, 1500), size=(5472, 3648)), thoroughly=True)
    assert off_px(face, (2500, 1500)) < 30.0
    assert apart_px(face) == pytest.approx(6.0 * EYES_APART_PX, rel=0.15)


def test_direction_and_distance_over_many_moves_are_what_the_page_says(network, scene):
    random, watch = np.random.default_rng(0), FaceWatch(FaceSearch(network), WIDTH_RAD)
    lens, found, ways, distances = Lens.of_width(WIDTH_RAD, SIZE), 0, [], []
    for _ in range(40):
        scale = float(random.uniform(0.4, 1.6))
        at = (float(random.uniform(130, 510)), float(random.uniform(130, 350)))
        picture = scene(scale, at, turned_deg=float(random.uniform(-12, 12)))
        noisy = picture + random.normal(0.0, 8.0, picture.shape)
        dimmed = np.clip(random.uniform(0.4, 1.0) * noisy, 0, 255).astype(np.uint8)
        seen = watch.look(dimmed, thoroughly=True)
        if not seen:
            continue
        found += 1
        way = lens.direction(*at)
        ways.append(degrees(angle_between((seen[0].yaw_rad, seen[0].pitch_rad), way)))
        true_m = EYES_APART_M * lens.focal_px[0] / (EYES_APART_PX * scale)
        distances.append(abs(seen[0].distance_m / true_m - 1.0))
    assert found >= 38
    assert np.median(ways) < 0.5
    assert max(ways) < 1.5
    assert np.percentile(distances, 90) < 0.15
