"""The file for RViz, which is not installed here: its structure, its topics, its frame."""

import re
from pathlib import Path

from kinesics_ros.parameters.known import PARAMETERS

NODES = Path(__file__).parents[2] / "ros_nodes"
LINES = [
    line
    for line in (NODES / "kinesics_ros/rviz/kinesics.rviz").read_text().splitlines()
    if line.strip() and not line.lstrip().startswith("#")
]
ENTRY = re.compile(r"(?P<indent> *)(?P<dash>- )?(?P<key>[A-Z][\w ]*):( (?P<value>\S.*))?$")
QOS = {
    "Durability Policy": {"Transient Local", "Volatile"},
    "Reliability Policy": {"Reliable", "Best Effort"},
    "History Policy": {"Keep Last", "Keep All"},
}


def entries():
    """Path of keys, and value, of each line."""
    above = []
    for line in LINES:
        found = ENTRY.match(line)
        assert found is not None, line
        depth = len(found["indent"]) + len(found["dash"] or "")
        above = [(at, key) for at, key in above if at < depth] + [(depth, found["key"])]
        yield tuple(key for _, key in above), found["value"]


def topics():
    """Every topic in it, with what it says of its profile."""
    found = {}
    for path, value in entries():
        if len(path) > 1 and path[-2].endswith("Topic"):
            found.setdefault(path[:-1], {})[path[-1]] = value
    return {one.pop("Value"): one for one in found.values()}


def test_it_is_yaml_of_even_steps_without_tabs_and_no_key_twice():
    seen, before = set(), 0
    for line in LINES:
        found = ENTRY.match(line)
        assert found is not None, line
        indent = len(found["indent"])
        assert indent % 2 == 0
        assert indent <= before + 2
        before = indent + len(found["dash"] or "")
        seen = {(at, key) for at, key in seen if at <= before}
        if found["dash"]:
            seen = {(at, key) for at, key in seen if at < before}
        assert (before, found["key"]) not in seen, line
        seen.add((before, found["key"]))


def test_every_topic_in_it_is_in_a_table_of_the_readme_and_carried_as_it_is_told():
    rows = [line for line in (NODES / "README.md").read_text().splitlines() if line[:1] == "|"]
    told = topics()
    assert set(told) == {"robot_description", "look_at"}
    for topic, how in told.items():
        (row,) = [one for one in rows if one.startswith(f"| `{topic}` | ") and "_msgs/" in one]
        latched = "latched" in row.split("|")[3]
        assert (how["Durability Policy"] == "Transient Local") == latched
        assert all(how[name] in known for name, known in QOS.items())


def test_its_frame_is_that_of_the_base():
    frames = {value for path, value in entries() if path[-1] == "Fixed Frame"}
    assert frames == {PARAMETERS["base_frame"].default}
