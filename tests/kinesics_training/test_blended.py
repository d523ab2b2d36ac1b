"""What is scored as shown is what the runtime's mouth shows."""

import numpy as np
import pytest

pytest.importorskip("torch")

from kinesics.behaviours.speech import SpeechMouth
from kinesics.inference.card import ModelCard
from kinesics.inference.hull_file import load_hull
from kinesics.inference.loader import open_stepper
from kinesics.signals import Speech
from kinesics_app.character import front_end
from kinesics_models import model_folder
from kinesics_training.blended import blended
from kinesics_training.net import LOOKAHEADS
from kinesics_training.runners import dated, onnx


@pytest.mark.parametrize("head", range(len(LOOKAHEADS)))
def test_the_runner_shows_what_the_runtime_shows(head):
    card = ModelCard.load(model_folder("speech_face"))
    hull = load_hull(card)
    sound = np.random.default_rng(0).normal(0.0, 0.1, 16_000).astype(np.float32)
    mouth = SpeechMouth(
        open_stepper(card, "onnxruntime"),
        front_end(card),
        card.channels,
        card.lookaheads_ms,
        10 * LOOKAHEADS[head],
        hull,
    )
    shown = mouth.feed(Speech(0, 0, 16_000, sound)).values[LOOKAHEADS[head] :]
    runner = blended(onnx(card.folder / card.file("onnxruntime").path), hull)
    scored = dated(runner(front_end(card).push(sound)), head)
    np.testing.assert_allclose(scored, shown, atol=1e-6)
