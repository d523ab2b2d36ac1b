import dataclasses
import hashlib
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest

from kinesics.errors import ModelError
from kinesics.inference import ModelCard, open_stepper
from kinesics.inference.backend import BACKENDS

HAS_LITERT = find_spec("ai_edge_litert") or find_spec("tflite_runtime")
LITERT = pytest.param(
    "litert", marks=pytest.mark.skipif(not HAS_LITERT, reason="needs kinesics[tflite]")
)
BOTH = pytest.mark.parametrize("backend", ["onnxruntime", LITERT])


def with_file(card, backend, **changes):
    """The card with one file changed."""
    files = [
        dataclasses.replace(file, **changes) if file.backend == backend else file
        for file in card.files
    ]
    return dataclasses.replace(card, files=tuple(files))


def with_content(card, backend, content):
    """The card over other bytes, with their size and hash: only the engine can object."""
    file = card.file(backend)
    (card.folder / file.path).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return with_file(card, backend, sha256=digest, size_bytes=len(content))


@BOTH
def test_a_folder_and_a_card_open_alike(tiny, backend):
    for model in (tiny, ModelCard.load(tiny)):
        assert open_stepper(model, backend).outputs["channels"].shape == (1, 3, 4)


def test_an_unknown_backend_is_a_model_error(tiny):
    with pytest.raises(ModelError, match="no backend 'tpu'; there are auto, litert, onnxruntime"):
        open_stepper(tiny, "tpu")


@BOTH
def test_a_missing_file_is_a_model_error(folder, backend):
    card = ModelCard.load(folder)
    (folder / card.file(backend).path).unlink()
    with pytest.raises(ModelError, match=r"No such file .*; the card names this file"):
        open_stepper(folder, backend)


@BOTH
def test_a_flipped_bit_is_a_model_error(folder, backend):
    path = folder / ModelCard.load(folder).file(backend).path
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"sha256 is .*; the card says"):
        open_stepper(folder, backend)


@BOTH
def test_a_truncated_file_is_a_model_error(folder, backend):
    path = folder / ModelCard.load(folder).file(backend).path
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ModelError, match="bytes; the card says"):
        open_stepper(folder, backend)


@BOTH
@pytest.mark.parametrize("content", [b"", b"no network" * 100], ids=["empty", "text"])
def test_a_file_that_is_no_network_is_a_model_error(folder, backend, content):
    card = with_content(ModelCard.load(folder), backend, content)
    with pytest.raises(ModelError, match="cannot load it"):
        open_stepper(card, backend)


@BOTH
def test_the_file_of_the_other_backend_is_a_model_error(folder, backend):
    card = ModelCard.load(folder)
    other = next(file for file in card.files if file.backend != backend)
    with pytest.raises(ModelError, match="cannot load it"):
        open_stepper(with_content(card, backend, card.read(other)), backend)


@BOTH
@pytest.mark.parametrize(("name", "side"), [("mel", "input"), ("h1_out", "output")])
def test_a_tensor_that_the_file_lacks_is_a_model_error(tiny, backend, name, side):
    card = ModelCard.load(tiny)
    tensors = {**card.file(backend).tensors, name: "elsewhere"}
    with pytest.raises(ModelError, match=f"{side} 'elsewhere' is not in the file; it has "):
        open_stepper(with_file(card, backend, tensors=tensors), backend)


@BOTH
def test_swapped_inputs_of_different_shape_are_a_model_error(tiny, backend):
    card = ModelCard.load(tiny)
    tensors = dict(card.file(backend).tensors)
    tensors["mel"], tensors["mood"] = tensors["mood"], tensors["mel"]
    with pytest.raises(ModelError, match=r"float32 \[1, 2\] in the file; the card says .*\[1, 8\]"):
        open_stepper(with_file(card, backend, tensors=tensors), backend)


@BOTH
def test_swapped_states_of_equal_shape_are_off_the_golden(tiny, backend):
    card = ModelCard.load(tiny)
    tensors = dict(card.file(backend).tensors)
    tensors["h0_in"], tensors["h1_in"] = tensors["h1_in"], tensors["h0_in"]
    with pytest.raises(ModelError, match=r"is off the golden by .* at step .*; the card allows"):
        open_stepper(with_file(card, backend, tensors=tensors), backend)


@BOTH
def test_an_input_that_the_card_lacks_is_a_model_error(tiny, backend):
    card = ModelCard.load(tiny)
    tensors = {
        name: tensor for name, tensor in card.file(backend).tensors.items() if name != "mood"
    }
    files = tuple(dataclasses.replace(file, tensors=tensors) for file in card.files)
    card = dataclasses.replace(card, inputs=card.inputs[:1], files=files)
    with pytest.raises(ModelError, match=r"input '.*' is not on the card; wanted "):
        open_stepper(card, backend)


def test_an_absent_engine_is_a_model_error(tiny, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    monkeypatch.delitem(sys.modules, BACKENDS["onnxruntime"].module, raising=False)
    with pytest.raises(ModelError, match="backend 'onnxruntime' cannot be imported"):
        open_stepper(tiny, "onnxruntime")


def spoil(folder, **changes):
    path = folder / "golden.npz"
    with np.load(path) as arrays:
        kept = dict(arrays)
    kept.update(changes)
    np.savez(path, **{name: array for name, array in kept.items() if array is not None})
    return kept


GOLDENS = {
    "a shift": (lambda a: a + 0.1, "'voiced' is off the golden by 0.1"),
    "one value": (lambda a: a + 0.2 * (np.arange(200) == 137)[:, None], "at step 137;"),
    "nan": (lambda a: np.where((np.arange(200) == 3)[:, None], np.nan, a), "by nan at step 3"),
    "too short": (lambda a: a[:-1], r"is float32 \[199, 1\]; wanted float32 \[200, 1\]"),
    "flat": (lambda a: a[:, 0], r"float32 \[200\]; wanted float32 \[200, 1\]"),
    "double": (lambda a: a.astype(np.float64), "is float64"),
    "absent": (lambda a: None, "no array 'voiced'; it has "),
    "pickled": (lambda a: a.astype(object), "not a readable .npz"),
}


@BOTH
@pytest.mark.parametrize(("change", "says"), GOLDENS.values(), ids=GOLDENS.keys())
def test_a_golden_that_does_not_fit_is_a_model_error(folder, backend, change, says):
    with np.load(folder / "golden.npz") as arrays:
        voiced = arrays["voiced"]
    changed = change(voiced)
    if changed is not None and changed.dtype != object and says.find("float64") < 0:
        changed = changed.astype(np.float32)
    spoil(folder, voiced=changed)
    with pytest.raises(ModelError, match=says):
        open_stepper(folder, backend)


@pytest.mark.parametrize("content", [None, b"", b"no zip", b"PK\x03\x04 broken"])
def test_an_unreadable_golden_is_a_model_error(folder, content):
    path = folder / "golden.npz"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"not a readable .npz of goldens"):
        open_stepper(folder)


def test_a_golden_broken_in_the_middle_is_a_model_error(folder):
    path = folder / "golden.npz"
    content = bytearray(path.read_bytes())
    content[500:9000] = bytes(8500)
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"not a readable .npz of goldens"):
        open_stepper(folder)


def test_importing_inference_needs_no_engine():
    code = (
        "import sys; sys.modules.update(dict.fromkeys(('onnxruntime', 'ai_edge_litert')));"
        "import kinesics.inference, kinesics.inference.golden"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
