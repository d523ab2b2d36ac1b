"""What goes over topics is in the file, and readable by others."""

import json
from contextlib import suppress

import pytest

from kinesics_ros.parameters.known import RECORDING

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


def latched(path):
    """Topics that rosbag2 latches."""
    from mcap.reader import make_reader

    with path.open("rb") as file:
        channels = make_reader(file).get_summary().channels.values()
        told = {one.topic: one.metadata["offered_qos_profiles"] for one in channels}
        return [topic for topic, how in told.items() if "durability: transient_local" in how]


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
    heard = [message.data for topic, message in read_back(path) if topic == "/notes"]
    assert heard == ["heard"]


def test_profiles_are_spelled_as_the_rosbag2_of_each_distribution_reads_them():
    import yaml

    from kinesics_ros.topics.qos import LATCHED, SENSOR, spelled

    named = yaml.safe_load(spelled([LATCHED, SENSOR], ""))
    kept = ("history", "depth", "reliability", "durability", "liveliness")
    assert [[one[name] for name in kept] for one in named] == [
        ["keep_last", 1, "reliable", "transient_local", "automatic"],
        ["keep_last", 1, "best_effort", "volatile", "automatic"],
    ]
    numbers = yaml.safe_load(spelled([LATCHED, SENSOR], "humble"))
    assert [[one[name] for name in kept] for one in numbers] == [[1, 1, 1, 1, 1], [1, 1, 2, 2, 1]]
    times = ("deadline", "lifespan", "liveliness_lease_duration")
    for one in (*named, *numbers):
        assert [one[name] for name in times] == [{"sec": 9223372036, "nsec": 854775807}] * 3
        assert one["avoid_ros_namespace_conventions"] is False


def test_a_burst_that_was_published_is_read_back_whole(
    domain, start, connect, tmp_path, monkeypatch
):
    from rclpy.duration import Duration
    from sensor_msgs.msg import JointState
    from std_msgs.msg import String

    from kinesics_ros.topics.qos import LATCHED

    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    path = tmp_path / "motion.mcap"
    with start(domain, "-p", f"path:={path}", node="recorder_node"):
        client = connect(domain)
        client.name = "/recorder"
        joints = client.node.create_publisher(JointState, "/joint_states", 100)
        described = client.node.create_publisher(String, "/robot_description", LATCHED)
        client.keep("/body/status", "std_msgs/String")
        assert client.change("configure")
        assert client.change("activate")
        client.wait(joints.get_subscription_count)
        client.pause(1.0)  # for a second one topic is known by a listener alone
        status = client.node.create_publisher(String, "/body/status", 100)
        both = (described, status)
        client.wait(lambda: [one.get_subscription_count() for one in both] == [1, 2])
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
    assert latched(path) == ["/robot_description"]


def test_what_came_too_fast_for_it_is_told_as_lost(domain, start, connect, tmp_path, monkeypatch):
    import signal

    from std_msgs.msg import String

    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    path = tmp_path / "motion.mcap"
    only = ("-p", "topics:=[body/status]")
    with start(domain, "-p", f"path:={path}", *only, node="recorder_node") as process:
        client = connect(domain)
        client.name = "/recorder"
        assert client.change("configure")
        assert client.change("activate")
        sender = client.publisher("/body/status", "std_msgs/String", depth=10)
        sender.publish(String(data="first"))
        client.wait(lambda: client.status["messages"] == 1)
        assert client.status["lost"] == 0
        level, said = client.diagnostics["recording"]
        assert (level, said) == (0, f"writes {path}") or "MB are free" in said
        process.send_signal(signal.SIGSTOP)  # a disk that stalls
        for number in range(3000):
            sender.publish(String(data=str(number)))
        process.send_signal(signal.SIGCONT)
        sender.publish(String(data="last"))

        def all_told():
            told = client.status
            return told["messages"] + told["lost"] == 3002 and told["lost"] > 0

        client.wait(all_told)
        client.close()


def test_a_disk_that_takes_no_more_ends_the_recording_with_the_reason_and_not_the_node(
    domain, start, connect, monkeypatch
):
    from std_msgs.msg import String

    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    with start(domain, "-p", "path:=/dev/full", node="recorder_node"):
        client = connect(domain)
        client.name = "/recorder"
        assert client.change("configure")
        assert client.change("activate")
        sender = client.publisher("/body/status", "std_msgs/String", depth=100)
        chunk = "x" * 300_000
        while client.state == "active":
            sender.publish(String(data=chunk))
        assert client.state == "unconfigured"
        client.wait(lambda: "No space left" in client.status["refusal"])
        level, said = client.diagnostics["recording"]
        assert (level, "make room, or set `path`" in said) == (2, True)
        assert client.change("configure")  # it can be had again
        client.close()


def test_a_folder_with_another_recording_is_refused_and_its_own_is_kept(
    domain, start, connect, tmp_path, monkeypatch
):
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    folder = tmp_path / "take"
    folder.mkdir()
    other = folder / "other_0.mcap"
    other.write_bytes(b"not ours")
    with start(domain, "-p", f"path:={folder}", node="recorder_node"):
        client = connect(domain)
        client.name = "/recorder"
        assert client.change("configure")
        assert not client.change("activate")
        client.wait(lambda: "holds other_0.mcap" in client.status["refusal"])
        other.unlink()
        assert client.state == "inactive" or client.change("configure")
        for written in (folder, tmp_path / "take-2", tmp_path / "take-3"):
            assert client.change("activate")
            client.wait(lambda at=written: client.status.get("file") == f"{at / 'motion.mcap'}")
            assert not (written / "metadata.yaml").exists()
            assert client.change("deactivate")
            assert (written / "metadata.yaml").exists()
        client.close()


def test_a_place_where_nothing_can_be_recorded_is_refused_when_it_is_set(
    domain, start, connect, tmp_path, monkeypatch
):
    from rcl_interfaces.msg import Parameter, ParameterType, ParameterValue
    from rcl_interfaces.srv import SetParameters

    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    (tmp_path / "old.db3").touch()
    with start(domain, node="recorder_node"):
        client = connect(domain)

        def answer(path):
            value = ParameterValue(type=ParameterType.PARAMETER_STRING, string_value=str(path))
            asked = [Parameter(name="path", value=value)]
            told = client.call(SetParameters, "/recorder/set_parameters", parameters=asked)
            return told.results[0].reason if not told.results[0].successful else "taken"

        assert "there is no folder /nonexistent; wanted one" in answer("/nonexistent/x.mcap")
        assert "holds old.db3" in answer(tmp_path)
        for fine in (tmp_path / "x.mcap", f"{tmp_path}/take/"):
            assert answer(fine) == "taken"
        client.close()


def test_of_a_recorder_that_is_killed_all_but_the_last_moment_is_in_the_file(
    domain, start, connect, tmp_path, monkeypatch
):
    from mcap.exceptions import EndOfFile
    from mcap.records import Message
    from mcap.stream_reader import StreamReader
    from std_msgs.msg import String

    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    path = tmp_path / "motion.mcap"
    only = ("-p", "topics:=[body/status]")
    with start(domain, "-p", f"path:={path}", *only, node="recorder_node") as process:
        client = connect(domain)
        client.name = "/recorder"
        assert client.change("configure")
        assert client.change("activate")
        sender = client.publisher("/body/status", "std_msgs/String", depth=100)
        for _ in range(_BURST):
            sender.publish(String(data="x" * 1000))
        client.wait(lambda: client.status["messages"] == _BURST)
        process.kill()
        process.wait()
        client.close()
    came = 0
    with path.open("rb") as file, suppress(EndOfFile):
        for one in StreamReader(file).records:
            came += isinstance(one, Message)
    assert came > 0.8 * _BURST


TYPES = {
    "/joint_states": "sensor_msgs/msg/JointState",
    "/sent_rows": "sensor_msgs/msg/JointState",
    "/robot_description": "std_msgs/msg/String",
    "/body/events": "std_msgs/msg/String",
    "/body/status": "std_msgs/msg/String",
    "/diagnostics": "diagnostic_msgs/msg/DiagnosticArray",
}
LATCHED_TOPICS = {"/robot_description", "/body/status"}


def judged_by_rosbags(path):
    """How many messages are in a bag, all of which are decoded, as others have types and QoS."""
    from rosbags.highlevel import AnyReader
    from rosbags.interfaces import QosDurability, QosReliability
    from rosbags.typesys import Stores, get_typestore

    with AnyReader([path], default_typestore=get_typestore(Stores.ROS2_JAZZY)) as reader:
        assert {one.topic: one.msgtype for one in reader.connections} == TYPES
        for one in reader.connections:
            qos = one.ext.offered_qos_profiles
            assert qos
            assert all(each.reliability == QosReliability.RELIABLE for each in qos)
            kept = [each.durability == QosDurability.TRANSIENT_LOCAL for each in qos]
            assert kept == [one.topic in LATCHED_TOPICS] * len(qos)
        came, last_ns = 0, 0
        for connection, t_ns, data in reader.messages():
            assert t_ns >= last_ns
            read = reader.deserialize(data, connection.msgtype)
            assert read.__msgtype__ == TYPES[connection.topic]
            came, last_ns = came + 1, t_ns
        assert came == reader.message_count == sum(one.msgcount for one in reader.connections)
        assert reader.duration > 2e9
        return came


def test_a_life_over_ros_is_a_bag_to_others_and_is_replayed_row_by_row(
    domain, start, connect, tmp_path, monkeypatch
):
    from kinesics_app.recording.recording_path import recording_path
    from kinesics_app.replay.replay import replay

    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    folder = tmp_path / "take"
    with (
        start(domain, "-p", "tell_rows:=true"),
        start(domain, "-p", f"path:={folder}/", node="recorder_node"),
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
    path = recording_path(folder)
    assert sorted(one.name for one in folder.iterdir()) == ["metadata.yaml", "motion.mcap"]
    assert judged_by_rosbags(folder) == judged_by_rosbags(path) == len(read_back(path))
    done = replay(path)
    assert reactions > 0
    assert done.rows > 200 + reactions
    assert (done.changed, done.lives) == (0, 1)
    again = replay(path)
    assert (again.sent_digest, again.played_digest) == (done.sent_digest, done.played_digest)


def live(client, ident):
    """A life of the body with a nod, from at rest to at rest."""
    client.bring("active")
    client.say("intent", json.dumps({"kind": "nod", "id": ident, "parameters": {"times": 1}}))
    client.became("finished", ident)
    client.pause(1.0)
    assert client.change("deactivate")
    client.pause(0.5)


def test_what_is_activated_again_keeps_the_recording_before(
    domain, start, connect, tmp_path, monkeypatch
):
    from kinesics_app.recording.recording_path import recording_path
    from kinesics_app.replay.replay import replay

    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    folders = [tmp_path / "take", tmp_path / "take-2"]
    with (
        start(domain, "-p", "tell_rows:=true"),
        start(domain, "-p", f"path:={folders[0]}/", node="recorder_node") as recorder_node,
    ):
        client, recorder = connect(domain), connect(domain)
        recorder.name = "/recorder"
        assert client.change("configure")
        assert recorder.change("configure")
        kept = []
        for folder in folders:
            assert recorder.change("activate")
            recorder.pause(1.5)
            live(client, folder.name)
            assert recorder.change("deactivate")
            kept.append((folder / "motion.mcap").read_bytes())
        client.close()
        recorder.close()
        recorder_node.terminate()
        recorder_node.wait(60)
        log = recorder_node.stderr.read()
    assert f"writes {folders[0]}/motion.mcap" in log
    assert f"{folders[0]} is there and is kept; writes {folders[1]}/motion.mcap" in log
    for folder, then in zip(folders, kept, strict=True):
        path = recording_path(folder)
        assert path.read_bytes() == then
        assert judged_by_rosbags(folder) == len(read_back(path))
        done = replay(path)
        assert (done.rows > 100, done.changed, done.lives) == (True, 0, 1)


def test_a_recorder_that_was_killed_and_is_begun_again_keeps_what_there_is_of_the_crash(
    domain, start, connect, tmp_path, monkeypatch
):
    from kinesics_app.replay.replay import replay

    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    path, second = tmp_path / "motion.mcap", tmp_path / "motion-2.mcap"
    words = ("-p", f"path:={path}", "-p", "autostart:=true")
    with start(domain, "-p", "tell_rows:=true"):
        client = connect(domain)
        assert client.change("configure")
        told = client.keep("/recorder/status", "std_msgs/String", latched=True)

        def writes(where):
            client.wait(lambda: told and json.loads(told[-1].data).get("file") == str(where))
            client.pause(1.5)

        with start(domain, *words, node="recorder_node") as recorder:
            writes(path)
            live(client, "one")
            recorder.kill()
            recorder.wait()
        of_the_crash = path.read_bytes()
        with start(domain, *words, node="recorder_node") as recorder:
            writes(second)
            live(client, "two")
            recorder.terminate()
            recorder.wait(60)
        client.close()
    assert path.read_bytes() == of_the_crash
    assert sorted(one.name for one in tmp_path.glob("*.mcap")) == [second.name, path.name]
    assert judged_by_rosbags(second) == len(read_back(second))
    for one in (path, second):
        done = replay(one)
        assert (done.rows > 100, done.changed, done.lives) == (True, 0, 1)
