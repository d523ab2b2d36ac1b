"""Gestures and recordings of somebody's own folder go before what is shipped."""

import numpy as np
import pytest

from kinesics.errors import GestureError
from kinesics.gesture.clip import Clip, write_clip
from kinesics.gesture.own import with_own
from kinesics.gesture.read import collection

CLIP = Clip("my dance", "a dance", ("head_yaw",), np.array([0.0, 1.0]), np.array([[0.0], [0.2]]))


def gesture(name, concepts=(), words=(), kind="emblem", phase="stroke"):
    return (
        f'schema = 1\nname = "{name}"\nclass = "{kind}"\nsummary = "mine"\narms = "one"\n'
        f"concepts = {[*concepts]}\nwords = {[*words]}\n"
        f'[[poses]]\nphase = "{phase}"\nat_s = 0.6\nhand = {{ to = [0.5, 0.0, 0.1] }}\n'
    )


def test_own_ones_join_what_is_shipped_and_go_before_it(tmp_path):
    (tmp_path / "a.toml").write_text(gesture("my_wave", ["shrug", "greet"], ["huge"]))
    (tmp_path / "b.toml").write_text(gesture("bow"))
    (tmp_path / "c.toml").write_text(write_clip(CLIP))
    (tmp_path / "notes.txt").write_text("no gesture")
    shipped, own = collection(), with_own(tmp_path)
    gone = {"respect", "apologise"}  # of the bow whose place is taken
    assert {*own.concepts} == {*shipped.concepts, "my_wave", "my dance"} - gone
    assert own.called("greet").name == "my_wave" != shipped.called("greet").name
    assert own.called("my_wave") is own.called("shrug") is own.by_word["huge"]
    assert own.called("bow").summary == "mine"
    assert own.called("point") is shipped.called("point")
    assert [*own.clips] == ["my dance"]
    own.demand("my dance")
    with pytest.raises(GestureError, match="no gesture 'my dnce'; nearest"):
        own.demand("my dnce")


def test_no_folder_is_what_is_shipped():
    assert with_own(None) is collection()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, r"has 0 \.toml; wanted 1 to"),
        ({"a": "not toml ["}, "not a readable gesture file"),
        ({"a": gesture("one"), "b": gesture("one")}, "has two of the name 'one'"),
        ({"a": gesture("x" * 65)}, "wanted 1 to 64 letters"),
        ({"a": gesture("stand", kind="posture", phase="hold")}, "'stand' is a posture"),
        ({"a": write_clip(CLIP).replace("head_yaw", "head_yow")}, "head_yow"),
        ({"a": write_clip(CLIP).replace("[1.0, 0.2]", "[121.0, 0.2]")}, "wanted 120 s at most"),
    ],
)
def test_a_folder_that_cannot_be_used_says_why(tmp_path, files, said):
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text)
    with pytest.raises(GestureError, match=said):
        with_own(tmp_path)


def test_a_folder_that_is_none_is_told(tmp_path):
    with pytest.raises(GestureError, match="is no folder"):
        with_own(tmp_path / "nowhere")
