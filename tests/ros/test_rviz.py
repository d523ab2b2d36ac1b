"""The file for RViz as a reader of YAML finds it, which comes with rclpy."""

from pathlib import Path

import pytest

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")
yaml = pytest.importorskip("yaml", reason="it comes with rclpy; scripts/test --ros has it")

PATH = Path(__file__).parents[2] / "ros_nodes/kinesics_ros/rviz/kinesics.rviz"


def test_it_shows_the_body_as_the_nodes_describe_it_and_a_click_is_looked_at():
    read = yaml.safe_load(PATH.read_text())
    manager = read["Visualization Manager"]
    shown = {one["Name"]: one for one in manager["Displays"]}
    assert set(shown) == {"Grid", "Body", "Frames"}
    topic = shown["Body"]["Description Topic"]
    assert (topic["Value"], topic["Durability Policy"]) == ("robot_description", "Transient Local")
    (point,) = [one for one in manager["Tools"] if one["Class"].endswith("PublishPoint")]
    assert point["Topic"]["Value"] == "look_at"
    assert manager["Global Options"]["Fixed Frame"] == "base_link"
