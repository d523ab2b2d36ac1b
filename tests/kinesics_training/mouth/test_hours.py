"""Hours of what is taught, by what lies in the cache."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs kinesics[train]")

from kinesics_training.evaluation.report import hours_text
from kinesics_training.mouth.workshop import Workshop


def test_every_version_counts_and_none_is_read_whole(tmp_path):
    for name, rows in (("english-0", 360_000), ("english-1", 180_000), ("rest-0", 36_000)):
        arrays = {"logmel": np.zeros((2, 40)), "viseme": np.zeros(rows, np.int8)}
        np.savez_compressed(tmp_path / f"stream-{name}.npz", **arrays)
    hours = Workshop(tmp_path, tmp_path).hours("english", "voices", "recorded", "rest")
    assert hours == {"english": 1.5, "voices": 0.0, "recorded": 0.0, "rest": 0.1}
    assert hours_text(hours).startswith("1.6 h as taught")
