"""`kinesics measure FILE` prints what matters and writes everything."""

import csv

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics_app.cli import main


@pytest.fixture
def recording(tmp_path):
    t_s = np.arange(300) / 100.0
    rows = np.stack((t_s, np.sin(6.0 * t_s), 0.5 * np.sin(6.0 * t_s), 0 * t_s), axis=1)
    text = "t_s,mouthSmileLeft,mouthSmileRight,jawOpen\n"
    file = tmp_path / "channels.csv"
    file.write_text(text + "".join(",".join(f"{v:.6f}" for v in row) + "\n" for row in rows))
    return file


def run(*arguments):
    return CliRunner().invoke(main, ["measure", *map(str, arguments)])


def test_a_file_is_measured_without_another_word(recording, tmp_path):
    result = run(recording, "--with", recording, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "3 signals, 2.99 s at 100 Hz" in result.output
    assert "asymmetry of mouth: 0.5" in result.output
    with (tmp_path / "out" / "measures.csv").open() as file:
        found = {(row["measure"], row["signal"]): row["value"] for row in csv.DictReader(file)}
    assert float(found["range", "mouthSmileLeft"]) == pytest.approx(2.0, abs=0.01)
    assert float(found["concordance", "mouthSmileRight"]) == pytest.approx(1.0)
    assert found["log_dimensionless_jerk", "jawOpen"] == ""
    page = (tmp_path / "out" / "measures.html").read_text()
    assert "mouthSmileLeft" in page
    assert "log dimensionless jerk" in page


def test_only_some_signals(recording):
    result = run(recording, "--signal", "jawOpen")
    assert "1 signals" in result.output
    assert "mouthSmileLeft" not in result.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--signal", "tail"], "no signal 'tail'; there are mouthSmileLeft"),
        (["--with", "none.csv"], "'none.csv' does not exist"),
        (["--stream", "felt"], "'felt' is not one of"),
    ],
)
def test_a_mistake_is_one_line(recording, arguments, sentence):
    result = run(recording, *arguments)
    assert result.exit_code == 2
    assert sentence in result.output + result.stderr


def test_life_is_still_a_command():
    assert "half hour" in run("life", "--help").output
    assert "Measure FILE of motion" in run("--help").output
