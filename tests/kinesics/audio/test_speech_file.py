"""Speech files that are whole, and those that are not."""

import io

import numpy as np
import pytest
import soundfile

from kinesics.audio.speech_file import load_speech
from kinesics.audio.wav_header import missing_share
from kinesics.errors import AudioError

SOUND = 0.1 * np.sin(np.arange(16_000) / 10)


def wav(**options):
    file = io.BytesIO()
    soundfile.write(file, SOUND, 16_000, format="WAV", **options)
    return file.getvalue()


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "PCM_32", "FLOAT", "PCM_U8"])
def test_a_whole_file_misses_nothing(tmp_path, subtype):
    data = wav(subtype=subtype)
    assert missing_share(io.BytesIO(data)) == 0.0
    path = tmp_path / "whole.wav"
    path.write_bytes(data)
    samples, rate_hz = load_speech(path)
    assert (len(samples), rate_hz) == (len(SOUND), 16_000)


@pytest.mark.parametrize("kept", [0.33, 0.999])
def test_a_file_that_was_cut_off_is_refused(tmp_path, kept):
    data = wav(subtype="PCM_16")
    path = tmp_path / "cut.wav"
    path.write_bytes(data[: round(kept * len(data))])
    with pytest.raises(AudioError, match=r"cut off, .* is not there; wanted the whole file"):
        load_speech(path)


@pytest.mark.parametrize("size", [0, 0x7FFFF000, 0x7FFFFFFF - 36, 0xFFFFFFFF - 36, 0xFFFFFFFF])
def test_a_writer_that_streamed_promised_nothing(tmp_path, size):
    data = bytearray(wav(subtype="PCM_16"))
    at = data.index(b"data")
    data[at + 4 : at + 8] = size.to_bytes(4, "little")
    assert missing_share(io.BytesIO(data)) == 0.0
    if size:  # libsndfile takes 0 at its word
        path = tmp_path / "streamed.wav"
        path.write_bytes(data)
        assert len(load_speech(path)[0]) == len(SOUND)


def test_a_promise_of_nearly_two_gigabytes_is_one():
    data = bytearray(wav(subtype="PCM_16"))
    at = data.index(b"data")
    data[at + 4 : at + 8] = (0x7FFF0000).to_bytes(4, "little")
    assert missing_share(io.BytesIO(data)) > 0.99


@pytest.mark.parametrize("data", [b"", b"RIFF", b"RIFF\0\0\0\0WAVE", b"fLaC" + bytes(50)])
def test_what_is_no_wav_promises_nothing(data):
    assert missing_share(io.BytesIO(data)) == 0.0


def test_the_complaint_holds_libsndfiles_words_alone(tmp_path):
    path = tmp_path / "noise.wav"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(AudioError, match=r"not a readable sound file \(Format not recognised\.\)"):
        load_speech(path)


@pytest.mark.parametrize(
    ("scale", "right"), [(32767.0, "divide them by 32768"), (120.0, "divide them by 128"),
                         (1e12, "scale them")],
)  # fmt: skip
def test_integers_written_as_floats_are_refused_with_what_would_be_right(tmp_path, scale, right):
    path = tmp_path / "scaled.wav"
    soundfile.write(path, (SOUND * 10 * scale).astype(np.float32), 16_000, subtype="FLOAT")
    with pytest.raises(AudioError, match=rf"float samples of up to .*; wanted -1..1: .*{right}"):
        load_speech(path)


def test_a_hot_float_recording_is_clipped_and_told(tmp_path, caplog):
    path = tmp_path / "hot.wav"
    soundfile.write(path, (SOUND * 15).astype(np.float32), 16_000, subtype="FLOAT")
    samples, _ = load_speech(path)
    assert np.abs(samples).max() == 1.0
    assert "are clipped to 1" in caplog.text
