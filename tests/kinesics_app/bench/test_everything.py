"""`kinesics bench all`: parts of several benches as one report, for people and for programs."""

import json

import pytest
from click.testing import CliRunner

from kinesics.errors import BridgeError, ModelError
from kinesics_app.bench import everything as bench_all
from kinesics_app.bench import ros as ros_bench
from kinesics_app.bench.figures import Figure, Section
from kinesics_app.bench.step import BenchReport
from kinesics_app.bench.stopwatch import Bar, Comparison
from kinesics_app.cli.main import main

GOOD = Section(
    "Good",
    "In a test.",
    (Figure("a", "1.21, 1.19 and 1,620 ms", 2000, "<= 2", met=True),),
    ("A note.",),
    (("of", "how many"), ("x", "3")),
)
BAD = Section("Bad", "In a test.", (Figure("b", "-3 us", 10, "<= 2", met=False),))


def broken(quick, show):
    raise ModelError("no file")


@pytest.fixture
def parts(monkeypatch):
    for name in bench_all.PARTS:
        monkeypatch.setitem(bench_all.PARTS, name, lambda quick, show: [GOOD])
    return lambda name, what: monkeypatch.setitem(bench_all.PARTS, name, what)


def run(*words):
    return CliRunner().invoke(main, ["bench", *words])


def test_one_run_is_one_report_in_both_forms(parts, tmp_path):
    parts("tick", lambda quick, show: [GOOD, BAD] if quick else [])
    out, told = tmp_path / "all.md", tmp_path / "all.json"
    result = run("all", "--quick", "--out", str(out), "--json", str(told))
    assert result.exit_code == 1
    text = out.read_text()
    assert text in result.output
    assert text.count("## Good") == len(bench_all.PARTS)
    assert "Of 8 bars, 7 met. Missed: b." in text
    document = json.loads(told.read_text())
    assert (document["schema"], document["passed"]) == ("kinesics.bench/1", False)
    assert "cores" in document["machine"]
    good, _, bad, *_ = document["sections"]
    assert good["figures"][0]["numbers"] == [1.21, 1.19, 1620.0]
    assert (bad["passed"], bad["figures"][0]["numbers"]) == (False, [-3.0])
    assert [Section.of(one) for one in document["sections"][:3]] == [GOOD, GOOD, BAD]


def test_parts_by_themselves_and_those_that_cannot_be_measured(parts):
    assert run("all", "--only", "step", "--only", "live").output.count("## Good") == 2
    parts("step", broken)
    result = run("all", "--only", "step", "--only", "live")
    assert result.exit_code == 1
    assert "Could not be measured: no file." in result.output
    assert "## Good" in result.output


def test_a_place_that_cannot_be_written_is_told_before_anything_is_measured(parts, tmp_path):
    parts("step", broken)
    result = run("all", "--only", "step", "--json", str(tmp_path / "no" / "all.json"))
    assert result.exit_code == 2
    assert "cannot write" in result.output + result.stderr


def test_without_ros_nothing_is_missed(monkeypatch):
    monkeypatch.setattr(ros_bench, "find_spec", lambda name: None)
    result = run("all", "--only", "ros")
    assert result.exit_code == 0, result.output
    assert "Not measured: no kinesics_ros and no rclpy in this Python" in result.output


def test_what_the_program_of_ros_tells_is_read(monkeypatch):
    def ros(words, *, shown):
        place = words[words.index("--json") + 1]
        with open(place, "w", encoding="utf-8") as file:
            json.dump({"sections": [GOOD.document()]}, file)
        return 1

    monkeypatch.setattr(ros_bench, "run_ros", ros)
    assert ros_bench.bench_ros(quick=True) == [GOOD]
    monkeypatch.setattr(ros_bench, "run_ros", lambda words, *, shown: 3)
    with pytest.raises(BridgeError, match="ended with 3, and told nothing"):
        ros_bench.bench_ros(quick=False)


def test_a_network_s_step_is_a_chapter_with_its_bars():
    figures = (300.0, 900.0, 280.0, 900.0, 1.07, 1.0)
    step = Comparison("litert: step / raw loop, hot", 5, 100, *figures, Bar(1.15, 1.3))
    slow = Comparison("litert: step / raw loop, 100 Hz", 5, 100, *figures, Bar(1.0))
    section = BenchReport("here", "net 1", (step, slow), ("no engine",)).section
    first, second = section.figures
    assert (first.n, first.bar, first.met) == (500, "<= 1.15, 1.3", True)
    assert first.numbers == [1.07, 99.0, 1.0, 300.0, 280.0]
    assert second.met is False
    assert section.notes == ("skipped: no engine",)


@pytest.mark.parametrize("name", ["intents", "tick", "studio"])
def test_each_bench_writes_both_forms(name, monkeypatch, tmp_path):
    from kinesics_app.bench import studio as studio_bench
    from kinesics_app.bench.intents import suite as intents
    from kinesics_app.bench.tick import suite as ticks

    monkeypatch.setattr(studio_bench, "bench_studios", lambda **_: [GOOD])
    monkeypatch.setattr(intents, "bench_intents", lambda **_: [GOOD])
    monkeypatch.setattr(ticks, "bench_tick", lambda **_: [GOOD])
    out, told = tmp_path / "report.md", tmp_path / "report.json"
    result = run(name, "--out", str(out), "--json", str(told))
    assert result.exit_code == 0, result.output
    assert f"# What `kinesics bench {name}` measured" in out.read_text()
    assert json.loads(told.read_text())["sections"][0]["title"] == "Good"
