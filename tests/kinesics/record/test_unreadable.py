"""A recording that cannot be read is told why, whoever reads it."""

import pytest

from kinesics.errors import RecordError
from kinesics.record.curves_file import read_curves
from kinesics.record.intake_file import read_intake
from kinesics.record.laps_file import read_laps
from kinesics.record.mcap_file import read_mcap
from kinesics.record.sends import read_sends

MAGIC = b"\x89MCAP0\r\n"
READERS = [read_mcap, read_sends, read_intake, lambda path: read_laps(path, 0), read_curves]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "it is empty"),
        (b"RIFF and no more of it", "it is no MCAP file"),
        (
            MAGIC + b"\x83" + bytes(range(40, 140)),
            "it is cut off before the first piece of it was whole",
        ),
        (None, "No such file or directory"),
    ],
)
def test_it_is_told_without_the_librarys_words(tmp_path, read, data, told):
    path = tmp_path / "motion.mcap"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(RecordError) as raised:
        read(path)
    assert str(raised.value).startswith(f"cannot read {path}: {told}")
    assert "; wanted a" in str(raised.value)


@pytest.mark.parametrize("name", ["face.csv", "face.json", "walk.bvh"])
def test_what_is_no_text_is_told(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"\xc4\xff\x00")
    with pytest.raises(RecordError, match=r"it is no text; wanted a"):
        read_curves(path)
