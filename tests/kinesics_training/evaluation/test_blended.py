"""What is scored as shown is what the runtime's mouth shows."""

import numpy as np
import pytest

from kinesics.audio.logmel import LogMel, log_mel
from kinesics.behaviours.speech import SpeechMouth
from kinesics.inference.card import ModelCard
from kinesics.inference.hull_file import load_hull
from kinesics.inference.loader import open_stepper
from kinesics.signals import Speech
from kinesics_app.character.character import front_end
from kinesics_models import model_folder
from kinesics_training.evaluation.blended import blended
from kinesics_training.export.model_file import OnnxFile
from kinesics_training.lips.channels import measures
from kinesics_training.mouth import hull
from kinesics_training.mouth.lookaheads import LOOKAHEADS
from kinesics_training.mouth.runners import dated, named, of_file
from kinesics_training.peers import ours


@pytest.mark.parametrize("head", range(len(LOOKAHEADS)))
def test_the_runner_shows_what_the_runtime_shows(head):
    card = ModelCard.load(model_folder("speech_face"))
    around = load_hull(card)
    sound = np.random.default_rng(0).normal(0.0, 0.1, 16_000).astype(np.float32)
    mouth = SpeechMouth(
        open_stepper(card, "onnxruntime"),
        front_end(card),
        card.channels,
        card.lookaheads_ms,
        10 * LOOKAHEADS[head],
        around,
    )
    shown = mouth.feed(Speech(0, 0, 16_000, sound)).values[LOOKAHEADS[head] :]
    runner = blended(of_file(OnnxFile(card.folder / card.file("onnxruntime").path)), around)
    scored = dated(runner(front_end(card).push(sound)), head)
    np.testing.assert_allclose(scored, shown, atol=1e-6)


def test_what_is_scored_as_shown_leaves_the_channels_alone_as_they_were():
    made = np.random.default_rng(1).uniform(0.0, 1.0, (30, len(LOOKAHEADS), 38)).astype(np.float32)
    before = made.copy()
    shown = blended(lambda _: made)(np.zeros((30, 40), np.float32))
    np.testing.assert_array_equal(made, before)
    assert np.abs(shown - made).max() > 0.1


def test_the_comparison_has_each_file_as_shown_and_the_channels_alone():
    folder = model_folder("speech_face")
    systems = {system.label: system for system in ours.shipped(folder)}
    assert len(systems) == 2 * 2 * len(ours.COMPARED_MS)
    sound = np.random.default_rng(2).normal(0.0, 0.1, 8_000).astype(np.float32)
    logmel = log_mel(sound, LogMel())
    for backend in ("onnxruntime", "litert"):
        shown, alone = (
            systems[f"kinesics, {backend}, 80 ms, {way}"].rows([sound])[0]
            for way in ("as shown", "channels alone")
        )
        runner = systems[f"kinesics, {backend}, 80 ms, channels alone"].runner
        made, wanted = runner(logmel), blended(runner, hull.load(folder))(logmel)
        head = LOOKAHEADS.index(8)
        np.testing.assert_array_equal(alone[:, :4], measures(dated(made, head)))
        np.testing.assert_array_equal(shown[:, :4], measures(dated(wanted, head)))
        np.testing.assert_array_equal(alone[:, 4:], named(made, head))
        np.testing.assert_array_equal(shown[:, 4:], named(wanted, head))
