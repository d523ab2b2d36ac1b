"""A performance in a real browser: seen while it speaks, with nothing to press but STOP."""

import socket
import subprocess
import sys

import numpy as np
import pytest
import soundfile

from kinesics_app.demo import HELLO

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

MOST_S = 60.0


@pytest.fixture
def speech(tmp_path):
    """It lasts until somebody stops it."""
    samples, rate_hz = soundfile.read(HELLO, dtype="float32")
    path = tmp_path / "long.wav"
    soundfile.write(path, np.tile(samples, 15), rate_hz)
    return path


@pytest.fixture
def performing(tmp_path, speech):
    """A performance that waits for its page: the process, and the page's address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["perform", speech, "--out", tmp_path / "out", "--studio", "--studio-port", port]
    command = [sys.executable, "-m", "kinesics_app", *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert "its page" in process.stdout.readline()
        yield process, f"http://127.0.0.1:{port}/"
        process.kill()


def is_of_a_line_that_ended(complaint):
    """The page asks for its robot again when that has left, and Chromium then says so."""
    return "/live' failed" in complaint.get("text", "") if isinstance(complaint, dict) else False


def test_the_mouth_is_seen_to_speak_and_stop_is_all_there_is(open_page, performing):
    process, url = performing
    page = open_page(url, (760, 560))
    try:
        page.wait("window.kinesics?.state().measured.jaw !== undefined", MOST_S)
        page.wait("kinesics.furthest('jaw', 0) > 0.05", MOST_S)  # however briefly
        shown = page.evaluate(
            "[...document.querySelectorAll('.controls .card, #watched, #stop')]"
            ".filter(one => one.checkVisibility()).map(one => one.id)"
        )
        assert shown == ["watched", "stop"]
        assert "STOP alone" in page.evaluate("document.getElementById('watched').textContent")
        page.evaluate("document.getElementById('stop').click()")
        process.communicate(timeout=MOST_S)
        assert process.returncode == 1
        page.wait("['STOPPED', 'not connected'].includes(kinesics.state().robot)", MOST_S)
        assert [one for one in page.complaints if not is_of_a_line_that_ended(one)] == []
    finally:
        page.close()
