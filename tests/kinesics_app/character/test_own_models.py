"""Somebody's own networks do the work of the shipped ones, and those of other kinds are refused."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from kinesics.behaviours.gesture_sense import GestureSense
from kinesics.conversation.attention import Attention
from kinesics.errors import ModelError
from kinesics.rig.load import load_rig
from kinesics_app.character.casting import Casting
from kinesics_app.character.character import cast
from kinesics_app.character.own_card import own_card, own_models
from kinesics_app.demo import HELLO
from kinesics_app.performance.perform import Request, perform
from kinesics_app.settings.run_request import RunRequest
from kinesics_models import model_folder

NAMES = ("gaze", "speech_gesture", "speech_face")


@pytest.fixture
def own(tmp_path):
    """`own(name)`: a copy of a shipped network; `own(name, old, new)`: with another card."""

    def copied(name, old="", new=""):
        folder = tmp_path / f"my_{name}"
        shutil.copytree(model_folder(name), folder)
        card = folder / "card.toml"
        text = card.read_text()
        assert old in text
        card.write_text(text.replace(old, new, 1))
        return str(folder)

    return copied


@pytest.mark.parametrize("name", NAMES)
def test_the_card_is_that_of_the_folder(own, name):
    assert own_card(name, "").folder == model_folder(name)
    folder = own(name, 'version = "', 'version = "9')
    assert str(own_card(name, folder).folder) == folder
    assert own_card(name, folder).version.startswith("9")


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("gaze", 'role = "gaze"', 'role = "nose"', "role of its card is nose; wanted gaze"),
        ("gaze", '"warmth", "energy"', '"energy", "warmth"', "features of its card"),
        ("gaze", "lead_steps = 8", "lead_steps = 4", "features of its card"),
        ("gaze", "rate_hz = 25", "rate_hz = 50", "rate_hz of its card is 50.0; wanted 25.0"),
        ("speech_gesture", "rate_hz = 25", "rate_hz = 20", "rate_hz of its card is 20.0"),
        ("speech_face", 'role = "speech_face"', 'role = "gaze"', "wanted speech_face"),
    ],
)
def test_a_network_that_hears_or_says_something_else_is_refused(own, name, old, new, said):
    with pytest.raises(ModelError, match=said):
        own_card(name, own(name, old, new))


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_network_of_another_kind_is_refused_by_a_whole_character(name):
    other = NAMES[NAMES.index(name) - 1]
    wanted = Casting(80, "auto", 0, models={name: str(model_folder(other))})
    with pytest.raises(ModelError, match=f"as of {name}"):
        cast(load_rig("humanoid"), wanted)


@pytest.mark.parametrize("request_of", [lambda **how: Request(HELLO, **how), RunRequest])
def test_a_network_for_a_gaze_that_rules_decide_is_no_network_in_vain(own, request_of):
    folder = own("gaze")
    with pytest.raises(ModelError, match="gaze is 'rules', which use no network; wanted gaze 'n"):
        own_models(request_of(gaze="rules", gaze_model=folder))
    assert own_models(request_of(gaze="network", gaze_model=folder))["gaze"] == folder
    assert own_models(request_of(gaze="rules"))["gaze"] == ""


@pytest.mark.parametrize("name", ["gaze", "speech_gesture"])
def test_one_of_somebody_s_own_that_cannot_be_opened_leaves_no_rules_in_its_place(own, name):
    folder = own(name)
    for path in Path(folder).glob("*.int8.*"):
        path.write_bytes(b"harmed")
    with pytest.raises(ModelError, match="the card says"):
        cast(load_rig("humanoid"), Casting(80, "auto", 0, models={name: folder}))


def test_who_hears_by_them_is_the_same_as_ever(own):
    models = {name: own(name) for name in ("gaze", "speech_gesture")}
    made = cast(load_rig("humanoid"), Casting(80, "auto", 0, models=models))
    assert {Attention, GestureSense} <= {type(one) for one in made.analysers}


def test_a_copy_of_the_shipped_ones_performs_the_same_bytes(own):
    folders = {
        "gaze_model": own("gaze"),
        "gesture_model": own("speech_gesture"),
        "mouth_model": own("speech_face"),
    }
    one, other = perform(Request(HELLO)), perform(Request(HELLO, **folders))
    assert str(other.character.model.folder) == folders["mouth_model"]
    np.testing.assert_array_equal(one.take.sent, other.take.sent)
