"""What int8 costs at the joints, against the float network: its golden rows are in every model."""

from pathlib import Path

import numpy as np
import pytest

from kinesics.inference.card import ModelCard
from kinesics.inference.golden import load_golden, play
from kinesics.inference.loader import open_stepper
from kinesics.motion import channels
from kinesics.rig.load import load_rig
from kinesics_models import model_folder
from kinesics_training import joint_space
from kinesics_training.known_phones import load

RIG = load_rig("humanoid")
CARD = ModelCard.load(model_folder("speech_face"))


def posed(rows):
    """Joint positions (T, J) of the channels (T, 23) of the network."""
    columns, poses = channels.columns(CARD.channels), []
    for row in rows:
        values = np.zeros(len(channels.CHANNELS))
        values[columns] = row
        poses.append(RIG.pose(values))
    return np.array(poses)


@pytest.mark.parametrize("backend", ["onnxruntime", "litert"])
@pytest.mark.parametrize("head", range(len(CARD.lookaheads_ms)))
def test_no_joint_of_the_mouth_is_off_by_more_than_one_sees(backend, head):
    golden = load_golden(CARD)
    made = play(open_stepper(CARD, backend), golden.inputs)["channels"]
    wanted = golden.outputs["channels"]
    ways = [
        posed(rows.reshape(len(rows), -1, len(CARD.channels))[:, head]) for rows in (made, wanted)
    ]
    for one in joint_space.differences(*ways, RIG):
        assert one.rms < 1.0, one
        assert one.p99 < 3.0, one


def test_the_command_hears_what_the_runtime_hears_and_finds_nothing_in_the_same_file():
    spoken = load(Path(__file__).with_name("known_phones"))[:1]
    content = CARD.read(CARD.file("onnxruntime"))
    found = joint_space.compared(content, RIG, spoken)
    assert set(found) == {"onnxruntime", "litert"}
    assert all(one.most == 0.0 for one in found["onnxruntime"])
    assert all(0.0 < one.rms < 1.0 for one in found["litert"])
    assert {"jaw", "upper_lip", "lower_lip", "all"} <= {one.joint for one in found["litert"]}


def test_its_table_is_one_line_a_joint():
    found = {"litert": [joint_space.Difference("jaw", 0.5, 1.25, 2.0)]}
    assert "| jaw | 0.50 | 1.25 | 2.0 |" in joint_space.table(found)
