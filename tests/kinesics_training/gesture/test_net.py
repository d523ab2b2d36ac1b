"""The network: causal, the same in whole and step by step, and able to learn."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from kinesics.audio.gesture_cues import CUES, WORD_BINS  # noqa: E402 - only where torch is
from kinesics.gesture.outlook import STRIKE_BINS  # noqa: E402
from kinesics_training.gesture import lessons, runners, ship, train  # noqa: E402
from kinesics_training.gesture import net as nets  # noqa: E402
from kinesics_training.gesture.labels import strikes  # noqa: E402


@pytest.fixture(autouse=True)
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # of tensors as small as these, two are slower
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def net():
    torch.manual_seed(0)
    made = nets.Net(nets.Plan(front=12, hidden=10))
    made.eval()
    return made


def stream(rows=60, seed=0):
    rng = np.random.default_rng(seed)
    cues = rng.normal(0.0, 1.0, (rows, len(CUES))).astype(np.float32)
    return cues, rng.random((rows, 1 + WORD_BINS)).astype(np.float32)


def whole(net, cues, words):
    with torch.no_grad():
        heads, _ = net.over(
            torch.from_numpy(cues)[None], torch.from_numpy(words)[None], nets.zero_memory(net, 1)
        )
        return torch.cat(nets.read(heads)[:3], dim=-1)[0].numpy()


def test_whole_streams_and_single_steps_give_the_same(net):
    cues, words = stream()
    stepped = runners.over(runners.fp32(net), cues, words)
    np.testing.assert_allclose(whole(net, cues, words), stepped, atol=1e-5)


def test_nothing_later_changes_what_was_said(net):
    cues, words = stream()
    other = cues.copy()
    other[30:] += 3.0
    one, two = whole(net, cues, words), whole(net, other, words)
    np.testing.assert_array_equal(one[:30], two[:30])
    assert not np.array_equal(one[30:], two[30:])


def test_phases_of_each_part_sum_to_one_and_all_else_is_a_share(net):
    made = whole(net, *stream())
    phases = made[:, STRIKE_BINS : STRIKE_BINS + 15].reshape(-1, 3, 5)
    np.testing.assert_allclose(phases.sum(axis=2), 1.0, atol=1e-5)
    assert made.min() >= 0.0
    assert made.max() <= 1.0


def test_the_shipped_size_is_small():
    assert nets.parameters(nets.Net(nets.Plan())) < 150_000
    step = ship.step_of(nets.Net(nets.Plan()))
    assert len(step.module(*step.example)) == len(step.outputs)


def taught(count=24):
    """Utterances in which the pitch alone tells when a stroke falls."""
    rng = np.random.default_rng(1)
    made = lessons.empty()
    for _ in range(count):
        cues, words = stream(100, int(rng.integers(1 << 30)))
        at_s = np.sort(rng.uniform(0.5, 3.5, 3))
        cues[:, [CUES.index(f"pitch_{k}") for k in range(4)]] *= 0.1
        for k in np.round(at_s * 25).astype(int) - 1:
            cues[k - 1 : k + 2, [CUES.index(f"pitch_{k}") for k in range(4)]] += 2.0
        labels = type("Labels", (), {})()
        labels.phases = np.zeros((100, 3), np.int64)
        labels.amplitude = np.full((100, 3), 0.5, np.float32)
        labels.strikes = strikes(100, at_s)
        one = lessons.lesson(cues, 0.0 * words, labels)
        made = made.joined(one)
    return made


def test_training_learns_goes_on_where_it_stopped_and_repeats_itself(tmp_path):
    said = []
    recipe = train.Recipe(nets.Plan(16, 16), epochs=8, lanes=6, rate=1e-2)
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    path = train.train(recipe, tmp_path / "one", taught(), said.append)
    losses = [float(line.split("strikes ")[1].split()[0]) for line in said]
    assert losses[-1] < 0.6 * losses[0]

    def stop(line):
        if line.startswith("epoch 3/"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train.train(recipe, tmp_path / "two", taught(), stop)
    other = train.train(recipe, tmp_path / "two", taught(), said.append)
    weights = [list(nets.load(str(kept)).parameters()) for kept in (path, other)]
    for one, two in zip(*weights, strict=True):
        torch.testing.assert_close(one, two)


def test_half_of_what_is_taught_knows_no_words_and_none_is_padded_with_truth():
    torch.manual_seed(0)
    made = taught(40)
    words = np.ones_like(made.words)
    batch = {n: torch.from_numpy(getattr(made, n)) for n in ("cues", "strikes")}
    varied = train.varied(batch | {"words": torch.from_numpy(words)})
    share = varied["words"].mean().item()
    assert 0.25 < share < 0.75
    assert not made.counts[:, 100:].any()
