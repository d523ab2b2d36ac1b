"""What other packages bring, to a body whose node goes by /clock: frames, audio, simulated time."""

import json
import time
from array import array

import numpy as np
import pytest

from kinesics.audio.speech_file import load_speech
from kinesics.rig.load import load_rig
from kinesics_app.demo import HELLO

pytest.importorskip("rclpy", reason="rclpy is not installed here; scripts/test --ros has it")

RIG = load_rig("humanoid")
BEGIN_S, SPEED = 100.0, 0.8
SLACK_S = 0.5  # a test machine is not idle


class Simulation:
    """Somebody who publishes /clock: it begins at `BEGIN_S`, and runs a little slowly."""

    def __init__(self, client):
        from rosgraph_msgs.msg import Clock

        self.client = client
        self.now_s = BEGIN_S
        self._message = Clock()
        self._tell = client.publisher("/clock", "rosgraph_msgs/Clock")

    def run(self, until, timeout_s=60.0):
        """Tell the time until something is so."""
        last_s = begun_s = time.monotonic()
        while not until():
            assert time.monotonic() - begun_s < timeout_s, "it did not come in time"
            self.client.pause(0.01)
            now_s = time.monotonic()
            self.now_s += SPEED * (now_s - last_s)
            last_s = now_s
            clock = self._message.clock
            clock.sec, clock.nanosec = divmod(round(self.now_s * 1e9), 10**9)
            self._tell.publish(self._message)

    def run_for(self, seconds):
        end_s = time.monotonic() + seconds
        self.run(lambda: time.monotonic() > end_s)


@pytest.fixture(scope="module")
def simulation(start, connect):
    """A body in it, alive, for all tests of this file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
        domain = 18
        told = ("-p", "use_sim_time:=true", "-p", "tell_tf:=true", "-p", "frame_prefix:=anna/")
        with start(domain, *told):
            client = connect(domain)
            if not frames():
                assert not client.change("configure")
                assert "tf2_msgs is not installed" in client.status["refusal"]
                pytest.skip("tf2_msgs is not built; scripts/test --ros does it, with cmake and g++")
            client.bring("active")
            simulation = Simulation(client)
            simulation.run_for(1.0)
            yield simulation
            client.close()


def frames():
    try:
        import tf2_msgs.msg
    except ImportError:
        return False
    return bool(tf2_msgs.msg)


def seconds(stamp):
    return stamp.sec + stamp.nanosec * 1e-9


def test_what_goes_out_is_stamped_by_the_clock_and_the_robot_lives_by_its_own(simulation, at_best):
    states = simulation.client.keep("/joint_states", "sensor_msgs/JointState", depth=500)

    def stamped():
        """How far before and after its time, and from what 3 s of ours are there."""
        states.clear()
        begin_s = simulation.now_s
        simulation.run_for(3.0)
        stamps_s = np.array([seconds(one.header.stamp) for one in states])
        off_s = begin_s - stamps_s.min(), stamps_s.max() - simulation.now_s
        return np.array([*off_s, abs(np.ptp(stamps_s) - 3.0 * SPEED)])

    assert (at_best(stamped, lambda off_s: (off_s < SLACK_S).all()) < SLACK_S).all()
    assert len(states) > 30  # of 75, on a busy machine
    breath = np.array([one.position for one in states])
    assert np.ptp(breath, axis=0).max() > 0.001


def test_what_comes_in_is_dated_by_the_clock(simulation):
    from geometry_msgs.msg import PointStamped

    client = simulation.client
    look = client.publisher("/look_at", "geometry_msgs/PointStamped")
    message = PointStamped()
    message.point.x, message.point.z = 1.0, 1.0
    known = len(client.events)
    message.header.stamp.sec, message.header.stamp.nanosec = divmod(time.time_ns(), 10**9)
    look.publish(message)
    simulation.run(lambda: any(one["event"] == "refused" for one in client.events[known:]))
    assert "ahead: too late, or of another clock" in client.became("refused")["reason"]
    known = len(client.events)
    due_s = simulation.now_s + 0.4
    message.header.stamp.sec, message.header.stamp.nanosec = divmod(round(due_s * 1e9), 10**9)
    look.publish(message)
    simulation.run(lambda: any(one["event"] == "started" for one in client.events[known:]))
    begun = [one for one in client.events[known:] if one["event"] == "started"][-1]
    assert begun["stamp"] == pytest.approx(due_s, abs=SLACK_S)


def test_a_clock_that_stands_still_stops_no_robot(simulation):
    client = simulation.client
    states = client.keep("/joint_states", "sensor_msgs/JointState", depth=500)
    client.pause(1.0)
    client.wait(lambda: len(states) > 25)
    client.wait(lambda: np.ptp([one.position for one in states], axis=0).max() > 0.001)
    stamps_s = np.array([seconds(one.header.stamp) for one in states])
    assert np.ptp(stamps_s) < SLACK_S
    assert client.status["state"] in ("ACTIVE", "STARVED")  # and it is still told


def test_head_and_eyes_are_on_tf_as_joint_states_have_them(simulation):
    client = simulation.client
    trees = client.keep("/tf", "tf2_msgs/TFMessage", depth=200)
    states = client.keep("/joint_states", "sensor_msgs/JointState", depth=200)
    simulation.run(lambda: min(len(trees), len(states)) > 25)
    positions = {seconds(one.header.stamp): np.array(one.position) for one in states}
    compared = 0
    for tree in trees:
        stamp_s = seconds(tree.transforms[0].header.stamp)
        nearest_s = min(positions, key=lambda at_s: abs(at_s - stamp_s))
        if abs(nearest_s - stamp_s) > 1e-3:
            continue  # one of the two was not heard
        compared += 1
        whole = RIG.skeleton.frames(positions[nearest_s][None])
        places = {"base_link": np.zeros(3)}
        turns = {"base_link": np.eye(3)}
        for one in tree.transforms:
            parent, at = one.header.frame_id, one.transform.translation
            places[one.child_frame_id] = places[parent] + turns[parent] @ (at.x, at.y, at.z)
            turns[one.child_frame_id] = turns[parent] @ turned(one.transform.rotation)
        for link in ("head", "left_eye_pitch_link", "right_eye_pitch_link"):
            frame = whole[RIG.skeleton.index[link], 0]
            np.testing.assert_allclose(places[f"anna/{link}"], frame[:3, 3], atol=1e-3)
            np.testing.assert_allclose(turns[f"anna/{link}"], frame[:3, :3], atol=1e-2)
    assert compared > 10


def test_a_point_of_a_sensor_is_looked_at_where_that_is(simulation):
    """On a mast that stands a quarter turn to the left of the robot, as /tf and /tf_static tell."""
    from geometry_msgs.msg import PointStamped

    client = simulation.client
    tell_of_a_mast(simulation)
    look = client.publisher("/look_at", "geometry_msgs/PointStamped")
    states = client.keep("/joint_states", "sensor_msgs/JointState", depth=200)
    message = PointStamped()
    message.header.frame_id = "lidar"
    message.point.x = 1.0
    known = len(client.events)
    stamp = message.header.stamp
    stamp.sec, stamp.nanosec = divmod(round((simulation.now_s - 0.2) * 1e9), 10**9)
    look.publish(message)
    simulation.run(lambda: any(one["event"] == "started" for one in client.events[known:]))

    def aim_rad():
        looks = dict(zip(states[-1].name, states[-1].position, strict=True))
        return looks["neck_yaw"] + looks["left_eye_yaw"]

    simulation.run(lambda: states and aim_rad() > 1.0)  # of 1.57
    message.header.frame_id, known = "periscope", len(client.events)
    stamp.sec = stamp.nanosec = 0
    look.publish(message)
    simulation.run(lambda: any(one["event"] == "refused" for one in client.events[known:]))
    why = client.became("refused")["reason"]
    assert "'periscope' is unknown; known: " in why
    assert ", base_link, lidar, mast" in why


def tell_of_a_mast(simulation):
    """For a second, and of what it carries once."""
    from rclpy.qos import DurabilityPolicy, QoSProfile
    from tf2_msgs.msg import TFMessage

    client = simulation.client
    latched = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
    client.node.create_publisher(TFMessage, "/tf_static", latched).publish(
        TFMessage(transforms=[transform("mast", "lidar", 0.0, z=0.2)])
    )
    mast = client.publisher("/tf", "tf2_msgs/TFMessage", depth=100)
    for _ in range(20):
        ahead = transform("base_link", "mast", simulation.now_s, z=1.2, turn_rad=np.pi / 2)
        mast.publish(TFMessage(transforms=[ahead]))
        simulation.run_for(0.05)


def transform(parent, child, stamp_s, z, turn_rad=0.0):
    from geometry_msgs.msg import TransformStamped

    told = TransformStamped(child_frame_id=child)
    told.header.frame_id = parent
    told.header.stamp.sec, told.header.stamp.nanosec = divmod(round(stamp_s * 1e9), 10**9)
    told.transform.translation.z = z
    told.transform.rotation.z = np.sin(turn_rad / 2)
    told.transform.rotation.w = np.cos(turn_rad / 2)
    return told


def turned(rotation):
    x, y, z, w = rotation.x, rotation.y, rotation.z, rotation.w
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    return np.eye(3) + 2.0 * w * cross + 2.0 * cross @ cross


def test_an_audio_driver_is_heard_as_speech(simulation):
    """As ros-drivers' audio_common_msgs, said anew: the package itself was never tried."""
    messages = pytest.importorskip("audio_common_msgs.msg", reason="audio_common_msgs is not built")
    client = simulation.client
    samples, rate_hz = load_speech(HELLO)
    pcm = (32767 * samples[:rate_hz]).astype("<i2")
    info = client.publisher("/speech_audio_info", "audio_common_msgs/AudioInfo")
    sound = client.publisher("/speech_audio", "audio_common_msgs/AudioData")
    told = {"channels": 1, "sample_format": "S16LE", "coding_format": "wave"}
    info.publish(messages.AudioInfo(sample_rate=rate_hz, **told))
    client.pause(0.2)
    for begin in range(0, len(pcm), 1600):
        sound.publish(messages.AudioData(data=array("B", pcm[begin : begin + 1600].tobytes())))
        simulation.run_for(0.05)
    simulation.run(lambda: any(one["intent"] == "audio-1" for one in client.events))
    assert client.became("ended", "audio-1")["reason"] == "no sound came, nor its end"
    assert client.became("started", "audio-1")
    info.publish(messages.AudioInfo(sample_rate=rate_hz, **{**told, "channels": 2}))
    client.wait(lambda: client.counts("messages").get("speech_audio_info refused") == 1)
    assert json.dumps(client.status["died"]) == "{}"
