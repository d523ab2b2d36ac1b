import pytest

torch = pytest.importorskip("torch")

from kinesics_training.lips.channels import units  # noqa: E402
from kinesics_training.mouth import losses  # noqa: E402 - only where torch is
from kinesics_training.mouth.losses import Truth, Weights  # noqa: E402
from kinesics_training.mouth.streams import SYNTHETIC  # noqa: E402


def gap_of(rows):
    """Units (1, T, 5, 17) of a mouth with these gaps, and nothing else."""
    curves = torch.zeros(len(rows), 6)
    curves[:, 0] = torch.tensor(rows)
    curves[:, 1] = 0.12
    one = torch.from_numpy(units(curves.numpy()))
    return one[None, :, None].repeat(1, 1, 5, 1)


def truth_of(rows):
    shape = (1, len(rows), 5)
    viseme = torch.where(torch.tensor(rows) < -0.08, 1, 10)[None, :, None].expand(shape)
    return Truth(gap_of(rows), viseme, torch.full(shape, SYNTHETIC))


def term(name, ours, theirs, **weights):
    scores = torch.zeros(1, len(ours), 5, 15)
    given = losses.loss(gap_of(ours), scores, truth_of(theirs), Weights(**weights))
    return given[name].item()


OPEN = [0.5] * 6
DIP = [*OPEN, -0.2, -0.2, *OPEN]
EARLY = [*OPEN[:-1], -0.2, -0.2, *OPEN, 0.5]
SHALLOW = [*OPEN, 0.2, 0.2, *OPEN]


def test_a_shallow_dip_costs_more_depth_than_one_a_row_early_unlike_in_plain_measures():
    early, shallow = (term("depth", rows, DIP, depth=1.0) for rows in (EARLY, SHALLOW))
    assert early < 0.8 * shallow
    assert term("measures", EARLY, DIP) > 2 * term("measures", SHALLOW, DIP)


def test_open_lips_at_a_closure_cost_and_so_do_closed_lips_elsewhere():
    right = term("bilabial", DIP, DIP, bilabial=1.0)
    assert term("bilabial", [*OPEN, 0.5, 0.5, *OPEN], DIP, bilabial=1.0) > 2 * right
    assert term("bilabial", DIP, [*OPEN, 0.5, 0.5, *OPEN], bilabial=1.0) > 2 * right


def test_terms_without_weight_cost_nothing():
    assert term("depth", OPEN + OPEN, OPEN + OPEN) == 0.0
    assert term("bilabial", SHALLOW, DIP) == 0.0
