import io
import json

import numpy as np
import pytest
import soundfile

from kinesics.errors import RecordError
from kinesics.record.files import pcm16, save, save_json, wav_bytes


def test_a_folder_that_does_not_exist_is_one_clear_error(tmp_path):
    with pytest.raises(
        RecordError, match=r"cannot write .*gone/x\.csv: .*wanted a writable folder"
    ):
        save(tmp_path / "gone" / "x.csv", b"1")


def test_a_failed_write_leaves_the_older_file_and_no_part(tmp_path):
    (tmp_path / "x").mkdir()
    with pytest.raises(RecordError, match="cannot write"):
        save(tmp_path / "x", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_full_disk_is_one_clear_error(tmp_path):
    full = tmp_path / "full"
    full.mkdir()
    (full / "x.part").symlink_to("/dev/full")
    with pytest.raises(
        RecordError, match=r"No space left on device; wanted 0\.5 MB free for this file"
    ):
        save(full / "x", bytes(500_000))


def test_json_keeps_the_order_of_its_keys_and_refuses_nan(tmp_path):
    save_json(tmp_path / "s.json", {"b": 1, "a": {"z": None}})
    assert json.loads((tmp_path / "s.json").read_text()) == {"b": 1, "a": {"z": None}}
    assert (tmp_path / "s.json").read_text().index("b") < 10
    with pytest.raises(ValueError, match="Out of range"):
        save_json(tmp_path / "s.json", {"a": float("nan")})


def test_sound_is_clipped_not_wrapped():
    pcm = np.frombuffer(pcm16(np.array([0.0, 1.0, -1.0, 1.5, -2.0], np.float32)), "<i2")
    assert pcm.tolist() == [0, 32767, -32767, 32767, -32767]


def test_a_wav_reads_back_as_it_was():
    samples = np.sin(np.arange(800) / 9).astype(np.float32)
    read, rate_hz = soundfile.read(io.BytesIO(wav_bytes(samples, 8000)))
    assert rate_hz == 8000
    np.testing.assert_allclose(read, samples * 32767 / 32768, atol=2 / 32768)
