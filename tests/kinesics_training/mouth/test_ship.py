"""What `export` writes for any weights runs, and the golden stream is the float network's."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs kinesics[train]")
pytest.importorskip("onnx", reason="needs kinesics[train]")
pytest.importorskip("litert_torch", reason="needs kinesics[train]")

from pathlib import Path

from kinesics_training.export import shipped as ships
from kinesics_training.known_phones import load
from kinesics_training.learning.weights import save
from kinesics_training.lips.channels import CHANNELS
from kinesics_training.mouth import ship
from kinesics_training.mouth.float_runner import fp32
from kinesics_training.mouth.net import Net, Plan


def test_weights_become_both_files_and_a_golden_stream(tmp_path):
    spoken = load(Path(__file__).parents[1] / "known_phones")[0]
    network = Net(Plan()).eval()
    save(network, str(tmp_path / "weights.pt"))
    shipped = ship.export(tmp_path / "weights.pt", tmp_path / "out", tmp_path, spoken)
    with np.load(tmp_path / "out" / ships.GOLDEN) as golden:
        logmel, channels = golden["logmel"], golden["channels"]
    assert np.allclose(fp32(network)(logmel)[:, :, : len(CHANNELS)], channels, atol=1e-5)
    for backend in ("onnxruntime", "litert"):
        made = ship.runner(shipped, backend)(logmel)[:, :, : len(CHANNELS)]
        assert np.abs(made - channels).max() < 0.1
