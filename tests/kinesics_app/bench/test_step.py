import shutil
import sys
from pathlib import Path

import pytest

from kinesics.errors import ModelError
from kinesics_app.bench.step import Effort, bench
from kinesics_app.bench.step_goal import StepGoal
from kinesics_app.bench.stopwatch import Bar, Comparison

TINY = Path(__file__).parents[2] / "kinesics/inference/data/tiny_gru"
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
    rows, goals = lines[4 : 4 + len(told)], lines[5 + len(told) :]
    assert all(name in line for name, line in zip(told, rows, strict=True))
    assert all(line.endswith((" ok", " MISSED")) for line in rows)
    assert [line.split(":")[0] for line in goals] == ["goal, onnxruntime", "goal, litert"]


def paced(p50_us, p99_us, ratio):
    """What a race told of a step that took so long."""
    figures = (p50_us, p99_us, p50_us / ratio, p99_us, ratio, 1.0)
    return Comparison("litert: step / raw loop, 100 Hz", 5, 100, *figures, Bar(1.15))


def test_a_goal_says_which_of_its_parts_is_missed():
    assert StepGoal("litert", 760_000, paced(300.0, 900.0, 1.03), 0.5).line() == (
        "goal, litert: p50 0.30 ms (<= 0.4), p99 0.90 (<= 1.5), ratio 1.03 (<= 1.15), "
        "760 kB (< 1000), load 0.5  ok"
    )
    slow = StepGoal("litert", 1_200_000, paced(500.0, 1600.0, 1.25), 9.0)
    assert slow.line().endswith("MISSED p50, p99, ratio, size")


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
