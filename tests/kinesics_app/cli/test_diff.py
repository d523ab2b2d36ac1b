"""`kinesics diff` says what differs, and its exit code whether anything does; `measure` beside."""

from dataclasses import replace

import pytest
from click.testing import CliRunner

from kinesics.record.mcap_file import write_mcap
from kinesics_app.cli.main import main
from kinesics_app.performance.perform import Request, perform


@pytest.fixture(scope="module")
def recordings(short_speech, tmp_path_factory):
    folder = tmp_path_factory.mktemp("recordings")
    take = perform(Request(short_speech)).take
    sent = take.sent.copy()
    sent[50:, take.joint("jaw")] += 0.01
    for name, one in (("one", take), ("same", take), ("other", replace(take, sent=sent))):
        (folder / name).mkdir()
        write_mcap(one, folder / name / "motion.mcap")
    return folder


def run(*arguments):
    return CliRunner().invoke(main, ["diff", *map(str, arguments)])


def test_the_same_twice_is_exit_code_0(recordings):
    result = run(recordings / "one", recordings / "same" / "motion.mcap")
    assert result.exit_code == 0
    assert result.output.startswith("the same: ")


def test_what_differs_is_named_with_exit_code_1(recordings):
    result = run(recordings / "one", recordings / "other")
    assert result.exit_code == 1
    assert "sent: 1 of 41 signals differ" in result.output
    assert "0.01 at most; first at 0.50 s" in result.output
    assert "played" not in result.output


def test_what_is_no_recording_is_one_line(recordings, tmp_path):
    result = run(recordings / "one", tmp_path)
    assert result.exit_code == 2
    assert "wanted a motion.mcap of kinesics" in result.stderr


def test_a_folder_is_measured_as_its_recording_is(recordings):
    asked = ["measure", str(recordings / "one")]
    folder = CliRunner().invoke(main, asked)
    file = CliRunner().invoke(main, ["measure", str(recordings / "one" / "motion.mcap")])
    assert folder.exit_code == 0, folder.output
    assert folder.output == file.output
    beside = CliRunner().invoke(main, [*asked, "--with", str(recordings / "other")])
    assert beside.exit_code == 0, beside.output
