import logging
from pathlib import Path

import pytest
from click.testing import CliRunner

from kinesics.errors import BridgeError
from kinesics_app.bench.bridge import suite
from kinesics_app.bench.bridge.suite import PARTS, QUICK, bench_bridge
from kinesics_app.bench.figures import Figure, Section
from kinesics_app.cli.main import main

GOOD = Section("Good", "In a test.", (Figure("a", "1", 2000, "<= 2", met=True),), ("A note.",))
BAD = Section("Bad", "In a test.", (Figure("b", "3", 10, "<= 2", met=False), Figure("c", "4", 1)))


@pytest.fixture
def parts(monkeypatch):
    monkeypatch.setattr(suite, "PARTS", {"good": lambda *_: GOOD, "bad": lambda *_: BAD})
    monkeypatch.setattr(suite, "TITLES", {"good": "Good", "bad": "Bad"})
    monkeypatch.setitem(PARTS, "good", lambda *_: GOOD)


def test_a_report_has_a_table_for_every_part(parts):
    text = bench_bridge(["good", "bad"], QUICK, lambda part, share: None).markdown()
    assert "| a | 1 | 2,000 | <= 2 | met |" in text
    assert "| b | 3 | 10 | <= 2 | MISSED |" in text
    assert "| c | 4 | 1 |  |  |" in text
    assert "- A note." in text
    assert "Of 2 bars, 1 met. Missed: b." in text
    assert "cores, " in text


def test_a_missed_bar_is_exit_code_1_and_a_file_is_written(parts, tmp_path):
    out = tmp_path / "report.md"
    arguments = ["bench", "bridge", "--quick", "--out", str(out), "--only"]
    assert CliRunner().invoke(main, [*arguments, "good"]).exit_code == 0
    result = CliRunner().invoke(main, [*arguments, "bad"])
    assert result.exit_code == 1
    assert "MISSED" in out.read_text()


def test_a_part_measured_again_takes_its_chapter_in_a_report(parts, monkeypatch, tmp_path):
    report = tmp_path / "report.md"
    arguments = ["bench", "bridge", "--quick"]
    CliRunner().invoke(main, [*arguments, "--out", str(report)])
    before = report.read_text()
    better = Section("Bad", "Again.", (Figure("b", "2", 10, "<= 2", met=True),))
    monkeypatch.setitem(suite.PARTS, "bad", lambda *_: better)
    result = CliRunner().invoke(main, [*arguments, "--only", "bad", "--into", str(report)])
    assert result.exit_code == 0
    after = report.read_text()
    assert "Of 2 bars, 2 met.\n" in after
    assert "| b | 2 | 10 | <= 2 | met |\n\nThe chapter *Bad* was measured again by itself" in after
    assert "MISSED" not in after
    good = before[before.index("## Good") : before.index("## Bad")]
    assert good in after
    monkeypatch.setitem(suite.PARTS, "bad", lambda *_: BAD)
    CliRunner().invoke(main, [*arguments, "--only", "bad", "--into", str(report)])
    again = report.read_text()
    assert again.count("## ") == 2
    assert "Of 2 bars, 1 met. Missed: b.\n" in again


def test_the_report_in_the_repository_has_the_chapter_of_every_part():
    text = (Path(__file__).parents[4] / "firmware_bridge/BENCHMARKS.md").read_text()
    told = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert told == [suite.TITLES[part] for part in PARTS]


def test_only_a_report_that_has_the_part_can_be_renewed(parts, monkeypatch, tmp_path):
    monkeypatch.setitem(suite.PARTS, "good", None)  # it is refused before it is measured
    report = tmp_path / "report.md"
    report.write_text("# Benchmarks of something else\n")
    arguments = ["bench", "bridge", "--quick", "--only", "good", "--into", str(report)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "the report has no chapter 'Good': make it whole first" in result.stderr
    assert report.read_text() == "# Benchmarks of something else\n"


def test_a_part_that_fails_costs_its_bar_and_not_the_run(parts, monkeypatch):
    def fails(effort, tell):
        raise BridgeError("no port")

    monkeypatch.setitem(suite.PARTS, "bad", fails)
    report = bench_bridge(["bad", "good"], QUICK, lambda part, share: None)
    assert not report.passed
    assert "Could not be measured: no port." in report.markdown()
    assert "| a | 1 |" in report.markdown()


def test_a_bench_that_ends_early_leaves_no_empty_report(parts, monkeypatch, tmp_path):
    def interrupted(effort, tell):
        raise KeyboardInterrupt

    monkeypatch.setitem(suite.PARTS, "bad", interrupted)
    out = tmp_path / "report.md"
    result = CliRunner().invoke(main, ["bench", "bridge", "--out", str(out)])
    assert result.exit_code == 130
    assert not out.exists()


def test_a_report_that_cannot_be_written_is_told_before_anything_is_measured(tmp_path):
    out = tmp_path / "absent" / "report.md"
    result = CliRunner().invoke(main, ["bench", "bridge", "--out", str(out)])
    assert result.exit_code == 2
    assert result.stderr == f"kinesics: cannot write {out}: No such file or directory\n"


def test_the_bench_leaves_the_log_as_it_was(parts):
    before = logging.getLogger("kinesics_bridge").level
    bench_bridge(["good"], QUICK, lambda part, share: None)
    assert logging.getLogger("kinesics_bridge").level == before != logging.ERROR


def test_an_unknown_part_is_one_clear_error():
    with pytest.raises(BridgeError, match="no part 'stpos' of this bench; there are day, losses, "):
        bench_bridge(["stpos"], QUICK, lambda part, share: None)
