"""A gesture file says what is wrong with it, and what would be right."""

import pytest

from kinesics.errors import GestureError
from kinesics.gesture.read import called, load_gesture, read_gesture, shipped
from kinesics.table import Table

POSE = {"phase": "stroke", "at_s": 0.5, "hand": {"to": [0.5, 0.0, 0.0]}}
GESTURE = {
    "schema": 1,
    "name": "test",
    "class": "beat",
    "summary": "a test",
    "arms": "one",
    "poses": [POSE],
}


def _read(**changes):
    return read_gesture(Table("test.toml: ", {**GESTURE, **changes}, GestureError))


def test_the_least_that_is_a_gesture():
    gesture = _read()
    assert gesture.stroke_s == 0.5
    assert gesture.poses[0].hands["lead"].to == (0.5, 0.0, 0.0)
    assert not gesture.aims


def test_both_hands_do_alike_unless_the_other_is_told():
    poses = [{**POSE, "other": {"to": [0.3, 0.1, 0.0]}}]
    assert _read(arms="both").poses[0].hands["other"].to == (0.5, 0.0, 0.0)
    assert _read(arms="both", poses=poses).poses[0].hands["other"].to == (0.3, 0.1, 0.0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"class": "dance"}, "one of beat, deictic"),
        ({"poses": [{**POSE, "phase": "hold"}]}, "no pose of phase 'stroke'"),
        ({"poses": [POSE, POSE]}, "rising times"),
        ({"poses": [{**POSE, "hand": {"to": [9, 0, 0]}}]}, "-1.2 to 1.2"),
        ({"poses": [{**POSE, "hand": {"to": [0, 0, 0], "palm": "sideways"}}]}, "words of front"),
        ({"poses": [{**POSE, "hand": {"to": [0, 0, 0], "palm": "up-down"}}]}, "cancel out"),
        ({"poses": [{**POSE, "body": {"jawOpen": 0.2}}]}, "no channel of torso or head"),
        ({"poses": [{**POSE, "body": {"head_pich": 0.2}}]}, "head_pitch"),
        ({"sizes": [1.1, 1.2]}, "with 1 between them"),
        ({"colour": "red"}, "unknown key 'colour'"),
    ],
)
def test_every_mistake_is_named(changes, said):
    with pytest.raises(GestureError, match=said):
        _read(**changes)


def test_an_unknown_name_gets_its_nearest():
    with pytest.raises(GestureError, match="wave"):
        shipped("wav")
    with pytest.raises(GestureError, match="greet"):
        called("greeet")


def test_a_file_of_ones_own_is_read_by_its_path(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        'schema = 1\nname = "mine"\nclass = "beat"\nsummary = "mine"\narms = "one"\n'
        '[[poses]]\nphase = "stroke"\nat_s = 0.4\nhand = { to = [0.5, 0.0, 0.0] }\n'
    )
    assert shipped(str(path)).name == "mine"
    path.write_text("not toml")
    with pytest.raises(GestureError, match="not a readable gesture file"):
        load_gesture(path)
