"""Each part of `kinesics bench live`, in little, on this machine, whatever it does besides."""

import os
import re
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner

from kinesics.errors import BridgeError
from kinesics_app.bench.figures import Figure, Section
from kinesics_app.bench.live.processes import Usage, burning, child_of
from kinesics_app.bench.live.rivals.comparison import rivals
from kinesics_app.bench.live.soak import Lived, demanded, soak
from kinesics_app.bench.live.start import start
from kinesics_app.bench.live.suite import PARTS, QUICK, TITLES, bench_live
from kinesics_app.cli.main import main

pytestmark = pytest.mark.timeout(400)  # robots come to life where all cores burn


def figures(section):
    return {one.what: one for one in section.figures}


def test_a_start_is_dated_by_the_firmware_and_weighed(at_best):
    def in_order(told):
        """Less is to be done in a later life; what else the machine does adds to either."""
        first, later = (
            float(re.match(r"[\d.]+", told[what].value).group())
            for what in (
                "begun to armed, the first life of a user",
                "begun to armed, later lives: median, least and most",
            )
        )
        return 0.3 < later < first

    told = at_best(lambda: figures(start(1, None, lambda share: None, settle_s=0.5)), in_order)
    assert in_order(told), told
    resident = next(one for what, one in told.items() if what.startswith("resident"))
    assert resident.met
    assert told["wheel"].met is None


def test_a_soak_asks_and_looks_at_what_is_in_use():
    section = soak(0.2, 150.0, lambda share: None)
    told = figures(section)
    for how in ("ordinary", "--realtime"):
        assert told[f"{how}: intents refused; behaviours that died"].met
        assert told[f"{how}: ticks that began more than a tick late"].n > 100
        assert told[f"{how}: descriptors and threads grew"].n >= 3
        off = next(one for what, one in told.items() if what.startswith(f"{how}: as played"))
        assert off.n > 100  # milliseconds in which it moved swiftly
        middle, ninety_nine, most = map(float, off.value.removesuffix(" ms").split(", "))
        assert 0.0 <= middle <= ninety_nine <= most


def test_what_grew_or_was_late_misses_its_bar():
    class Use:
        def __init__(self, at_s):
            taken_back_mb = 20.0 if at_s > 300 else 0.0  # by the system: no room for what grows
            self.resident_mb = self.own_mb = 90.0 + at_s / 100 - taken_back_mb
            self.of_files_mb = 40.0 - taken_back_mb
            self.descriptors, self.threads = 9, 3

    late = {"p50_us": 1.0, "p99_us": 2.0, "largest_us": 3.0, "count": 9}
    status = {
        "late": 0,
        "left_late": 2,
        "underruns": 1,
        "clamped": 0,
        "ticks": 9,
        "missed": 0,
        "deaths": {},
    }
    uses = [(float(at_s), Use(at_s)) for at_s in range(600)]
    off_ms = np.array([0.0] * 999 + [0.2])
    lived = Lived("", 600.0, {**status, "tick_late": late}, uses, 5, ["no"], late_ms=off_ms)
    figures_of = [*demanded("so", lived)]
    grew = next(one.value for one in figures_of if one.what.startswith("so: memory grew"))
    assert grew == "+4.86 MB, in the last half +2.70"
    told = {one.what.partition(",")[0]: one.met for one in figures_of}
    assert told == {
        "so: rows late": False,
        "so: rows that left too late": None,
        "so: as played": False,
        "so: ticks that began more than a tick late": None,
        "so: a tick began late by": None,
        "so: memory grew": False,
        "so: descriptors and threads grew": True,
        "so: intents refused; behaviours that died": False,
    }


def test_rivals_talk_under_the_same_load():
    head, *rows = rivals(2.0, lambda share: None).matrix
    assert [row[0] for row in rows] == [
        "kinesics run",
        "kinesics run --realtime",
        "asyncio + onnxruntime + pyserial",
        "loudness sway + pyserial",
    ]
    assert [len(row) for row in rows] == [len(head)] * 4
    assert [row[-1] for row in rows[2:]] == ["200", "200"]
    told = [row[2] for row in rows if row[2] != "not measured: no joint moved swiftly"]
    assert len(told) >= 2  # a robot that gets no time to begin moves nothing in two seconds
    for one in [*told, *(row[1] for row in rows)]:
        middle, ninety_nine, most = map(float, one.split(", "))
        assert 0.0 <= middle <= ninety_nine <= most


def test_what_a_process_has_in_use_is_what_the_system_says():
    use = Usage(os.getpid())
    assert 0 < use.of_files_mb < use.own_mb <= use.resident_mb <= use.most_resident_mb
    assert use.descriptors >= 3
    assert use.threads >= 1
    assert use.cpu_s > 0
    with pytest.raises(BridgeError, match="process 999999999 cannot be looked at"):
        Usage(999_999_999)


def test_fires_burn_within_and_go_out(wait_until):
    with burning() as count:
        assert count == max(os.cpu_count() - 1, 1)
        wait_until(is_there)  # it is more than a copy of this process
    assert not is_there()


def is_there():
    try:
        return child_of(os.getpid(), "while True") > 0
    except BridgeError as error:
        assert "has no child 'while True'" in str(error)  # noqa: PT017
        return False


def test_a_part_that_cannot_be_measured_is_a_bar_missed(monkeypatch):
    def refuses(effort, tell):
        raise BridgeError("no compiler here")

    monkeypatch.setitem(PARTS, "soak", refuses)
    report = bench_live(("soak",), QUICK, lambda part, share: None)
    assert not report.passed
    assert "no compiler here" in report.markdown()
    assert set(PARTS) == set(TITLES)


def test_the_command_writes_and_renews_its_report(monkeypatch, tmp_path):
    for name in PARTS:
        section = quick_section(name)
        monkeypatch.setitem(PARTS, name, lambda effort, tell, section=section: section)
    path = tmp_path / "report.md"
    told = CliRunner().invoke(main, ["bench", "live", "--out", str(path)])
    assert told.exit_code == 0, told.output
    assert path.read_text() in told.output
    again = CliRunner().invoke(main, ["bench", "live", "--only", "soak", "--into", str(path)])
    assert again.exit_code == 0, again.output
    assert f"The chapter *{TITLES['soak']}* was measured again" in path.read_text()


def quick_section(name):
    return Section(TITLES[name], "So.", (Figure("it", "1", 1, "1", met=True),))


def test_a_listener_that_hears_too_little_ends_and_says_what_it_heard():
    command = [sys.executable, "-m", "kinesics_app.bench.live.rivals.listener", "3", "0.5"]
    heard = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    port, told = heard.stdout.split("\n")
    assert port.startswith("/dev/pts/")
    assert '"whole_ns": []' in told
