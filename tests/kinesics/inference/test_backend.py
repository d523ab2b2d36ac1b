"""Which engine `auto` means."""

import dataclasses

import pytest

from kinesics.inference import ModelCard, open_stepper
from kinesics.inference.backend import AUTO, BACKENDS, chosen_backend


@pytest.fixture
def installed(monkeypatch):
    """Say which packages are there."""

    def only(*packages):
        monkeypatch.setattr(
            "kinesics.inference.backend.find_spec", lambda name: name in packages or None
        )

    return only


def test_auto_is_litert_where_it_is_installed_and_else_onnx_runtime(tiny, installed):
    card = ModelCard.load(tiny)
    for packages, chosen in (
        (("ai_edge_litert", "onnxruntime"), "litert"),
        (("onnxruntime",), "onnxruntime"),
        (("tflite_runtime", "onnxruntime"), "onnxruntime"),
    ):
        installed(*packages)
        assert chosen_backend(card) == chosen


def test_what_was_asked_for_by_name_stays(tiny, installed):
    installed("ai_edge_litert", "onnxruntime")
    for backend in BACKENDS:
        assert chosen_backend(ModelCard.load(tiny), backend) == backend


def test_a_network_without_a_file_for_litert_runs_on_what_it_has(tiny, installed):
    installed("ai_edge_litert", "onnxruntime")
    card = ModelCard.load(tiny)
    alone = dataclasses.replace(card, files=(card.file("onnxruntime"),))
    assert chosen_backend(alone) == "onnxruntime"
    assert "channels" in open_stepper(alone, AUTO).outputs


def test_without_any_engine_its_first_file_is_meant_so_that_opening_says_what_is_missing(
    tiny, installed
):
    installed()
    card = ModelCard.load(tiny)
    assert chosen_backend(card) == card.files[0].backend
