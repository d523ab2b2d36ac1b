"""What goes over topics is in the file, and readable by others."""

import time

import pytest

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")


def test_what_was_published_is_read_back(domain, start, connect, tmp_path, monkeypatch):
    from mcap.reader import make_reader
    from mcap_ros2.decoder import DecoderFactory
    from sensor_msgs.msg import JointState
    from std_msgs.msg import String

    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    path = tmp_path / "motion.mcap"
    with start(domain, "-p", f"path:={path}", node="recorder_node"):
        client = connect(domain)
        client.name = "/recorder"
        joints = client.node.create_publisher(JointState, "/joint_states", 10)
        status = client.node.create_publisher(String, "/body/status", 10)
        assert client.change("configure")
        assert client.change("activate")
        client.wait(joints.get_subscription_count)
        for number in range(20):
            joints.publish(JointState(name=["jaw"], position=[float(number)]))
            status.publish(String(data=str(number)))
            time.sleep(0.005)
        client.pause(1.0)
        assert client.change("deactivate")
        client.close()
    with path.open("rb") as file:
        reader = make_reader(file, decoder_factories=[DecoderFactory()])
        read = [
            (channel.topic, message) for _, channel, _, message in reader.iter_decoded_messages()
        ]
    jaws = [message.position[0] for topic, message in read if topic == "/joint_states"]
    assert jaws == [float(number) for number in range(20)]
    assert {topic for topic, _ in read} <= {"/joint_states", "/body/status"}
