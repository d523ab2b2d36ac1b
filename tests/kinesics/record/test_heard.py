"""The sound of a recording, and phones beside it, as what motion is compared with."""

from dataclasses import replace

import numpy as np
import pytest

from kinesics.errors import RecordError
from kinesics.measures.lip_timing import lip_timing
from kinesics.measures.mouth import mouth_of
from kinesics.record.curves_file import read_curves
from kinesics.record.heard import heard_of
from kinesics.record.mcap_file import robot_of, write_mcap
from kinesics.record.sounds import Sound, sounds_in
from kinesics.signals import TimedPhone

PHONES = [
    TimedPhone(0.0, 0.2, "pau"),
    TimedPhone(0.2, 0.3, "m"),
    TimedPhone(0.3, 0.5, "aa"),
    TimedPhone(0.5, 0.6, "m"),
    TimedPhone(0.6, 0.7, "b"),
    TimedPhone(0.7, 0.9, "iy"),
    TimedPhone(0.9, 1.0, "p"),
    TimedPhone(1.0, 1.2, "pau"),
]


@pytest.fixture
def path(take, tmp_path):
    file = tmp_path / "motion.mcap"
    write_mcap(replace(take, robot="humanoid"), file)
    return file


def test_a_recording_holds_its_sound_whole_and_says_whose_it_is(path, take):
    (sound,) = sounds_in(path)
    assert (sound.begin_s, sound.rate_hz) == (0.0, take.speech_rate_hz)
    assert sound.end_s == pytest.approx(take.audio_s)
    np.testing.assert_allclose(sound.samples, take.speech, atol=1e-4)
    assert robot_of(path) == "humanoid"


def test_its_channels_count_from_the_same_moment(path, take):
    curves, _ = read_curves(path)
    assert curves.begin_s == pytest.approx(take.t_s[0])
    np.testing.assert_allclose(curves.t_s, take.t_s, atol=1e-9)


@pytest.mark.parametrize("late_ms", [0, 40, -25])
def test_a_jaw_that_moves_with_the_voice_is_late_by_what_the_sound_was_moved(path, late_ms):
    curves, _ = read_curves(path)
    (sound,) = sounds_in(path)
    heard = heard_of([replace(sound, begin_s=sound.begin_s - late_ms / 1e3)], (), 0.0)
    read = {(one.measure, one.signal): one for one in lip_timing(mouth_of(curves), heard)}
    for signal in ("lips", "jaw"):
        lag = read["lag_behind_sound", signal]
        assert (lag.unit, lag.value) == ("ms", pytest.approx(late_ms, abs=3.0))
        assert read["correlation_with_sound", signal].value > 0.95  # a tone of 140 Hz ripples


def test_what_is_no_recording_of_ours_has_no_sound(tmp_path):
    file = tmp_path / "motion.mcap"
    file.write_bytes(b"no")
    with pytest.raises(RecordError, match="cannot read"):
        sounds_in(file)


def test_pieces_that_follow_are_one_and_what_lies_between_sounds_is_silent():
    tone = 0.5 * np.ones(1600, np.float32)
    heard = heard_of([Sound(1.0, 16_000, tone), Sound(2.0, 16_000, tone)], (), 0.0)
    loud = heard.loudness
    for at_s, wanted in ((1.05, 0.5), (1.5, 0.0), (2.05, 0.5)):
        assert np.interp(at_s, loud.t_s, loud.values[:, 0]) == pytest.approx(wanted, abs=1e-6)
    assert heard.onsets_s == pytest.approx([1.0, 2.0], abs=0.011)


def test_closures_are_those_with_a_sound_on_both_sides_and_neighbours_are_one():
    heard = heard_of((), PHONES, 10.0)
    assert heard.closures_s == pytest.approx([10.0 + 0.5 * (0.52 + 0.665)])
    assert heard.loudness is None


def test_the_mouth_of_the_phones_is_closed_where_they_are():
    heard = heard_of((), PHONES, 10.0)
    assert heard.mouth.names == ("lips", "jaw")
    lips = np.interp([10.4, 10.6], heard.mouth.t_s, heard.mouth.of("lips"))
    assert lips[0] > 0.7
    assert lips[1] < 0.0
