import hashlib

import numpy as np
import pytest

from kinesics.errors import ModelError
from kinesics_models import model_folder
from kinesics_training.lips.channels import CHANNELS

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib

FOLDER = model_folder("speech_face")


@pytest.fixture(scope="module")
def card():
    return tomllib.loads((FOLDER / "card.toml").read_text(encoding="utf-8"))


def test_the_card_names_what_the_training_made(card):
    assert card["channels"] == list(CHANNELS)
    assert card["lookaheads_ms"] == [0, 40, 80, 120, 200]
    assert card["parameters"] <= 850_000


def test_both_files_are_small_and_are_the_ones_on_the_card(card):
    assert {file["backend"] for file in card["files"]} == {"onnxruntime", "litert"}
    for file in card["files"]:
        content = (FOLDER / file["path"]).read_bytes()
        assert len(content) == file["bytes"] < 1_000_000
        assert hashlib.sha256(content).hexdigest() == file["sha256"]


def test_the_card_reports_every_way_and_look_ahead(card):
    for way in ("fp32", "onnxruntime", "litert"):
        assert all(len(values) == 5 for values in card["accuracy"][way]["lips"].values())
        assert len(card["accuracy"][way]["jaw"]["r"]) == 5


def test_goldens_are_weights_over_speech_that_moves(card):
    golden = np.load(FOLDER / "golden.npz")
    steps = card["golden"]["steps"]
    assert golden["logmel"].shape == (steps, card["features"]["mels"])
    assert golden["channels"].shape == (steps, 5, len(CHANNELS))
    assert golden["channels"].min() >= 0.0
    assert golden["channels"].max() <= 1.0
    assert np.ptp(golden["channels"][:, 2, CHANNELS.index("jawOpen")]) > 0.2


def test_an_unknown_model_is_refused_with_the_names_that_exist():
    with pytest.raises(ModelError, match="speech_face"):
        model_folder("nonsense")
