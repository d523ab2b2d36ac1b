"""What the mixer was told, written and read back; ROS tools read it too."""

import io
from dataclasses import replace

import numpy as np
import pytest
from mcap.reader import make_reader
from mcap_ros2.decoder import DecoderFactory

from kinesics.errors import RecordError
from kinesics.motion.mixer import Layer
from kinesics.motion.spelling import label_of
from kinesics.motion.track import make_track
from kinesics.record.intake import AskedFor, Intake, Sounded, Taken, Turned, asked_for
from kinesics.record.intake_file import (
    TOPIC,
    intake_messages,
    intake_metadata,
    intake_of,
    read_intake,
)
from kinesics.record.mcap_file import mcap_bytes, write_mcap
from kinesics.signals import Feeling, GestureCue, Look, Turn

LAYERS = (Layer("idle", "over"), Layer("speech", "over", owner=True, dials=("lips", "face")))


@pytest.fixture
def intake():
    rng = np.random.default_rng(3)
    wide = make_track(10**9 + 7, 100.0, ["jawOpen", "head_yaw"], rng.random((5, 2)))
    odd = make_track(-3, 1000.0 / 7, ["gaze_yaw"], rng.random((1, 1)), weight=0.3, priority=-2)
    taken = [
        Taken(10**9, "idle", wide),
        Turned(10**9, Turn(10**9, "lips", 0.7, 0.25)),
        Taken(10**9, "speech", odd),
        Sounded(10**9, 4800, 160),
        Taken(10**9 + 10**7, "idle", wide),
    ]
    return Intake(LAYERS, rng.random(3), taken, (AskedFor(5, "gaze", "x: look at me"),))


def test_what_is_read_is_what_was_told_to_the_bit(intake):
    messages = [message for _, message in intake_messages(intake)]
    read = intake_of(intake_metadata(intake), messages)
    assert len(messages) == 2
    assert tuple(read.layers) == LAYERS
    assert np.array_equal(read.pose, intake.pose)
    assert read.asked == [*intake.asked]
    assert read.taken[1] == intake.taken[1]
    assert read.taken[3] == intake.taken[3]
    for mine, theirs in zip(read.taken, intake.taken, strict=True):
        assert mine.after_ns == theirs.after_ns
        if isinstance(theirs, Taken):
            assert label_of(mine.source, mine.track) == label_of(theirs.source, theirs.track)
            assert np.array_equal(mine.track.values, theirs.track.values)


def test_ros_tools_read_the_tracks(take, intake):
    data = mcap_bytes(replace(take, intake=intake))
    reader = make_reader(io.BytesIO(data), decoder_factories=[DecoderFactory()])
    read = [value for *_, value in reader.iter_decoded_messages([TOPIC])]
    assert [len(value.layout.dim) for value in read] == [5, 2]
    assert read[0].layout.dim[1].label == label_of("idle", intake.taken[0].track)
    assert (read[0].layout.dim[1].size, read[0].layout.dim[1].stride) == (5, 2)
    assert list(read[0].data)[:10] == intake.taken[0].track.values.ravel().tolist()


def test_a_file_holds_it(take, intake, tmp_path):
    path = tmp_path / "motion.mcap"
    write_mcap(replace(take, intake=intake), path)
    read, told = read_intake(path)
    assert len(read.taken) == 5
    assert told["heard_t0_ns"] == str(take.heard_t0_ns)


def test_something_else_is_refused(intake):
    messages = [message for _, message in intake_messages(intake)]
    with pytest.raises(RecordError, match="wanted those of kinesics"):
        intake_of(intake_metadata(intake), [messages[0][:40]])
    with pytest.raises(RecordError, match="wanted those of kinesics"):
        intake_of({"layers": "[]"}, messages)


def test_what_is_asked_is_told_in_words_and_what_is_heard_is_not():
    greet = asked_for(GestureCue(7, "i1", "greet", 0.8, "", None, 0.3))
    assert greet == AskedFor(7, "gesture", "i1: greet, size 0.8")
    sad = asked_for(Feeling(9, (0.0, 0.0, 0.0), {"sad": 1.0, "happy": 0.0}, 0.5))
    assert sad == AskedFor(9, "emotion", "feel sad 1.00, intensity 0.50")
    look = asked_for(Look(1, "i2", "person:1", "eyes", 1.0))
    assert look == AskedFor(1, "gaze", "i2: look at person:1")
    assert asked_for(Turn(1, "lips", 1.0)) is None
