import io
import json

import numpy as np
import pytest
import soundfile

from kinesics.errors import RecordError
from kinesics.record.files import pcm16, save, save_json, text_and_line_end, wav_bytes


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


def test_who_may_read_a_file_stays_and_a_link_stays_one(tmp_path):
    file, link = tmp_path / "secret.toml", tmp_path / "current.toml"
    file.write_bytes(b"token")
    file.chmod(0o600)
    link.symlink_to(file.name)
    save(link, b"another token")
    assert link.is_symlink()
    assert file.read_bytes() == b"another token"
    assert file.stat().st_mode & 0o777 == 0o600
    assert {*tmp_path.iterdir()} == {file, link}
    (tmp_path / "dangling").symlink_to("not yet")
    save(tmp_path / "dangling", b"1")
    assert (tmp_path / "not yet").read_bytes() == b"1"


def test_line_ends_are_told_beside_the_text(tmp_path):
    for content, wanted in (
        (b"a\r\nb\r\n", "\r\n"),
        (b"a\nb\n", "\n"),
        (b"\xef\xbb\xbfa\nb\n", "\n"),
    ):
        (tmp_path / "x").write_bytes(content)
        assert text_and_line_end(tmp_path / "x") == ("a\nb\n", wanted)


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
