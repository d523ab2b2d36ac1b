"""What looks wrong about the phones of a `say` is told as it is acknowledged, as `perform` does."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from kinesics.audio.phone_times.read import load_phone_times
from kinesics.audio.speech_file import load_speech
from kinesics.errors import AudioError
from kinesics_app.performance.perform import Request, perform
from kinesics_app.robot.twin_link import TwinLink
from kinesics_app.speech.phone_times import doubts
from kinesics_app.speech.prepared import prepare

KNOWN = Path(__file__).parents[2] / "kinesics_training" / "known_phones"
SOUND, PHONES = KNOWN / "01.ogg", KNOWN / "01.psdur"


@pytest.fixture
def misspelt(tmp_path):
    """Two of its phones have names that nobody knows."""
    told = PHONES.read_text(encoding="utf-8").split()
    names = [one.partition(":") for one in told]
    names[2:4] = [("qq", sign, end) for _, sign, end in names[2:4]]
    path = tmp_path / "misspelt.psdur"
    path.write_text(" ".join("".join(one) for one in names), encoding="utf-8")
    return path


def remark_of(phones, folder, sound=SOUND):
    return prepare({"file": str(sound), "phones": str(phones)}, folder, 16_000)["remark"]


def test_phones_that_fit_are_no_remark(tmp_path):
    assert remark_of(PHONES, tmp_path) == ""
    assert prepare({"file": str(SOUND)}, tmp_path, 16_000)["remark"] == ""


def test_a_clipped_sound_is_a_remark(tmp_path):
    samples, rate_hz = load_speech(SOUND)
    loud = tmp_path / "loud.wav"
    soundfile.write(loud, np.clip(20.0 * samples, -1.0, 1.0), rate_hz)
    assert prepare({"file": str(loud)}, tmp_path, 16_000)["remark"].startswith("the sound is clip")


def test_unknown_symbols_are_counted_and_named(misspelt, tmp_path):
    remark = remark_of(misspelt, tmp_path)
    assert "2 of " in remark
    assert "'qq' 2 times" in remark


def test_phones_of_another_sound_misfit_as_they_do_for_perform(tmp_path):
    other = KNOWN / "09.ogg"
    remark = remark_of(PHONES, tmp_path, other)
    told = [one for one in perform(Request(other, phones=PHONES)).troubles if "phones" in one]
    assert told
    assert all(one.removeprefix("--phones: ") in remark for one in told)


def test_both_are_told_by_the_same_words(misspelt, tmp_path):
    samples, rate_hz = load_speech(SOUND)
    reading = load_phone_times(misspelt, len(samples) / rate_hz, None)
    for doubt in doubts(reading, samples, rate_hz):
        assert doubt in remark_of(misspelt, tmp_path)


def test_a_folder_without_room_for_it_is_told(tmp_path):
    with pytest.raises(AudioError, match="cannot be kept here: No such file or directory"):
        prepare({"file": str(SOUND)}, tmp_path / "gone", 16_000)


def test_a_running_robot_acknowledges_with_the_remark_and_says_it_all_the_same(misspelt):
    link = TwinLink("humanoid", 0)
    try:
        parameters = {"file": str(SOUND), "phones": str(misspelt)}
        link.send({"intent": {"kind": "say", "id": "a", "parameters": parameters}})
        told = [link.receive(1.0) for _ in range(2)]
    finally:
        link.close()
    assert [one["event"] for one in told] == ["acknowledged", "started"]
    assert "'qq' 2 times" in told[0]["reason"]
    assert told[1]["reason"] == ""
