"""`kinesics hear`: who speaks in a sound, or at a microphone, as a table or JSON."""

import json

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from kinesics_app.cli.main import main


def hear(*words):
    return CliRunner().invoke(main, ["hear", *map(str, words)])


def rows(done):
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_a_sentence_is_heard_and_the_silence_after_it(spoken):
    done = hear(spoken, "--json")
    assert done.exit_code == 0, done.output
    told = rows(done)
    assert set(told[0]) == {"second", "speaks", "level_db", "taken_db"}
    assert max(row["speaks"] for row in told) > 0.8
    assert told[-1]["speaks"] < 0.3
    assert max(np.diff([row["second"] for row in told])) <= 0.51


def test_people_read_a_table_and_a_sum(spoken):
    head, *lines, last = hear(spoken).stdout.splitlines()
    assert head.split() == ["second", "speaks", "level", "dB", "taken", "dB"]
    assert len(lines) > 5
    assert last.startswith("somebody speaks in ")


def test_what_the_robot_said_is_taken_off(spoken, tmp_path):
    sound, rate_hz = soundfile.read(spoken, dtype="float32")
    own, heard = tmp_path / "own.wav", tmp_path / "heard.wav"
    said = np.tile(sound, 3)
    soundfile.write(own, said, rate_hz)
    late = np.concatenate((np.zeros(800), 0.5 * said))[: len(said)]
    soundfile.write(heard, late, rate_hz)
    alone, cancelled = rows(hear(heard, "--json")), rows(hear(heard, "--own", own, "--json"))
    assert sum(row["speaks"] >= 0.5 for row in alone) > 10
    assert sum(row["speaks"] >= 0.5 for row in cancelled) <= 1
    assert max(row["taken_db"] for row in cancelled) > 10.0


def test_at_a_microphone_it_is_told_as_it_comes(spoken):
    done = hear("--microphone", spoken, "--seconds", 2, "--json")
    assert done.exit_code == 0, done.output
    assert max(row["speaks"] for row in rows(done)) > 0.5


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((), "wanted SOUND, or --microphone"),
        (("--microphone", "no/such.wav"), "not a readable sound file"),
        (("--microphone", ".", "--own", "README.md"), "--own goes with SOUND"),
        (("--microphone", "default", "--seconds", "nan"), "nan is no number"),
    ],
)
def test_what_cannot_be_heard_is_told_with_what_could(words, complaint):
    done = hear(*words)
    assert done.exit_code == 2
    assert complaint in done.stderr
