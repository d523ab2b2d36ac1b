"""The hull of valid mouths holds what is taught, and no more than a margin beyond it."""

from hashlib import sha256

import numpy as np

from kinesics_training.lips.channels import CHANNELS, UNITS, expansion
from kinesics_training.mouth import hull


def test_what_was_taught_is_inside_and_what_never_came_together_is_not(tmp_path):
    random = np.random.default_rng(0)
    taught = random.uniform(0.0, 0.4, (500, len(UNITS))).astype(np.float32)
    jaw, pucker = UNITS.index("jawOpen"), UNITS.index("mouthPucker")
    taught[:, jaw] = np.where(taught[:, pucker] > 0.2, 0.1, 0.9)
    hull.save(tmp_path / "hull.npz", [taught[:250], taught[250:]])
    valid = hull.load(tmp_path)
    assert valid.directions.shape[1] == len(CHANNELS)
    rows = taught[:, expansion()].astype(float)
    assert valid.inside(rows).all()
    wrong = rows[taught[:, pucker] > 0.35][0].copy()
    wrong[CHANNELS.index("jawOpen")] = 0.9
    assert not valid.inside(wrong)


def test_its_card_says_which_file_it_is(tmp_path):
    (tmp_path / "hull.npz").write_bytes(b"a hull")
    digest = sha256(b"a hull").hexdigest()
    assert hull.of_card(tmp_path) == {"path": "hull.npz", "sha256": digest}
