import io

import numpy as np
import pytest
from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory

from kinesics.errors import RecordError
from kinesics.record.mcap_file import EPOCH_NS, mcap_bytes, read_mcap, write_mcap
from kinesics.record.ros2 import joint_states, read_joint_states


@pytest.fixture(scope="module")
def data(take):
    return mcap_bytes(take)


@pytest.fixture(scope="module")
def decoded(data):
    reader = make_reader(io.BytesIO(data), decoder_factories=[DecoderFactory()])
    found = {}
    for schema, channel, message, value in reader.iter_decoded_messages():
        found.setdefault(channel.topic, []).append((schema.name, message, value))
    return found


def test_ros_tools_see_every_topic_with_its_type(decoded):
    kinds = {topic: messages[0][0] for topic, messages in decoded.items()}
    state = "sensor_msgs/msg/JointState"
    assert kinds == {
        "/kinesics/channels": state,
        "/kinesics/joints/asked": state,
        "/kinesics/joints/sent": state,
        "/kinesics/joints/played": state,
        "/kinesics/joints/measured": state,
        "/kinesics/speech": "audio_common_msgs/msg/AudioDataStamped",
        "/kinesics/speech_info": "audio_common_msgs/msg/AudioInfo",
        "/diagnostics": "diagnostic_msgs/msg/DiagnosticArray",
    }


@pytest.mark.parametrize("name", ["asked", "sent", "played", "measured"])
def test_joint_states_decode_exactly(take, decoded, name):
    messages = decoded[f"/kinesics/joints/{name}"]
    positions = np.array([value.position for _, _, value in messages])
    np.testing.assert_array_equal(positions, getattr(take, name))
    _, message, value = messages[0]
    assert tuple(value.name) == take.joint_names
    assert list(value.velocity) == list(value.effort) == []
    stamp = value.header.stamp.sec * 1_000_000_000 + value.header.stamp.nanosec
    assert stamp == message.log_time == EPOCH_NS - 300_000_000


def test_speech_decodes_to_the_samples_and_starts_at_the_epoch(take, decoded):
    messages = decoded["/kinesics/speech"]
    pcm = b"".join(bytes(value.audio.data) for _, _, value in messages)
    samples = np.frombuffer(pcm, "<i2") / 32767
    np.testing.assert_allclose(samples, take.speech, atol=1 / 32767)
    assert messages[0][1].log_time == EPOCH_NS
    info = decoded["/kinesics/speech_info"][0][2]
    assert (info.channels, info.sample_rate, info.sample_format) == (1, 16_000, "S16LE")


def test_counters_decode_as_diagnostics(decoded):
    _, _, value = decoded["/diagnostics"][0]
    pairs = {pair.key: pair.value for pair in value.status[0].values}
    assert pairs == {"underruns": "0", "crc_errors": "0"}


def test_the_same_take_gives_the_same_bytes(data, make_take):
    assert mcap_bytes(make_take()) == data


def test_messages_are_in_order_of_time(data):
    messages = make_reader(io.BytesIO(data)).iter_messages(log_time_order=False)
    times = [message.log_time for _, _, message in messages]
    assert times == sorted(times)


def test_what_was_written_reads_back_in_robot_time(take, tmp_path):
    write_mcap(take, tmp_path / "motion.mcap")
    streams = read_mcap(tmp_path / "motion.mcap")
    assert set(streams) == {"channels", "asked", "sent", "played", "measured"}
    np.testing.assert_array_equal(streams["channels"].t_ns, take.t_ns)
    np.testing.assert_array_equal(streams["channels"].values, take.channels)
    np.testing.assert_array_equal(streams["sent"].values, take.sent)
    assert streams["channels"].names == take.channel_names


@pytest.mark.parametrize("names", [(), ("a",), ("a", "bc"), ("jaw", "upper_lip", "é")])
def test_any_names_and_alignment_read_back(names):
    stamps = np.array([1, EPOCH_NS], np.int64)
    positions = np.arange(2.0 * len(names)).reshape(2, len(names))
    messages = [bytes(message) for message in joint_states(names, stamps, positions)]
    read_names, read_stamps, read_positions = read_joint_states(messages)
    assert read_names == names
    np.testing.assert_array_equal(read_stamps, stamps)
    np.testing.assert_array_equal(read_positions, positions)


@pytest.mark.parametrize("damage", ["gone", "empty", "text", "noise"])
def test_a_file_that_is_no_recording_is_one_clear_error(data, tmp_path, damage):
    path = tmp_path / "x.mcap"
    content = {
        "empty": b"",
        "text": b"hello " * 50,
        "noise": data[:3000] + bytes(range(256)) * 40 + data[13240:],
    }
    if damage in content:
        path.write_bytes(content[damage])
    with pytest.raises(RecordError, match=r"cannot read .*x\.mcap.*wanted a motion\.mcap"):
        read_mcap(path)


def test_messages_of_different_length_are_refused():
    with pytest.raises(RecordError, match="differ in length"):
        read_joint_states(
            [
                *map(bytes, joint_states(("a",), np.array([1]), np.ones((1, 1)))),
                *map(bytes, joint_states(("a", "b"), np.array([1]), np.ones((1, 2)))),
            ]
        )
