"""The ears' process: what it tells; robots outlive its death, and that of its microphone."""

import logging
import signal
import time

import numpy as np
import pytest
import soundfile

from kinesics.errors import IntentError
from kinesics.rig.load import load_rig
from kinesics_app.ears.keeper import ears_given, ears_of
from kinesics_app.ears.piece import Piece
from kinesics_app.settings.run_request import RunRequest
from kinesics_app.sound.reference import Reference

RATE_HZ = 16_000
HOP = 160


def ears(microphone, reference=None):
    return ears_of(RunRequest(microphone=str(microphone)), load_rig("desk"), reference)


def wait_for(one, done, seconds=30.0):
    """What is received until `done(messages)`."""
    end_s, came = time.monotonic() + seconds, []
    while time.monotonic() < end_s:
        came += one.receive()
        if done(came):
            return came
        time.sleep(0.01)
    pytest.fail(f"not in {seconds} s: {came[-3:]}, {one.status()}")


def speaking(came):
    return any(one["voice"]["speaks"] >= 0.5 for one in came)


def test_who_speaks_is_told_as_a_number_and_nothing_of_the_sound(spoken):
    with ears(spoken) as one:
        one.open()
        came = wait_for(one, lambda came: speaking(came) and came[-1]["voice"]["speaks"] < 0.3)
        for told in came:
            assert told.keys() == {"voice"}
            assert told["voice"].keys() == {"t_ns", "speaks", "cancels"}
            assert 0.0 <= told["voice"]["speaks"] <= 1.0
        assert time.monotonic_ns() - came[-1]["voice"]["t_ns"] < 1_500_000_000
        assert len(came) < 26 * (came[-1]["voice"]["t_ns"] - came[0]["voice"]["t_ns"]) * 1e-9 + 10
        wait_for(one, lambda _: one.status()["pieces"] > 50)
        assert all(isinstance(value, int | float | str) for value in one.status().values())


def test_in_a_room_in_which_nobody_speaks_nobody_does(silent):
    with ears(silent) as one:
        one.open()
        came = wait_for(one, lambda _: one.status().get("pieces", 0) > 300)
        assert not speaking(came)


def test_one_that_is_killed_is_begun_again(spoken, caplog):
    with ears(spoken) as one:
        one.open()
        wait_for(one, speaking)
        one.sense.helper.process.kill()
        wait_for(one, lambda _: one.status()["deaths"])
        assert "nobody is heard until it is there again" in one.status()["trouble"]
        assert "the ears' process ended" in caplog.text
        wait_for(one, speaking)
        assert not one.status()["trouble"]


def test_one_that_is_frozen_is_told_as_silent(silent):
    with ears(silent) as one:
        one.open()
        wait_for(one, lambda _: one.status().get("pieces", 0) > 10)
        one.sense.helper.process.send_signal(signal.SIGSTOP)
        wait_for(one, lambda _: "nothing was heard of" in one.status()["trouble"])
        one.sense.helper.process.send_signal(signal.SIGCONT)
        wait_for(one, lambda _: not one.status()["trouble"])
        assert one.status()["deaths"] == 0


def test_a_microphone_that_is_lost_is_told_and_found_again(spoken, tmp_path, caplog):
    caplog.set_level(logging.WARNING)
    here, away = tmp_path / "here.wav", tmp_path / "away.wav"
    here.write_bytes(spoken.read_bytes())
    with ears(here) as one:
        one.open()
        wait_for(one, speaking)
        here.rename(away)
        came = wait_for(one, lambda _: one.status()["trouble"])
        assert came[-1]["voice"]["speaks"] == 0.0
        assert "tried again in" in one.status()["trouble"]
        away.rename(here)
        wait_for(one, lambda _: not one.status()["trouble"])
        wait_for(one, speaking)
        assert one.status()["deaths"] == 0
        assert "it is there again" in caplog.text


def test_one_that_cannot_hear_says_why_at_once(tmp_path):
    with ears(tmp_path / "no.wav") as one, pytest.raises(IntentError, match="not a readable sound"):
        one.open()
    with pytest.raises(IntentError, match="a name in UTF-8"):
        ears("\udcff")
    assert ears("") is None


def given(one, sound, begin_ns):
    for first in range(0, len(sound), HOP):
        t_ns = begin_ns + first * 1_000_000_000 // RATE_HZ
        time.sleep(max(t_ns - time.monotonic_ns(), 0) * 1e-9)
        assert one.give(Piece(t_ns, sound[first : first + HOP], RATE_HZ))


def test_sound_that_is_given_is_heard_and_what_is_bad_is_counted(spoken):
    sound, _ = soundfile.read(spoken, dtype="float32")
    with ears_given(RunRequest(), load_rig("desk")) as one:
        one.open()
        one.give(Piece(time.monotonic_ns(), np.full(HOP, np.nan, np.float32), RATE_HZ))
        wait_for(one, lambda _: one.status().get("bad") == 1)
        given(one, sound[: 3 * RATE_HZ], time.monotonic_ns())
        wait_for(one, speaking)
        assert one.status()["deaths"] == 0


def test_its_own_voice_is_taken_off_what_it_hears(spoken):
    """The reference comes as a loudspeaker gives it: dated a little ahead, block by block."""
    own, _ = soundfile.read(spoken, dtype="float32")
    own = np.tile(own[: 3 * RATE_HZ], 3)
    reference = Reference(RATE_HZ)
    with ears_given(RunRequest(), load_rig("desk"), reference) as one:
        one.open()
        begin_ns = time.monotonic_ns() + 300_000_000
        came = []
        for n in range(len(own) // HOP):
            t_ns = begin_ns + n * 10_000_000
            time.sleep(max(t_ns - time.monotonic_ns(), 0) * 1e-9)
            reference.give(t_ns + 100_000_000, own[n * HOP :][:HOP])
            if n > 10:
                heard = 0.3 * own[(n - 11) * HOP :][:HOP]
                one.give(Piece(t_ns - 10_000_000, heard, RATE_HZ))
            came += one.receive()
        late = came[len(came) // 2 :]
        assert late
        assert all(told["voice"]["cancels"] for told in late)
        assert max(told["voice"]["speaks"] for told in late) < 0.5
        wait_for(one, lambda _: one.status()["taken_db"] > 10.0, 1.0)


def test_how_its_joints_move_is_told_and_costs_nothing_where_they_rest():
    rig = load_rig("humanoid")
    with ears_given(RunRequest(), rig) as one:
        sent = []
        one.sense.send = lambda message: sent.append(message) or True
        still = np.array([joint.neutral for joint in rig.joints])
        for n in range(9):
            one.follow(n * 10_000_000, still + (0.01 * n if n < 5 else 0.05))
        powers = [power for message in sent for _, power in message["moves"]]
        assert len(sent) == 2
        assert min(powers[:4]) > 1.0
        assert powers[5:] == [0.0, 0.0, 0.0]
