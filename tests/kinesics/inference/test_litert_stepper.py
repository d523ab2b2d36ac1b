"""What only LiteRT has: two packages that may hold it, and two kinds of tensor names."""

import logging
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import kinesics_models
from kinesics.errors import ModelError
from kinesics.inference import ModelCard, open_stepper
from kinesics.inference.golden import load_golden, play
from kinesics.inference.litert_stepper import open_interpreter

DETAIL_NAMES = {
    "mel": "serving_default_args_0",
    "mood": "serving_default_args_1",
    "h0_in": "serving_default_args_2",
    "h1_in": "serving_default_args_3",
    "channels": "serving_default_output_0_output",
    "voiced": "serving_default_output_1_output",
    "h0_out": "serving_default_output_2_output",
    "h1_out": "serving_default_output_3_output",
}


@pytest.fixture
def interpreter_class():
    module = pytest.importorskip("ai_edge_litert.interpreter", reason="needs kinesics[tflite]")
    return module.Interpreter


@pytest.fixture
def without_litert(interpreter_class, monkeypatch):
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)


@pytest.fixture
def with_tflite_runtime(without_litert, interpreter_class, monkeypatch):
    module = ModuleType("tflite_runtime.interpreter")
    module.Interpreter = interpreter_class
    monkeypatch.setitem(sys.modules, "tflite_runtime", ModuleType("tflite_runtime"))
    monkeypatch.setitem(sys.modules, "tflite_runtime.interpreter", module)


@pytest.mark.usefixtures("interpreter_class")
@pytest.mark.parametrize("model", ["speech_face", "speech_gesture", "speech_affect", "gaze"])
def test_states_that_go_on_within_the_interpreter_are_those_that_arrays_keep_apart(model):
    card = ModelCard.load(Path(kinesics_models.__file__).parent / model)
    file = card.file("litert")
    stepper, draw = open_stepper(card, "litert"), np.random.default_rng(5)
    interpreter, fed, made = open_interpreter(card, file, (card.folder / file.path).read_bytes())
    states = {state.name: np.zeros(state.shape, np.float32) for state in card.states}
    for _ in range(30):
        for spec in card.inputs:
            stepper.inputs[spec.name][:] = draw.normal(0.0, 1.0, spec.shape)
            interpreter.set_tensor(fed[spec.name], stepper.inputs[spec.name])
        for state in card.states:
            interpreter.set_tensor(fed[state.input], states[state.name])
        stepper.step()
        interpreter.invoke()
        states = {state.name: interpreter.get_tensor(made[state.output]) for state in card.states}
        for spec in card.outputs:
            apart = interpreter.get_tensor(made[spec.name])
            assert stepper.outputs[spec.name].tobytes() == apart.tobytes()
        assert {name: kept.tobytes() for name, kept in stepper.snapshot().items()} == {
            name: kept.tobytes() for name, kept in states.items()
        }


@pytest.mark.usefixtures("interpreter_class")
def test_tensors_may_go_by_the_names_of_the_details_or_of_the_signature(folder, edit, tiny):
    for name, tensor in ModelCard.load(tiny).file("litert").tensors.items():
        edit(f'{name} = "{tensor}"', f'{name} = "{DETAIL_NAMES[name]}"')
    rows = load_golden(ModelCard.load(tiny)).inputs
    by_details = play(open_stepper(folder, "litert"), rows)
    by_signature = play(open_stepper(tiny, "litert"), rows)
    for name, played in by_details.items():
        assert played.tobytes() == by_signature[name].tobytes()


def test_a_file_without_signature_goes_by_its_details(
    folder, edit, tiny, interpreter_class, monkeypatch
):
    for name, tensor in ModelCard.load(tiny).file("litert").tensors.items():
        edit(f'{name} = "{tensor}"', f'{name} = "{DETAIL_NAMES[name]}"')
    rows = load_golden(ModelCard.load(tiny)).inputs
    by_signature = play(open_stepper(tiny, "litert"), rows)
    monkeypatch.setattr(interpreter_class, "get_signature_list", lambda self: {})
    by_details = play(open_stepper(folder, "litert"), rows)
    for name, played in by_details.items():
        assert played.tobytes() == by_signature[name].tobytes()


@pytest.mark.usefixtures("without_litert")
def test_without_any_engine_the_error_names_the_extra(tiny, monkeypatch):
    monkeypatch.setitem(sys.modules, "tflite_runtime.interpreter", None)
    with pytest.raises(ModelError, match=r"install kinesics\[tflite\]"):
        open_stepper(tiny, "litert")


@pytest.mark.usefixtures("with_tflite_runtime")
def test_tflite_runtime_beside_numpy_two_is_a_model_error(tiny, monkeypatch):
    monkeypatch.setattr(np, "__version__", "2.4.6")
    with pytest.raises(ModelError, match=r"numpy 2.4.6; install .*, or numpy<2"):
        open_stepper(tiny, "litert")


@pytest.mark.usefixtures("with_tflite_runtime")
def test_tflite_runtime_beside_numpy_one_runs_with_a_warning(tiny, monkeypatch, caplog):
    monkeypatch.setattr(np, "__version__", "1.26.4")
    with caplog.at_level(logging.WARNING):
        open_stepper(tiny, "litert")
    assert "tflite-runtime is old and slow" in caplog.text
    assert "static int8" not in caplog.text


@pytest.mark.usefixtures("with_tflite_runtime")
def test_static_int8_in_tflite_runtime_is_warned_of(folder, edit, monkeypatch, caplog):
    monkeypatch.setattr(np, "__version__", "1.26.4")
    edit('scheme = "dynamic: ', 'scheme = "static: ')
    with caplog.at_level(logging.WARNING):
        open_stepper(folder, "litert")
    assert "tiny_gru.int8.tflite is static int8: 80 to 110 times slower" in caplog.text
