"""Every shipped network on every backend: sound cut in any way, and nothing from the future."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

import kinesics_models
from kinesics.audio.speech_file import load_speech, resample
from kinesics.behaviours.speech import SpeechMouth
from kinesics.inference.card import ModelCard
from kinesics.inference.golden import load_golden, play
from kinesics.inference.loader import open_stepper
from kinesics.signals import Speech, SpeechEnd
from kinesics_app.character.character import front_end
from kinesics_app.demo import HELLO
from kinesics_models import model_folder

HAS_LITERT = find_spec("ai_edge_litert") or find_spec("tflite_runtime")
FOLDERS = sorted(path.parent for path in Path(kinesics_models.__file__).parent.glob("*/card.toml"))
WAYS = [(folder, backend) for folder in FOLDERS for backend in ("onnxruntime", "litert")]
MS = 1_000_000
CHANGED_MS = 1000
LOOKAHEADS_MS = ModelCard.load(model_folder("speech_face")).lookaheads_ms


@pytest.fixture(params=WAYS, ids=lambda way: f"{way[0].name}-{way[1]}")
def network(request):
    """Card and backend of a shipped network that hears sound."""
    folder, backend = request.param
    if backend == "litert" and not HAS_LITERT:
        pytest.skip("needs kinesics[tflite]")
    return ModelCard.load(folder), backend


@pytest.fixture(scope="module")
def sound():
    """Two seconds of the shipped sentence at 16 kHz, and the same that ends in noise."""
    samples, rate_hz = load_speech(HELLO)
    one = resample(samples, rate_hz, 16_000)[:32_000]
    other = one.copy()
    rng = np.random.default_rng(0)
    other[CHANGED_MS * 16 :] = rng.uniform(-0.5, 0.5, len(one) - CHANGED_MS * 16)
    return one, other.astype(np.float32)


def heard(card, backend, sound, cuts=()):
    """Every output after every hop of the sound: {name: (T, ...)}."""
    if "logmel" not in {spec.name for spec in card.inputs} or len(card.inputs) > 1:
        pytest.skip("hears more than log-mel: its inputs are cut in tests/contract/test_stepper.py")
    features, stepper = front_end(card), open_stepper(card, backend)
    frames = [features.push(piece) for piece in np.split(sound, sorted(cuts))]
    return play(stepper, {"logmel": np.concatenate(frames)[:, None]})


def test_how_the_sound_was_cut_changes_no_bit(network, sound):
    whole = heard(*network, sound[0])
    rng = np.random.default_rng(1)
    for count in (1, 7, 60, 400):
        pieces = heard(*network, sound[0], rng.integers(1, 32_000, count))
        for name, values in whole.items():
            assert pieces[name].tobytes() == values.tobytes(), (name, count)


def test_what_comes_later_changes_no_bit_of_what_was_given(network, sound):
    one, other = (heard(*network, version) for version in sound)
    for name, values in one.items():
        known = CHANGED_MS // 10
        assert other[name][:known].tobytes() == values[:known].tobytes()
        assert other[name].tobytes() != values.tobytes()


def test_recorded_inputs_that_go_on_otherwise_change_no_bit_of_what_was_given(network):
    """Whatever a network hears: its golden inputs, and the same with the end turned around."""
    card, backend = network
    inputs = load_golden(card).inputs
    half = len(next(iter(inputs.values()))) // 2
    turned = {name: np.r_[rows[:half], rows[:half][::-1]] for name, rows in inputs.items()}
    one, other = (play(open_stepper(card, backend), version) for version in (inputs, turned))
    for name, values in one.items():
        assert other[name][:half].tobytes() == values[:half].tobytes()
        assert other[name][: 2 * half].tobytes() != values[: 2 * half].tobytes()


@pytest.mark.parametrize("backend", ["onnxruntime", "litert"])
def test_after_much_speech_and_a_pause_the_mouth_speaks_as_at_first(sound, backend):
    """Some states of the network never settle: without forgetting, this is off by up to 0.2."""
    if backend == "litert" and not HAS_LITERT:
        pytest.skip("needs kinesics[tflite]")
    pause, said = np.zeros(8_000, np.float32), sound[0]
    much = np.concatenate((*[said[:24_000]] * 14, pause, said))  # 21 s
    shown = []
    heard = pause[320:]  # in the first two hops of a pause the window still holds speech
    for version in (much, np.concatenate((heard, said))):
        card = ModelCard.load(model_folder("speech_face"))
        mouth = SpeechMouth(
            open_stepper(card, backend), front_end(card), card.channels, card.lookaheads_ms, 80
        )
        shown.append(mouth.feed(Speech(0, 0, 16_000, version)).values)
    again, first = (rows[-200:] for rows in shown)
    np.testing.assert_array_equal(again, first)
    assert np.abs(np.diff(shown[0][-250:], axis=0)).max() < 0.35  # as fast as lips, no faster


@pytest.mark.parametrize("backend", ["onnxruntime", "litert"])
@pytest.mark.parametrize("lookahead_ms", LOOKAHEADS_MS)
def test_no_row_of_the_mouth_depends_on_sound_after_its_lookahead(sound, lookahead_ms, backend):
    """And on sound up to there it does: the look-ahead of the card is exact to a hop."""
    if backend == "litert" and not HAS_LITERT:
        pytest.skip("needs kinesics[tflite]")
    card = ModelCard.load(model_folder("speech_face"))
    shown = []
    for version in sound:
        stepper = open_stepper(card, backend)
        mouth = SpeechMouth(
            stepper, front_end(card), card.channels, card.lookaheads_ms, lookahead_ms
        )
        first = mouth.feed(Speech(0, 0, 16_000, version))
        last = mouth.feed(SpeechEnd(2000 * MS))
        assert last.t_ns == first.end_ns + first.period_ns
        shown.append(np.concatenate((first.values, last.values)))
    dates_ms = first.t_ns // MS + 10 * np.arange(len(shown[0]))
    early = dates_ms + lookahead_ms <= CHANGED_MS
    np.testing.assert_array_equal(shown[0][early], shown[1][early])
    next_row = np.flatnonzero(~early)[0]
    assert (shown[0][next_row] != shown[1][next_row]).any()
