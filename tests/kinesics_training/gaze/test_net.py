"""The network: causal, the same in whole and step by step; it learns what chances are."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from kinesics.conversation.gaze_cues import CUES  # noqa: E402 - only where torch is
from kinesics_training.gaze import net as nets  # noqa: E402
from kinesics_training.gaze import runners, scores, train  # noqa: E402
from kinesics_training.gaze.generator import EVENTS, EXTRAS, Lessons  # noqa: E402


@pytest.fixture(autouse=True)
def _one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def net():
    torch.manual_seed(0)
    return nets.Net(nets.Plan(12, 10)).eval()


def cues(lanes=1, rows=250, seed=0):
    return np.random.default_rng(seed).normal(0, 1, (lanes, rows, len(CUES))).astype(np.float32)


def test_whole_lives_and_single_steps_give_the_same(net):
    rows = cues(rows=60)
    np.testing.assert_allclose(runners.fp32(net)(rows), runners.stepped(net)(rows), atol=1e-4)


def test_nothing_later_changes_what_was_said(net):
    rows, other = cues(), cues()
    other[:, 100:] += 2.0
    one, two = runners.fp32(net)(rows), runners.fp32(net)(other)
    np.testing.assert_array_equal(one[:, :100], two[:, :100])
    assert not np.array_equal(one[:, 100:], two[:, 100:])


def test_training_learns_chances_of_what_is_seen_and_of_what_was_seen_before(tmp_path):
    rows = cues(lanes=24)
    before = np.roll(rows[..., 1], 1, axis=1)
    chances = 1.0 / (1.0 + np.exp(2.0 - 1.5 * rows[..., 0] - 1.5 * before))
    happens = np.random.default_rng(1).random(chances.shape) < chances
    events = np.repeat(happens[..., None], len(EVENTS), axis=2)
    told = np.repeat(chances[..., None], len(EVENTS), axis=2).astype(np.float32)
    extras = np.full((*chances.shape, len(EXTRAS)), np.nan, np.float32)
    lives = Lessons(rows, events, np.ones_like(events), extras, told, told)
    path = train.train(
        train.Recipe(nets.Plan(16, 12), epochs=12, lanes=4, rate=2e-2),
        tmp_path / "net.pt",
        lives,
        print,
    )
    found = scores.chances_of(runners.fp32(nets.load(str(path)))(rows))
    off = (found[:, 10:, 0] - chances[:, 10:]) ** 2
    assert off.mean() < 0.4 * chances.var()


def test_the_time_between_events_is_rescaled_to_an_exponential_law():
    random = np.random.default_rng(0)
    chances = np.repeat(np.full((4, 4000, 1), 0.05), len(EVENTS), axis=2)
    events = random.random(chances.shape) < chances
    blank = np.zeros((4, 4000, len(CUES)), np.float32)
    extras = np.full((4, 4000, len(EXTRAS)), np.nan, np.float32)
    lives = Lessons(blank, events, np.ones_like(events), extras, chances, chances)
    right, wrong = scores.numbers(lives, chances), scores.numbers(lives, 2.0 * chances)
    assert right["blink_ks"] < 0.06 < wrong["blink_ks"]
    assert right["blink_off"] < 0.35 < wrong["blink_off"]
    assert right["blink_bits"] < wrong["blink_bits"]
