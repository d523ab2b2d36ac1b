"""A table of a file is read strictly; a complaint is one short line."""

import datetime

import pytest

from kinesics.errors import RigError
from kinesics.table import Table

STRANGE = [
    None,
    True,
    "",
    [],
    {},
    [[]],
    [{}],
    float("nan"),
    float("inf"),
    -float("inf"),
    10**400,
    1 << 20000,
    [1 << 20000],
    "x" * 10**5,
    "two\nlines",
    datetime.date(2020, 1, 1),
]
READS = {
    "text": lambda table: table.text("key"),
    "integer": lambda table: table.integer("key", 1),
    "number": lambda table: table.number("key"),
    "not_negative": lambda table: table.not_negative("key"),
    "finite": lambda table: table.finite("key"),
    "bounded": lambda table: table.finite("key", 0.0, 500.0),
    "finites": lambda table: table.finites("key", 2),
    "points": lambda table: table.points("key"),
    "choice": lambda table: table.choice("key", ("left", "right")),
    "integers": lambda table: table.integers("key", 1),
    "texts": lambda table: table.texts("key"),
    "table": lambda table: table.table("key"),
    "tables": lambda table: table.tables("key"),
    "text_map": lambda table: table.text_map(),
    "free_table": lambda table: table.free_table("key"),
    "done": lambda table: table.done(),
}


def table(**values):
    return Table("f.toml: ", values, RigError)


def complaint(read, reader):
    try:
        read(reader)
    except RigError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_any_value_is_read_or_refused_in_one_short_line(read):
    for value in STRANGE:
        said = complaint(read, table(key=value))
        assert said == "" or said.startswith("f.toml: ")
        assert len(said) < 220
        assert said.isprintable()


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 10**400, True, "1"])
def test_no_point_is_other_than_finite(bad):
    for points in ([[0.0, 0.0], [1.0, bad]], [[0.0, 0.0], [bad, 1.0]]):
        with pytest.raises(RigError, match=r"wanted two or more \[x, y\] of rising x"):
            table(curve=points).points("curve")
    assert table(curve=[[0, 1], [2.5, -1]]).points("curve") == [(0.0, 1.0), (2.5, -1.0)]


def test_bounds_belong_to_the_range_and_are_named():
    assert [table(lag_ms=lag).finite("lag_ms", 0, 500) for lag in (0, 500.0)] == [0.0, 500.0]
    for lag in (-0.001, 500.001, 1e308):
        with pytest.raises(RigError, match=r"lag_ms is .*; wanted a finite number, 0 to 500"):
            table(lag_ms=lag).finite("lag_ms", 0, 500)
    with pytest.raises(RigError, match="wanted a list of 2 finite numbers, -1 to 1"):
        table(span=[0.0, 2.0]).finites("span", 2, -1, 1)
    with pytest.raises(RigError, match="of rising x, -1 to 1"):
        table(curve=[[0, 0], [1, 2]]).points("curve", -1, 1)


@pytest.mark.parametrize("value", [[], {}, 1, None])
def test_a_choice_is_text(value):
    with pytest.raises(RigError, match="wanted one of left, right"):
        table(side=value).choice("side", ("left", "right"))


def test_a_misspelt_key_beside_a_missing_one_is_named():
    reader = table(velocity=1.0, acelleration=2.0)
    with pytest.raises(RigError, match=r"no 'acceleration'; is it misspelt as 'acelleration'\?$"):
        reader.number("acceleration")


def test_a_key_that_was_read_is_no_misspelling():
    reader = table(accelerations=[1])
    reader.integers("accelerations", 1)
    with pytest.raises(RigError, match=r"no 'acceleration'; the table has accelerations$"):
        reader.number("acceleration")


def test_rows_are_called_by_their_names_where_they_have_one():
    rows = table(joints=[{"name": "jaw"}, {"name": 3}, {}, {"name": ""}]).tables("joints", "joint")
    assert [row.where for row in rows] == [
        "f.toml, joint 'jaw': ",
        *(f"f.toml: [[joints]] {n}: " for n in (2, 3, 4)),
    ]
    nested = Table("f.toml, joint 'jaw': ", {"drives": [{"channel": "jawOpen"}]}, RigError)
    (drive,) = nested.tables("drives", "drive", "channel")
    assert drive.where == "f.toml, joint 'jaw', drive 'jawOpen': "


def test_a_table_in_a_table_is_named():
    with pytest.raises(RigError, match=r"^f.toml: \[golden\]: no 'path'; the table has nothing$"):
        table(golden={}).table("golden").text("path")
