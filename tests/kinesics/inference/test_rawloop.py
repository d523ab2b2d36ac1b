"""The measuring stick must measure the same work."""

import numpy as np
import pytest

from kinesics.inference import ModelCard, open_stepper
from kinesics.inference.loader import build_stepper
from kinesics.inference.rawloop import naive_loop, raw_loop
from kinesics.inference.relu_graph import relu_graph


@pytest.mark.parametrize("backend", ["onnxruntime", "litert"])
def test_a_raw_loop_makes_what_the_stepper_makes(tiny, backend):
    if backend == "litert":
        pytest.importorskip("ai_edge_litert", reason="needs kinesics[tflite]")
    card = ModelCard.load(tiny)
    file = card.file(backend)
    stepper, raw = open_stepper(card, backend), raw_loop(card, file, card.read(file))
    for _ in range(31):
        stepper.step()
        played = raw()
        for spec, array in zip(card.outputs, played, strict=True):
            assert array.tobytes() == stepper.outputs[spec.name].tobytes()


def test_the_naive_loop_makes_what_the_stepper_makes(tiny):
    card = ModelCard.load(tiny)
    file = card.file("onnxruntime")
    stepper, naive = open_stepper(card, "onnxruntime"), naive_loop(card, file, card.read(file))
    for _ in range(31):
        stepper.step()
        played = naive()
        for spec, array in zip(card.outputs, played, strict=True):
            assert array.tobytes() == stepper.outputs[spec.name].tobytes()


@pytest.mark.parametrize("tensors", [1, 3, 10, 200])
def test_a_relu_graph_is_a_network_of_relus(tensors):
    stepper = build_stepper(*relu_graph(tensors))
    stepper.inputs["x"][:] = np.linspace(-1.0, 1.0, 64)
    states = {name: array - 1.0 for name, array in stepper.snapshot().items()}
    assert len(states) == tensors - 1
    stepper.restore(states)
    stepper.step()
    np.testing.assert_array_equal(stepper.outputs["y"], np.maximum(stepper.inputs["x"], 0.0))
    assert not any(array.any() for array in stepper.snapshot().values())
