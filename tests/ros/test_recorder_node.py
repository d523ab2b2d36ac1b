"""What goes over topics is in the file, and readable by others."""

import pytest

from kinesics_ros.parameters import RECORDING

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

_BURST = 100


def read_back(path):
    """Topic and message of each, as others read them."""
    from mcap.reader import make_reader
    from mcap_ros2.decoder import DecoderFactory

    with path.open("rb") as file:
        reader = make_reader(file, decoder_factories=[DecoderFactory()])
        return [
            (channel.topic, message) for _, channel, _, message in reader.iter_decoded_messages()
        ]


def test_its_parameters_say_what_they_are_and_topics_change_while_it_records(
    domain, start, connect, tmp_path, monkeypatch
):
    from rcl_interfaces.msg import Parameter, ParameterType, ParameterValue
    from rcl_interfaces.srv import DescribeParameters, GetParameters, SetParameters
    from rclpy.duration import Duration
    from std_msgs.msg import String

    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    path = tmp_path / "motion.mcap"
    with start(domain, "-p", f"path:={path}", node="recorder_node"):
        client = connect(domain)
        client.name = "/recorder"
        names = [*RECORDING]
        told = client.call(DescribeParameters, "/recorder/describe_parameters", names=names)
        assert [one.description for one in told.descriptors] == [
            one.says for one in RECORDING.values()
        ]
        told = client.call(GetParameters, "/recorder/get_parameters", names=names).values
        assert told[0].string_value == str(path)
        assert tuple(told[1].string_array_value) == RECORDING["topics"].default
        assert client.change("configure")
        assert client.change("activate")
        wanted = ParameterValue(
            type=ParameterType.PARAMETER_STRING_ARRAY, string_array_value=["notes"]
        )
        asked = [Parameter(name="topics", value=wanted)]
        answer = client.call(SetParameters, "/recorder/set_parameters", parameters=asked)
        assert answer.results[0].successful
        notes = client.publisher("/notes", "std_msgs/String")
        notes.publish(String(data="heard"))
        assert notes.wait_for_all_acked(Duration(seconds=60))
        assert client.change("deactivate")
        client.close()
    assert [message.data for topic, message in read_back(path)] == ["heard"]


def test_a_burst_that_was_published_is_read_back_whole(
    domain, start, connect, tmp_path, monkeypatch
):
    from rclpy.duration import Duration
    from sensor_msgs.msg import JointState
    from std_msgs.msg import String

    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    path = tmp_path / "motion.mcap"
    with start(domain, "-p", f"path:={path}", node="recorder_node"):
        client = connect(domain)
        client.name = "/recorder"
        joints = client.node.create_publisher(JointState, "/joint_states", 100)
        client.keep("/body/status", "std_msgs/String")
        assert client.change("configure")
        assert client.change("activate")
        client.wait(joints.get_subscription_count)
        client.pause(1.0)  # for a second one topic is known by a listener alone
        status = client.node.create_publisher(String, "/body/status", 100)
        client.wait(lambda: status.get_subscription_count() == 2)
        for number in range(_BURST):
            joints.publish(JointState(name=["jaw"], position=[float(number)]))
            status.publish(String(data=str(number)))
        for one in (joints, status):
            assert one.wait_for_all_acked(Duration(seconds=60))
        assert client.change("deactivate")
        client.close()
    read = read_back(path)
    jaws = [message.position[0] for topic, message in read if topic == "/joint_states"]
    assert jaws == [float(number) for number in range(_BURST)]
    said = [message.data for topic, message in read if topic == "/body/status"]
    assert said == [str(number) for number in range(_BURST)]


def test_a_life_over_ros_is_replayed_row_by_row(domain, start, connect, tmp_path, monkeypatch):
    import json

    from kinesics_app.replay import replay

    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    path = tmp_path / "motion.mcap"
    with (
        start(domain, "-p", "tell_rows:=true"),
        start(domain, "-p", f"path:={path}", node="recorder_node"),
    ):
        client, recorder = connect(domain), connect(domain)
        recorder.name = "/recorder"
        assert client.change("configure")
        assert recorder.change("configure")
        assert recorder.change("activate")
        recorder.pause(1.5)  # it has found what there is to hear
        client.bring("active")
        for ident in ("one", "two", "three"):  # a reaction: rows that were queued are made anew
            nod = {"kind": "nod", "id": ident, "parameters": {"times": 1}}
            client.say("intent", json.dumps(nod))
            client.became("finished", ident)
        reactions = client.status["reactions"]
        assert client.change("deactivate")
        recorder.pause(0.5)
        assert recorder.change("deactivate")
        client.close()
        recorder.close()
    done = replay(path)
    assert reactions > 0
    assert done.rows > 200 + reactions
    assert (done.changed, done.left_out) == (0, 0)
    again = replay(path)
    assert (again.sent_digest, again.played_digest) == (done.sent_digest, done.played_digest)
