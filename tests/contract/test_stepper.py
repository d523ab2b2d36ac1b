"""What every `Stepper` must do: each backend, over the test model and every shipped model."""

import gc
import tracemalloc
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from kinesics.errors import ModelError
from kinesics.inference import ModelCard, open_stepper
from kinesics.inference.backend import BACKENDS
from kinesics.inference.golden import load_golden, play
from kinesics.inference.model_file import ModelFile

HAS_LITERT = find_spec("ai_edge_litert") or find_spec("tflite_runtime")
ROOT = Path(__file__).parents[2]
FOLDERS = [
    ROOT / "tests/kinesics/inference/data/tiny_gru",
    *sorted(path.parent for path in (ROOT / "models/kinesics_models").glob("*/card.toml")),
]


@dataclass(frozen=True)
class Model:
    card: ModelCard
    file: ModelFile

    def open(self):
        return open_stepper(self.card, self.file.backend)


MODELS = [Model(card, file) for card in map(ModelCard.load, FOLDERS) for file in card.files]


@pytest.fixture(params=MODELS, ids=lambda model: f"{model.card.name}-{model.file.backend}")
def model(request):
    if request.param.file.backend == "litert" and not HAS_LITERT:
        pytest.skip("needs kinesics[tflite]")
    return request.param


@pytest.fixture
def card(model):
    return model.card


@pytest.fixture
def stepper(model):
    return model.open()


@pytest.fixture
def rows(card):
    return load_golden(card).inputs


def assert_same(one, other):
    assert one.keys() == other.keys()
    for name in one:
        assert one[name].tobytes() == other[name].tobytes(), name


def part(rows, begin, end):
    return {name: array[begin:end] for name, array in rows.items()}


def test_every_model_has_a_file_for_every_backend(card):
    assert {file.backend for file in card.files} == set(BACKENDS)


def test_an_opened_stepper_plays_the_golden(model, stepper):
    golden = load_golden(model.card)
    for name, played in play(stepper, golden.inputs).items():
        assert np.abs(played - golden.outputs[name]).max() <= model.file.tolerance_of(name)


def test_an_opened_stepper_has_zero_inputs_and_zero_states(stepper):
    assert not any(array.any() for array in stepper.inputs.values())
    assert not any(array.any() for array in stepper.snapshot().values())


def test_names_shapes_and_dtypes_are_those_of_the_card(card, stepper):
    assert {k: v.shape for k, v in stepper.inputs.items()} == {s.name: s.shape for s in card.inputs}
    assert {k: v.shape for k, v in stepper.outputs.items()} == {
        s.name: s.shape for s in card.outputs
    }
    assert {k: v.shape for k, v in stepper.snapshot().items()} == {
        s.name: s.shape for s in card.states
    }
    for arrays in (stepper.inputs, stepper.outputs, stepper.snapshot()):
        assert all(array.dtype == np.float32 for array in arrays.values())


def test_inputs_and_outputs_stay_the_same_arrays(stepper, rows):
    before = {**stepper.inputs, **stepper.outputs}
    addresses = [array.ctypes.data for array in before.values()]
    play(stepper, part(rows, 0, 5))
    stepper.reset()
    stepper.restore(stepper.snapshot())
    play(stepper, part(rows, 0, 4))
    after = {**stepper.inputs, **stepper.outputs}
    assert all(after[name] is array for name, array in before.items())
    assert [array.ctypes.data for array in after.values()] == addresses


def test_replay_after_reset_is_bit_identical(stepper, rows):
    first = play(stepper, part(rows, 0, 51))
    stepper.reset()
    assert_same(play(stepper, part(rows, 0, 51)), first)


def test_reset_matters(stepper, rows):
    first = play(stepper, part(rows, 0, 50))
    again = play(stepper, part(rows, 0, 50))
    assert any(first[name].tobytes() != again[name].tobytes() for name in first)


@pytest.mark.parametrize("steps", [20, 21])
def test_restoring_a_snapshot_in_mid_stream_is_bit_identical(stepper, rows, steps):
    play(stepper, part(rows, 0, steps))
    snapshot = stepper.snapshot()
    rest = play(stepper, part(rows, steps, 50))
    play(stepper, part(rows, 3, 10))
    stepper.restore(snapshot)
    assert_same(play(stepper, part(rows, steps, 50)), rest)


def test_a_snapshot_moves_to_another_stepper(model, rows):
    one, other = model.open(), model.open()
    play(one, part(rows, 0, 21))
    other.restore(one.snapshot())
    assert_same(play(other, part(rows, 21, 50)), play(one, part(rows, 21, 50)))


def test_a_snapshot_is_a_copy(stepper, rows):
    play(stepper, part(rows, 0, 20))
    snapshot = stepper.snapshot()
    kept = {name: array.copy() for name, array in snapshot.items()}
    play(stepper, part(rows, 20, 23))
    stepper.reset()
    assert_same(snapshot, kept)


def test_two_steppers_interleaved_do_as_each_alone(model, rows):
    one, other = model.open(), model.open()
    backwards = {name: array[::-1] for name, array in rows.items()}
    alone = play(one, part(rows, 0, 40)), play(other, part(backwards, 0, 40))
    one.reset()
    other.reset()
    for t in range(40):
        assert_same(play(one, part(rows, t, t + 1)), part(alone[0], t, t + 1))
        assert_same(play(other, part(backwards, t, t + 1)), part(alone[1], t, t + 1))


def test_the_stepper_alone_keeps_its_buffers_alive(model, rows):
    wanted = play(model.open(), part(rows, 0, 50))
    stepper = model.open()
    gc.collect()
    litter = [np.full(array.shape, np.nan, np.float32) for array in rows.values()]
    litter += [np.full(shape, np.nan, np.float32) for shape in model.card.made.values()] * 50
    assert_same(play(stepper, part(rows, 0, 50)), wanted)
    assert litter


def test_a_snapshot_of_another_model_is_refused(stepper):
    snapshot = stepper.snapshot()
    name, state = snapshot.popitem()
    with pytest.raises(ModelError, match=f"this model has .*{name}"):
        stepper.restore(snapshot)
    with pytest.raises(ModelError, match="wanted"):
        stepper.restore({**snapshot, name: state[..., :1]})


@pytest.mark.usefixtures("untraced")
def test_memory_does_not_grow_over_thousands_of_steps(stepper):
    for array in stepper.inputs.values():
        array.fill(0.1)
    for _ in range(200):
        stepper.step()
    # A leak leaks in every round; what another part of the process allocates once does not.
    held, resident_kib = [], []
    for _ in range(4):
        for told, grew in zip((held, resident_kib), grown(stepper.step, 2500), strict=True):
            told.append(grew)
        if min(held) <= 4096 and min(resident_kib) <= 256:
            return
    pytest.fail(f"in every round {held} bytes were held, {resident_kib} KiB resident")


def grown(step, count):
    """Bytes that Python holds, and KiB that the process does, more after `count` steps."""
    gc.collect()
    resident_kib = rss_kib()
    tracemalloc.start()
    try:
        step()
        begin, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        for _ in range(count):
            step()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return peak - begin, rss_kib() - resident_kib


def rss_kib():
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    lines = status.read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
