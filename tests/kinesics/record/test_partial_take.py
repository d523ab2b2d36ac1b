"""A performance that was cut off at once still leaves files behind."""

import json
from dataclasses import replace

import pytest

from kinesics.record.csv_file import channels_csv, joints_csv
from kinesics.record.mcap_file import read_mcap, write_mcap
from kinesics.record.report import report_html
from kinesics.record.summary import Facts, summarise

FACTS = Facts(
    robot="humanoid",
    seed=0,
    ticks=0,
    delays={"lookahead_ms": 0.0, "compute_ms": 20.0, "lead_ms": 100.0, "lag_ms": 30.0},
    sent=0,
    played=0,
    late=0,
    underruns=0,
    crc_errors=0,
    mouth=("jaw",),
)


def cut(take, rows):
    streams = ("t_ns", "channels", "asked", "sent", "played", "measured")
    traces = ("trace_t_ns", "trace_played", "trace_measured")
    kept = {name: getattr(take, name)[:rows] for name in streams + traces}
    return replace(take, **kept, speech=take.speech[:0], diagnostics=())


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_every_file_of_a_take_of_few_rows_is_written(take, view, tmp_path, rows):
    short = cut(take, rows)
    assert channels_csv(short).count(b"\n") == rows + 1
    assert joints_csv(short).count(b"\n") == rows + 1
    write_mcap(short, tmp_path / "motion.mcap")
    streams = read_mcap(tmp_path / "motion.mcap")
    assert all(len(stream.t_ns) == rows for stream in streams.values())
    summary = summarise(short, FACTS)
    json.dumps(summary, allow_nan=False)
    assert report_html(short, summary, view)
