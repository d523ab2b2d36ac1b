import shutil
import sys
from pathlib import Path

import pytest

from kinesics.errors import ModelError
from kinesics_app.bench import Effort, bench

TINY = Path(__file__).parents[1] / "kinesics/inference/data/tiny_gru"
BRIEF = Effort(repeats=1, hot_steps=50, paced_steps=2)


@pytest.fixture
def folder(tmp_path):
    copy = shutil.copytree(TINY, tmp_path / "tiny_gru")
    card = copy / "card.toml"
    card.write_text(card.read_text().replace('kind = "none"', 'kind = "logmel"\nmels = 8', 1))
    return copy


def test_a_report_has_a_row_for_every_race(folder):
    pytest.importorskip("ai_edge_litert", reason="needs kinesics[tflite]")
    told = []
    report = bench(folder, BRIEF, told.append)
    assert [comparison.name for comparison in report.comparisons] == told
    assert told == [
        "3 Relus: step / raw loop",
        "10 Relus: step / session.run(None, feeds)",
        "onnxruntime: step / raw loop, hot",
        "onnxruntime: step / raw loop, 100 Hz",
        "onnxruntime: step / session.run(None, feeds)",
        "litert: step / raw loop, hot",
        "litert: step / raw loop, 100 Hz",
        "log-mel hop / rfft + matmul + log",
    ]
    assert report.skipped == ()
    lines = report.render().splitlines()
    assert "onnxruntime 1." in lines[0]
    assert lines[1] == "tiny-gru 0.1.0"
    assert all(name in line for name, line in zip(told, lines[4:], strict=True))
    assert all(line.endswith((" ok", " MISSED")) for line in lines[4:])


def test_an_absent_backend_is_told_not_hidden(folder, monkeypatch):
    for name in ("ai_edge_litert.interpreter", "tflite_runtime.interpreter"):
        monkeypatch.setitem(sys.modules, name, None)
    report = bench(folder, BRIEF)
    assert not any(comparison.name.startswith("litert") for comparison in report.comparisons)
    assert "skipped: litert: " in report.render()
    assert "install kinesics[tflite]" in report.skipped[0]


def test_a_corrupt_file_is_a_model_error(folder):
    (folder / "tiny_gru.onnx").write_bytes(b"")
    with pytest.raises(ModelError, match="0 bytes; the card says"):
        bench(folder, BRIEF)


def test_a_folder_without_model_is_a_model_error(tmp_path):
    with pytest.raises(ModelError, match="wanted a model folder's card"):
        bench(tmp_path)
