"""What Rerun and Foxglove are given is what a recording holds."""

import json
import re
import sys

import numpy as np
import pytest
from mcap.reader import make_reader

from kinesics.errors import RecordError
from kinesics.record.export import OF_TAKES
from kinesics.record.mcap_file import read_mcap, write_mcap


@pytest.fixture
def path(take, tmp_path):
    path = tmp_path / "motion.mcap"
    write_mcap(take, path)
    return path


def layout_of(path):
    return json.loads(OF_TAKES["foxglove"][1](path))


def leaves(layout):
    if isinstance(layout, str):
        return [layout]
    assert 0 < layout["splitPercentage"] < 100
    assert layout["direction"] in ("row", "column")
    return leaves(layout["first"]) + leaves(layout["second"])


def test_every_panel_is_placed_once(path):
    layout = layout_of(path)
    assert sorted(leaves(layout["layout"])) == sorted(layout["configById"])
    assert {name.split("!")[0] for name in layout["configById"]} == {
        "Plot",
        "DiagnosticSummary",
        "RawMessages",
    }


def test_topics_and_places_are_those_of_the_recording(path):
    with path.open("rb") as file:
        topics = {one.topic for one in make_reader(file).get_summary().channels.values()}
    streams = read_mcap(path)
    found = 0
    for panel in layout_of(path)["configById"].values():
        for topic in (panel.get("topicToRender"), panel.get("topicPath")):
            assert topic is None or topic in topics
        for curve in panel.get("paths", []):
            topic, column = re.fullmatch(r"(.*)\.position\[(\d+)\]", curve["value"]).groups()
            assert topic in topics
            names = streams[topic.rsplit("/", 1)[1]].names
            whose = curve["label"] if topic.endswith("channels") else panel["title"]
            assert names[int(column)] == whose
            found += 1
    assert found > 12


def test_joints_that_travel_furthest_are_drawn(path, take):
    panels = layout_of(path)["configById"]
    drawn = [name.removeprefix("Plot!joint-") for name in panels if "joint-" in name]
    travelled = np.abs(np.diff(take.asked, axis=0)).sum(axis=0)
    assert drawn == [take.joint_names[n] for n in np.argsort(-travelled)[:4]]


@pytest.mark.parametrize("kind", OF_TAKES)
def test_other_files_are_refused(kind, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "rerun", _Viewer())
    file = tmp_path / "channels.csv"
    file.write_text("t_s,jawOpen\n0,1\n")
    with pytest.raises(RecordError, match=r"wanted a motion\.mcap of kinesics"):
        OF_TAKES[kind][1](file)


def test_without_rerun_it_says_how_to_get_it(path, monkeypatch):
    monkeypatch.setitem(sys.modules, "rerun", None)
    with pytest.raises(RecordError, match=r"pip install 'kinesics\[rerun\]'"):
        OF_TAKES["rerun"][1](path)


class _Viewer:
    """As much of rerun as is used."""

    def __init__(self):
        self.sent = {}
        self.Scalars = self

    def RecordingStream(self, *_, **__):  # noqa: N802  # rerun's names
        return self

    def memory_recording(self, _):
        return self

    def TimeColumn(self, name, duration):  # noqa: N802
        assert name == "robot"
        return duration

    def columns(self, scalars):
        return scalars

    def send_columns(self, entity, indexes, columns):
        assert entity not in self.sent
        self.sent[entity] = (indexes[0], columns)

    def drain_as_bytes(self):
        return b"RRF2"


def test_every_signal_is_a_series_of_what_is_known(path, take, monkeypatch):
    viewer = _Viewer()
    monkeypatch.setitem(sys.modules, "rerun", viewer)
    assert OF_TAKES["rerun"][1](path) == b"RRF2"
    assert {
        "channels/mouth/jawOpen",
        "joints/jaw/asked",
        "joints/jaw/measured",
    } <= viewer.sent.keys()
    t_s, values = viewer.sent["joints/jaw/played"]
    np.testing.assert_allclose(t_s, take.t_s - take.t_s[0], atol=1e-9)
    np.testing.assert_array_equal(values, take.played[:, take.joint("jaw")])
    assert all(np.isfinite(values).all() for _, values in viewer.sent.values())


def test_rerun_reads_it(path, take, tmp_path):
    chunk = pytest.importorskip("rerun.chunk", reason="rerun-sdk is an extra of 170 MB")
    file = tmp_path / "motion.rrd"
    file.write_bytes(OF_TAKES["rerun"][1](path))
    entities = {one.entity_path for one in chunk.RrdReader(file).stream().to_chunks()}
    assert {f"/joints/{name}/sent" for name in take.joint_names} <= entities
