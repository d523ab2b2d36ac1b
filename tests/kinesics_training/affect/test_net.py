"""The network: causal, the same in whole and step by step, blind to whose voice it is."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from kinesics.audio.voice_cues import CUES  # noqa: E402 - only where torch is
from kinesics_training.affect import net as nets  # noqa: E402
from kinesics_training.affect import runners, train  # noqa: E402
from kinesics_training.affect.stories import Stories  # noqa: E402


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


def stream(rows=120, seed=0, lanes=1):
    rng = np.random.default_rng(seed)
    cues = rng.normal(0.0, 1.0, (lanes, rows, len(CUES)))
    weights = rng.choice([0.0, 0.25, 1.0], (lanes, rows, len(CUES)))
    return cues.astype(np.float32), weights.astype(np.float32)


def test_whole_streams_and_single_steps_give_the_same(net):
    whole, stepped = runners.fp32(net)(*stream()), runners.stepped(net)(*stream())
    np.testing.assert_allclose(whole, stepped, atol=1e-4)


def test_where_an_utterance_begins_what_was_of_late_is_forgotten(net):
    cues, weights = (torch.from_numpy(part) for part in stream(rows=80))
    begins = torch.zeros(1, 80, dtype=torch.bool)
    begins[0, 30] = True
    recent, usual, _ = nets.zero_states(net, 1)
    for t in range(80):
        recent = torch.zeros_like(recent) if t == 30 else recent
        row, recent, usual = net.norms(cues[:, t], weights[:, t], recent, usual)
        whole = nets.features(net, cues[:, : t + 1], weights[:, : t + 1], begins[:, : t + 1])
        np.testing.assert_allclose(whole[0, t], row[0], atol=2e-3)


def test_in_silence_it_fades_to_neutral_whatever_was_learnt(net):
    cues, weights = stream(rows=300)
    weights[:, 150:] = 0.0
    said = runners.fp32(net)(cues, weights)[0]
    assert np.abs(said[-1, :3]).max() < 0.02
    assert said[-1, 3] > 0.97
    assert said[-1, 11] < 0.02


def test_nothing_later_changes_what_was_said(net):
    cues, weights = stream()
    other = cues.copy()
    other[:, 60:] += 3.0
    one, two = (runners.fp32(net)(c, weights) for c in (cues, other))
    np.testing.assert_array_equal(one[:, :60], two[:, :60])
    assert not np.array_equal(one[:, 60:], two[:, 60:])


def test_another_pitch_level_or_colour_from_the_first_row_on_is_another_voice_and_no_more(net):
    cues, weights = stream()
    other = cues.copy()
    for cue in ("pitch_st", "level_db", "band_3"):
        other[..., CUES.index(cue)] += 7.0
    one, two = (runners.fp32(net)(c, weights) for c in (cues, other))
    assert np.abs(one - two)[:, 5:].max() < 2e-3
    faster = cues.copy()
    faster[..., CUES.index("change")] += 7.0
    assert np.abs(runners.fp32(net)(faster, weights) - one)[:, 5:].max() > 1e-2


def test_running_norms_are_those_of_what_was_weighed(net):
    cues, weights = stream(rows=40)
    recent, usual, _ = nets.zero_states(net, 1)
    for t in range(40):
        rows = (torch.from_numpy(part[:, t]) for part in (cues, weights))
        _, recent, usual = net.norms(*rows, recent, usual)
    _, mean, variance = usual[0].reshape(3, -1).numpy()
    wanted = (cues * weights).sum(axis=1)[0] / weights.sum(axis=1)[0]
    np.testing.assert_allclose(mean, wanted, atol=1e-4)
    spread = (weights * (cues - wanted) ** 2).sum(axis=1)[0] / weights.sum(axis=1)[0]
    np.testing.assert_allclose(variance, spread, atol=1e-3)


def lesson(lanes=4, rows=250):
    """Stories in which the level alone tells arousal."""
    cues, weights = stream(rows, lanes=lanes)
    stretch = (np.arange(rows) // 50)[None].repeat(lanes, axis=0).astype(np.int16)
    aroused = (stretch % 2)[..., None].astype(np.float32)
    cues[..., CUES.index("level_db")] += 4.0 * aroused[..., 0]
    vad = aroused * np.array([0.0, 0.6, 0.2], np.float32)
    shares = np.zeros((lanes, rows, 8), np.float32)
    shares[..., 3], shares[..., 0] = aroused[..., 0], 1.0 - aroused[..., 0]
    return Stories(cues, np.ones_like(weights), vad, shares, stretch)


def test_training_learns_goes_on_where_it_stopped_and_repeats_itself(tmp_path):
    said = []
    recipe = train.Recipe(nets.Plan(12, 10), epochs=12, lanes=4)
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    path = train.train(recipe, tmp_path / "one", lesson(), said.append)
    losses = [float(line.split("vad ")[1].split()[0]) for line in said if "vad " in line]
    assert losses[-1] < 0.6 * losses[0]

    def stop(line):
        if line.startswith("epoch 5/"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train.train(recipe, tmp_path / "two", lesson(), stop)
    other = train.train(recipe, tmp_path / "two", lesson(), said.append)
    weights = [list(nets.load(str(kept)).parameters()) for kept in (path, other)]
    for one, two in zip(*weights, strict=True):
        torch.testing.assert_close(one, two)
    assert train.train(recipe, tmp_path / "two", lesson(), said.append) == other
