"""A program of the user's that makes sound of a sentence: what it may do, and for how long."""

import os
import shlex
import sys
import time
from pathlib import Path

import pytest
import soundfile

from kinesics.errors import IntentError
from kinesics_app.demo import HELLO
from kinesics_app.robot import How, Robot, Start
from kinesics_app.speech import synthesiser
from kinesics_app.speech.synthesiser import Synthesiser

COPIES = f"cp {shlex.quote(str(HELLO))} {{file}}"


def python(program, *words):
    return shlex.join([sys.executable, "-c", program, "{file}", *words])


def test_it_is_told_the_sentence_as_a_word_and_as_its_input(tmp_path):
    program = "import sys; open(sys.argv[1], 'w').write(sys.argv[2] + '|' + sys.stdin.read())"
    for sentence in ("Hello; $(rm x) `y`", "-o /etc/passwd"):
        Synthesiser(python(program, "{text}")).make(f" {sentence} ", tmp_path / "one")
        word, told = (tmp_path / "one").read_text().split("|")
        assert (word.lstrip(), told) == (sentence, sentence)
        assert not word.startswith("-")


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("raise SystemExit('no voice en-nowhere')", r"exit code 1\): no voice en-nowhere"),
        ("pass", r"made no sound \(exit code 0\)$"),
        ("import sys; print('x' * 100_000, 'last words', file=sys.stderr)", "x last words$"),
    ],
)
def test_what_it_says_that_went_wrong_is_told(tmp_path, program, why):
    with pytest.raises(IntentError, match=why) as refused:
        Synthesiser(python(program)).make("Hello.", tmp_path / "one.wav")
    assert len(str(refused.value)) < 500


SLEEPS = """
import os, subprocess, sys, time
child = subprocess.Popen(["sleep", "600"])
open(sys.argv[1] + ".pids", "w").write(f"{os.getpid()} {child.pid}")
os.rename(sys.argv[1] + ".pids", sys.argv[1])
time.sleep(600)
"""


def are_gone(pids):
    def is_there(pid):
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except FileNotFoundError:
            return False

    return not any(is_there(pid) for pid in pids)


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="looks for processes in /proc")
def test_one_that_is_wanted_no_more_is_ended_with_what_it_began(tmp_path, wait_until):
    path = tmp_path / "one.wav"
    with pytest.raises(IntentError, match="wanted no more"):
        Synthesiser(python(SLEEPS)).make("Hello.", path, is_wanted=lambda: not path.exists())
    wait_until(lambda: are_gone(map(int, path.read_text().split())))


def test_one_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(synthesiser, "PATIENCE_S", 0.3)
    begun_s = time.monotonic()
    with pytest.raises(IntentError, match=r"took more than 0\.3 s"):
        Synthesiser(python("import time; time.sleep(600)")).make("Hello.", tmp_path / "one.wav")
    assert time.monotonic() - begun_s < 60.0


@pytest.mark.parametrize("where", ["open(sys.argv[1], 'wb')", "sys.stderr.buffer"])
@pytest.mark.parametrize("then", ["time.sleep(600)", "pass"])
def test_one_that_writes_too_much_is_ended(tmp_path, monkeypatch, where, then):
    monkeypatch.setattr(synthesiser, "LARGEST_SOUND", 1 << 20)
    program = f"import sys, time; f = {where}; f.write(bytes(3 << 20)); f.flush(); {then}"
    with pytest.raises(IntentError, match="wrote more than 1 MiB"):
        Synthesiser(python(program)).make("Hello.", tmp_path / "one.wav")


@pytest.mark.parametrize("text", ["", "  ", "a" * 1001, None, 7])
def test_a_sentence_is_a_text_that_is_neither_empty_nor_a_book(tmp_path, text):
    with pytest.raises(IntentError, match="1 to 1000 characters"):
        Synthesiser(COPIES).make(text, tmp_path / "one.wav")


def test_a_sentence_that_no_program_can_be_told_is_refused(tmp_path):
    with pytest.raises(IntentError, match="no NUL"):
        Synthesiser(COPIES).make("Hello\0there.", tmp_path / "one.wav")


def test_a_robot_says_a_text_alone_and_others_are_anchored_to_its_characters():
    with Robot.twin(say_command=COPIES) as robot:
        robot.wait(0.2)
        hello = robot.say(text="Hello, my name is Kin.")
        nod = robot.nod(how=How(start=Start(utterance=hello.id, character=7)))
        assert hello.wait() == nod.wait() == "finished"
        assert hello.heard["seconds"] == pytest.approx(soundfile.info(HELLO).duration, abs=1e-3)
        assert nod.shown_ns > hello.shown_ns
        assert [*robot.link.folder.iterdir()] == []
        (say,) = (one for one in robot.tools() if one["name"] == "say")
        assert say["input_schema"]["anyOf"] == [{"required": ["file"]}, {"required": ["text"]}]
        assert robot.call("say", {"text": "Hello."}).state == "acknowledged"


def test_without_a_synthesiser_a_text_alone_is_refused_with_what_to_set():
    with Robot.twin() as robot:
        with pytest.raises(IntentError, match=r"wanted --say-command \(say_command\), or a sound"):
            robot.say(text="Hello.")
        (say,) = (one for one in robot.tools() if one["name"] == "say")
        assert say["input_schema"]["required"] == ["file"]
        with pytest.raises(IntentError, match="or text alone; got none"):
            robot.say()
