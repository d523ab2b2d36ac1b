import numpy as np
import pytest

torch = pytest.importorskip("torch")

from kinesics_training.export.precise import linear, per_row, per_tensor  # noqa: E402
from kinesics_training.lips.channels import UNITS, expansion  # noqa: E402 - only where torch is
from kinesics_training.lips.phones import VISEMES  # noqa: E402
from kinesics_training.mouth.net import Net, Plan  # noqa: E402
from kinesics_training.mouth.streaming import Streaming  # noqa: E402

PLANS = [
    Plan(front=16, hidden=12, dated=8),
    Plan(front=16, hidden=12, dated=0),
    Plan(family="tcn", front=12, hidden=16, layers=3, dated=8),
]


def chunks(net, logmel, cuts):
    """Units and visemes as probabilities, side by side, (T, 5, 17 + 15)."""
    states, rows = net.zero_states(1), []
    for part in np.split(logmel, cuts):
        units, scores, states = net(torch.from_numpy(part)[None], states)
        made = torch.cat((units, torch.softmax(scores, dim=3)), dim=3)
        rows.append(made[0].detach().numpy())
    return np.concatenate(rows)


def noise(rows=60):
    return np.random.default_rng(0).normal(0, 1, (rows, 40)).astype(np.float32)


@pytest.mark.parametrize("plan", PLANS)
def test_output_does_not_depend_on_how_frames_are_cut(plan):
    torch.manual_seed(0)
    net = Net(plan).eval()
    np.testing.assert_allclose(
        chunks(net, noise(), []), chunks(net, noise(), [1, 7, 30]), atol=1e-6
    )


@pytest.mark.parametrize("layer", [linear, per_row(64), per_tensor(127)])
@pytest.mark.parametrize("plan", PLANS)
def test_the_step_that_ships_equals_the_network_that_was_trained(plan, layer):
    torch.manual_seed(0)
    net = Net(plan).eval()
    step = Streaming(net, layer).eval()
    states, rows = step.zero_states(), []
    for frame in noise():
        channels, visemes, *states = step(torch.from_numpy(frame)[None], *states)
        rows.append(torch.cat((channels, visemes), dim=2)[0].detach().numpy())
    columns = [*expansion(), *range(len(UNITS), len(UNITS) + len(VISEMES))]
    wanted = chunks(net, noise(), [])[:, :, columns]
    np.testing.assert_allclose(np.stack(rows), wanted, atol=1e-4)


def test_a_row_knows_nothing_of_later_frames():
    torch.manual_seed(0)
    net = Net(PLANS[0]).eval()
    changed = noise()
    changed[30:] += 1.0
    before, after = chunks(net, noise(), []), chunks(net, changed, [])
    np.testing.assert_array_equal(before[:30], after[:30])
    assert np.abs(before[30] - after[30]).max() > 0.0
