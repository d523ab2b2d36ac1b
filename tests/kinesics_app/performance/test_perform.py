"""`kinesics perform`: what a stranger types, and what may go wrong."""

import json
import re
import struct
import wave

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from kinesics.record.measures import actuation_error
from kinesics_app.cli.main import main
from kinesics_app.demo import HELLO
from kinesics_app.device.servos import servos_of
from kinesics_app.performance.perform import Request, perform

FILES = {
    "channels.csv",
    "joints.csv",
    "motion.mcap",
    "report.html",
    "speech.wav",
    "summary.json",
    "timing.json",
}


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def performance(short_speech):
    return perform(Request(short_speech))


def test_the_same_input_and_seed_give_the_same_bytes(short_speech, tmp_path):
    for name in ("one", "two"):
        result = run("perform", short_speech, "--out", tmp_path / name)
        assert result.exit_code == 0, result.output
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("one", "two"))
    assert set(one) == FILES
    assert {name for name in FILES if one[name] != two[name]} <= {"timing.json"}


def test_the_summary_says_what_happened(performance, tmp_path):
    from kinesics_app.performance.results import summary_of

    summary = summary_of(performance)
    assert summary["audio_s"] == pytest.approx(1.8)
    delays = summary["delays"]
    assert delays["presentation_delay_ms"] == pytest.approx(
        sum(delays[name] for name in ("lookahead_ms", "compute_ms", "lead_ms", "lag_ms")), abs=1e-3
    )
    assert summary["setpoints"]["late"] == summary["underruns"] == summary["crc_errors"] == 0
    shares = summary["as_played"]["largest"]
    assert all(0.0 < shares[kind]["share"] <= 1.0 for kind in shares)
    assert json.loads(json.dumps(summary)) == summary


def test_the_mouth_moves_with_the_speech_and_rests_before_it(performance):
    take = performance.take
    jaw = take.measured[:, take.joint("jaw")]
    speaking = (take.t_s > 0.1) & (take.t_s < 1.4)
    assert np.ptp(jaw[speaking]) > 0.05
    assert np.ptp(jaw[take.t_s < -0.15]) < 0.01


def test_diagnostics_tell_of_the_servos_once_a_second(performance):
    told = [figures for _, figures in performance.take.diagnostics]
    assert len(told) >= 2
    for figures in told[1:]:  # the first comes before the firmware has told
        assert figures["supply_v"] == 6.0
        assert 25.0 <= figures["hottest_c"] < 60.0
        assert figures["current_a"] >= 0.0
    assert max(figures["current_a"] for figures in told[1:]) > 0.1


def test_time_zero_is_when_the_first_sample_is_heard(performance):
    """The jaw opens with the sound, not with its arrival: the delay is paid before t = 0."""
    take = performance.take
    assert take.t_s[0] < -0.3
    loud_s = np.flatnonzero(np.abs(take.speech) > 0.05)[0] / take.speech_rate_hz
    jaw = take.measured[:, take.joint("jaw")]
    opens_s = take.t_s[np.flatnonzero(jaw - jaw[0] > 0.25 * np.ptp(jaw))[0]]
    assert abs(opens_s - loud_s) < 0.15


def test_another_seed_changes_blinks_but_no_bit_of_the_mouth(short_speech, performance):
    other = perform(Request(short_speech, seed=1)).take
    take = performance.take
    lid, jaw = take.joint("left_upper_lid"), take.joint("jaw")
    assert (take.sent[:, lid] != other.sent[:, lid]).any()
    np.testing.assert_array_equal(take.sent[:, jaw], other.sent[:, jaw])


@pytest.mark.parametrize("lookahead_ms", [0, 40, 80, 120, 200])
def test_every_look_ahead_runs_and_is_paid_in_the_delay(short_speech, lookahead_ms):
    done = perform(Request(short_speech, lookahead_ms=lookahead_ms))
    assert done.delays.presentation_delay_ms == pytest.approx(
        lookahead_ms + 20 + 100 + done.delays.lag_ms
    )
    assert done.device.counters["underruns"] == 0


@pytest.mark.parametrize(("share", "most_ms"), [(1.0, 10.0), (1.3, 25.0), (0.7, 25.0)])
def test_the_jaw_is_in_time_also_when_its_servo_is_not_what_the_rig_says(share, most_ms, humanoid):
    servos = servos_of(humanoid, lag_share=share, bandwidth_share=1.0 / share)
    take = perform(Request(HELLO), servos=servos).take
    error = actuation_error(take, "jaw")
    assert error.strokes > 20
    assert error.p95_ms <= most_ms


def write_wav(path, samples, rate_hz, subtype):
    soundfile.write(path, samples, rate_hz, subtype=subtype, format="WAV")


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "PCM_32", "FLOAT"])
def test_any_wav_is_accepted(tmp_path, rate_hz, subtype):
    from kinesics.audio.speech_file import load_speech, resample

    time_s = np.arange(rate_hz // 2) / rate_hz
    tone = 0.5 * np.sin(2 * np.pi * 440 * time_s)
    write_wav(tmp_path / "tone.wav", np.stack((tone, tone), axis=1), rate_hz, subtype)
    samples, found_hz = load_speech(tmp_path / "tone.wav")
    heard = resample(samples, found_hz, 16_000)
    assert len(heard) == 8_000
    middle = heard[2000:6000]
    wanted = 0.5 * np.sin(2 * np.pi * 440 * np.arange(2000, 6000) / 16_000)
    np.testing.assert_allclose(middle, wanted, atol=2e-3)


def test_what_cannot_be_used_is_one_line_and_exit_code_2(tmp_path, short_speech):
    (tmp_path / "text.wav").write_text("not a sound")
    (tmp_path / "none.wav").write_bytes(b"")
    with wave.open(str(tmp_path / "empty.wav"), "wb") as empty:
        empty.setparams((1, 2, 16_000, 0, "NONE", ""))
    write_wav(tmp_path / "nan.wav", np.array([0.0, np.nan, 0.1]), 16_000, "FLOAT")
    write_wav(tmp_path / "slow.wav", np.zeros(100), 4_000, "PCM_16")
    (tmp_path / "cut.wav").write_bytes(short_speech.read_bytes()[:30])
    (tmp_path / "file").write_text("in the way")
    cases = [
        (["missing.wav"], "no such file"),
        ([tmp_path / "text.wav"], "not a readable sound file"),
        ([tmp_path / "none.wav"], "not a readable sound file"),
        ([tmp_path / "cut.wav"], "not a readable sound file"),
        ([tmp_path / "empty.wav"], "holds no samples"),
        ([tmp_path / "nan.wav"], "NaN or infinite"),
        ([tmp_path / "slow.wav"], "4000 Hz; wanted 8000"),
        ([tmp_path], "not a file"),
        ([short_speech, "--robot", "nobody"], "no robot 'nobody'; shipped: desk, humanoid"),
        (["x" * 300 + ".wav"], "File name too long"),
        ([short_speech, "--robot", "y" * 300], "no robot"),
        ([short_speech, "--lookahead-ms", "90"], "no head for a look-ahead of 90 ms"),
        ([short_speech, "--device", "/dev/nowhere", "--live"], "/dev/nowhere"),
        ([short_speech, "--device", "/dev/nowhere"], "--live"),
        ([short_speech, "--out", tmp_path / "file" / "out"], "cannot write to"),
    ]
    for arguments, message in cases:
        result = run("perform", "--out", tmp_path / "out", *arguments)
        assert result.exit_code == 2, (arguments, result.output)
        assert "Traceback" not in result.output
        line = result.output.strip().splitlines()[-1]
        assert line.startswith("kinesics: "), result.output
        assert message in line


def test_a_lead_out_of_its_range_is_refused_as_every_option_is(short_speech):
    result = run("perform", short_speech, "--lead-ms", "5")
    assert result.exit_code == 2
    assert "5.0 is not in the range 25.0<=x<=1000.0" in result.output


def test_a_wav_with_a_lying_header_does_not_crash(tmp_path, short_speech):
    data = bytearray(short_speech.read_bytes())
    data[40:44] = struct.pack("<I", 0x7FFFFFFF)
    (tmp_path / "lying.wav").write_bytes(bytes(data))
    result = run("perform", tmp_path / "lying.wav", "--out", tmp_path / "out")
    assert result.exit_code in (0, 2)
    assert "Traceback" not in result.output


def test_a_clipped_sound_is_told_at_the_end(tmp_path, short_speech):
    samples, rate_hz = soundfile.read(short_speech, dtype="float32")
    loud = tmp_path / "loud.wav"
    soundfile.write(loud, np.clip(20.0 * samples, -1.0, 1.0), rate_hz)
    result = run("perform", loud, "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert re.search(r"kinesics: the sound is clipped: \d\d% of its samples", result.output)


def test_what_no_look_ahead_costs_is_told_unless_phones_decide(short_speech, tmp_path):
    from kinesics_app.performance.results import summary_of

    blind = perform(Request(short_speech, lookahead_ms=0))
    assert summary_of(blind)["accuracy"]["closure_precision"] < 0.7
    (told,) = blind.remarks
    assert re.match(r"--lookahead-ms 0: of 100 lip closures .* shows [56]\d are right", told)
    phones = tmp_path / "phones.txt"
    phones.write_text("pau:0.3 aa:0.6 m:0.7 aa:1.4 pau:1.8\n")
    known = perform(Request(short_speech, lookahead_ms=0, phones=phones))
    assert not any("--lookahead-ms" in remark for remark in known.remarks)
    assert perform(Request(short_speech)).remarks == ()


@pytest.mark.parametrize("emotion", ["happy:1", "contemptuous:1"])
def test_no_feeling_costs_a_closure_or_a_round_lip_at_the_joints_as_asked(emotion):
    told = perform(Request(HELLO, emotion=emotion)).told.lip_shapes
    for shape, least in (("rounding", 9), ("labiodentals", 4)):
        kept = told[shape]
        assert kept["wanted"] >= least
        assert kept["asked"] == kept["wanted"], shape
