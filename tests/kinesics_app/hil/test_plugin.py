"""`pytest -p kinesics`: fixtures, markers, the page, JUnit's properties, recordings of failures."""

import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

EXAMPLE = Path(__file__).parents[3] / "examples" / "hil"

TESTS = Path(__file__).with_name("programs") / "robot_tests.py"


def folder_of(folder, speech):
    """The tests of a user, in a folder of theirs."""
    shutil.copy(TESTS, folder / "test_robot.py")
    shutil.copy(speech, folder / "speech.wav")
    return folder


def pytest_in(folder, *arguments):
    """Its own process, as a user's: (exit code, output)."""
    command = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *map(str, arguments)], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def session(tmp_path_factory, short_speech):
    folder = folder_of(tmp_path_factory.mktemp("robot"), short_speech)
    code, output = pytest_in(
        folder, "-rs", "--kinesics-report", "report.html", "--junitxml", "junit.xml"
    )
    assert code == 1, output
    return folder, output


def test_outcomes_are_told_with_their_reasons(session):
    _, output = session
    assert "5 failed, 5 passed, 2 skipped, 3 errors" in output
    assert "kinesics_device is 'nativ'; wanted some of twin, mujoco, native, qemu, port" in output
    assert "of its limit of position as played; wanted 0.01 at most" in output
    assert "is for native or port; --kinesics-device is twin" in output


def test_the_page_holds_every_test_its_figures_and_histograms(session):
    folder, _ = session
    page = (folder / "report.html").read_text()
    assert "4 passed, 8 failed, 2 skipped" in page  # errors of fixtures, too
    assert "velocity_share" in page
    assert "inconclusive: nobody looked" in page
    assert "its table was not tidy" in page
    assert "kinesics_device is &#x27;nativ&#x27;" in page
    assert page.count("<svg") == 12
    assert "http" not in page.replace("http-equiv", "")


def test_figures_are_properties_in_junit(session):
    folder, _ = session
    properties = {
        (case.get("name"), one.get("name")): one.get("value")
        for case in ElementTree.parse(folder / "junit.xml").iter("testcase")
        for one in case.iter("property")
    }
    assert properties["test_good", "kinesics.rows_late"] == "0"
    assert properties["test_again", "kinesics.replay.played_otherwise"] == "0"
    assert 0.0 < float(properties["test_good", "kinesics.velocity_share"]) <= 1.0


def runs_of(folder):
    """By the test's folder, how many runs were kept."""
    kept = (folder / "out" / "hil").glob("*/*/run*/motion.mcap")
    return Counter(str(one.parents[1].relative_to(folder / "out" / "hil")) for one in kept)


def test_only_what_failed_or_asked_for_it_is_recorded_each_in_a_folder_of_its_own(session):
    folder, output = session
    assert "recorded in out/hil/test_robot/test_bad" in output
    kept = runs_of(folder)
    odd = [name for name in kept if name.startswith("test_robot/test_names-a_b-")]  # a/b
    assert len(odd) == 1
    assert kept == {
        "test_robot/test_bad": 1,
        "test_robot/test_again": 1,
        "test_robot/test_never_begun": 1,  # its fixture failed
        "test_robot/test_untidy": 1,  # its fixture's end did
        "test_robot/test_broken_off": 1,  # in the midst of its performance
        "test_robot/test_names-a_b": 2,
        "test_robot/test_names-plain": 2,
        odd[0]: 2,
    }


def test_two_processes_make_one_page_and_two_files_may_have_tests_of_one_name(
    tmp_path, short_speech
):
    folder = folder_of(tmp_path, short_speech)
    shutil.copy(TESTS, folder / "test_other.py")
    given = ["-n", "2", "-k", "good or bad", "--kinesics-report", "report.html"]
    _, output = pytest_in(folder, *given)
    assert "2 failed, 2 passed" in output
    page = (folder / "report.html").read_text()
    assert "2 passed, 2 failed, 0 skipped" in page
    assert page.count("<dt>kind</dt>") == 4
    assert runs_of(folder) == {"test_robot/test_bad": 1, "test_other/test_bad": 1}


def test_a_port_that_is_not_there_is_a_failure_in_one_line(tmp_path, short_speech):
    folder_of(tmp_path, short_speech)
    where = ["--kinesics-device", "/dev/none", "--kinesics-report", "report.html"]
    code, output = pytest_in(tmp_path, "-k", "good", *where)
    assert code == 1
    assert "0 passed, 1 failed" in (tmp_path / "report.html").read_text()
    assert "/dev/none: there is no such port" in output
    assert "Traceback" not in output


def test_the_example_passes_on_the_twin():
    code, output = pytest_in(EXAMPLE.parents[1], "-o", "addopts=", EXAMPLE, "-k", "speaks")
    assert code == 0, output
    assert "2 passed" in output


def test_the_example_passes_on_a_body_with_weight():
    pytest.importorskip("mujoco", reason='pip install "kinesics[sim]"')
    code, output = on("mujoco", "speaks")
    assert code == 0, output
    assert "2 passed" in output


@pytest.mark.paced
def test_the_example_passes_on_the_firmware_as_a_process(at_best):
    pytest.importorskip("ziglang", reason="the native firmware is compiled by the ziglang wheel")
    code, output = at_best(lambda: on("native", "speaks"), lambda told: told[0] == 0, attempts=3)
    assert code == 0, output  # a busy machine lets rows come late, and that is told
    assert "2 passed" in output


@pytest.mark.slow
def test_on_the_emulated_board_the_example_fails_of_nothing_but_rows_that_are_late():
    if shutil.which("qemu-system-arm") is None:
        pytest.skip("Debian's package is `qemu-system-arm`")
    _, output = on("qemu", "speaks")
    failures = [line for line in output.splitlines() if line.startswith("E  ")]
    late = "wanted none: a longer lead_ms hides longer stalls"
    assert all(late in line or "assert " in line for line in failures), output
    assert "2 passed" in output or late in output or "inconclusive" in output, output
    assert "Traceback" not in output
    assert "error" not in output.splitlines()[-1]


def on(device, test):
    """A test of the example on a device: exit code and output."""
    where = ["--kinesics-device", device, EXAMPLE, "-k", test]
    return pytest_in(EXAMPLE.parents[1], "-o", "addopts=", *where)


@pytest.mark.slow
def test_the_example_s_cable_is_pulled_on_the_twin_in_real_time():
    code, output = pytest_in(EXAMPLE.parents[1], "-o", "addopts=", EXAMPLE, "-k", "cable")
    assert code == 0, output
    assert "1 passed" in output
