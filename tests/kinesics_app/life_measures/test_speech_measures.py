"""The measures of speech and of variety find in made-up lives what was put into them."""

from types import SimpleNamespace

import numpy as np
import pytest

from kinesics.rig.load import load_rig
from kinesics_app.life_measures import beat_alignment, head_in_speech, variety
from kinesics_app.life_measures.desk_sway import desk_sway
from kinesics_app.life_measures.hum import RATE_HZ, Hummed, hum
from kinesics_app.life_measures.spectrum import slow_share

T_S = np.arange(0, 60, 0.01)


def level_db(samples):
    hops = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    return 20 * np.log10(np.sqrt((hops**2).mean(axis=1)) + 1e-4)


def test_two_hums_of_other_stress_are_equally_loud():
    one, other = (
        level_db(hum(text).samples) for text in (head_in_speech.ONE, head_in_speech.OTHER)
    )
    assert len(one) == len(other)
    assert np.corrcoef(one, other)[0, 1] > 0.995
    assert abs(one.mean() - other.mean()) < 0.1


def test_a_hum_is_stressed_where_it_says():
    hummed = hum("-*-,--*")
    assert len(hummed.accents_s) == 2
    assert hummed.accents_s[1] < len(hummed.samples) / RATE_HZ


def test_the_desk_robot_is_at_half_as_soon_as_is_published_and_knows_no_words():
    noise = np.random.default_rng(1).normal(0.0, 0.1, 3 * RATE_HZ).astype(np.float32)
    late_ms, after_ms = [], []
    for begin in range(8000, 9600, 160):
        sound = np.where(np.arange(len(noise)) >= begin, noise, 0.0).astype(np.float32)
        sound[2 * RATE_HZ :] = 0.0
        swayed = desk_sway(sound, RATE_HZ)
        t_s = (np.arange(len(swayed)) + 1) / 100.0
        level = np.abs(swayed[:, 1] / np.sin(2 * np.pi * 0.6 * t_s))
        settled = np.median(level[150:190])
        late_ms.append(1e3 * (t_s[np.argmax(level > 0.5 * settled)] - begin / RATE_HZ))
        after_ms.append(1e3 * (t_s[200 + np.argmax(level[200:] < 0.1 * settled)] - 2.0))
    assert np.median(late_ms) == pytest.approx(28.0, abs=15.0)
    assert np.median(after_ms) == pytest.approx(45.0, abs=20.0)
    one, other = (desk_sway(hum(text).samples, RATE_HZ) for text in ("*--*-", "-*--*"))
    assert np.corrcoef(one[:, 0], other[:, 0])[0, 1] > 0.99


@pytest.mark.parametrize(("hz", "slow"), [(2.0, True), (9.0, False)])
def test_the_spectrum_tells_slow_from_fast(hz, slow):
    share = slow_share(np.sin(2 * np.pi * hz * T_S)[:, None], 100.0)
    assert (share > 0.99) is slow
    assert (share < 0.01) is not slow


def test_all_axes_count():
    both = np.stack([np.sin(2 * np.pi * 2.0 * T_S) / 2.0, np.sin(2 * np.pi * 8.0 * T_S) / 8.0], 1)
    assert slow_share(both, 100.0) == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(("hz", "slow"), [(2.0, True), (9.0, False)])
def test_a_head_that_hurries_only_while_it_speaks_misses_a_gate(hz, slow):
    t_s = np.arange(0, 200, 0.01)
    speaks = (t_s >= 20) & (t_s < 40)
    still = np.zeros(len(t_s))
    seen = SimpleNamespace(
        head_yaw=np.sin(2 * np.pi * t_s),
        head_pitch=np.where(speaks, 0.06 * np.sin(2 * np.pi * hz * t_s), 0.0),
        head_roll=still,
        rate_hz=100.0,
    )
    span = SimpleNamespace(state="speaking", begin_ns=20_000_000_000, end_ns=40_000_000_000)
    script = SimpleNamespace(spans=[span])
    played = SimpleNamespace(t_ns=np.round(t_s * 1e9), seen=seen, script=script)
    whole, speaking, _ = head_in_speech._spectrum(played, np.stack([seen.head_yaw] * 3, 1))
    assert (whole.passed, whole.gate) == (True, True)
    assert (speaking.passed, speaking.gate) == (slow, True)


def test_beats_on_stresses_are_told_from_beats_by_chance():
    hummed = hum("-*--*-,--*-*--." * 8)
    on = beat_alignment._figure("hands", hummed.accents_s + 0.05, hummed)
    off = np.sort(np.random.default_rng(2).uniform(0.0, len(hummed.samples) / RATE_HZ, 40))
    assert on.passed
    assert not beat_alignment._figure("hands", off, hummed).passed
    assert not beat_alignment._figure("hands", off[:4], hummed).passed
    assert isinstance(hummed, Hummed)


def test_strokes_count_where_hands_were_seen_to_stop():
    hummed = hum("-*--*-,--*-*--." * 8)
    on_s, off_s = hummed.accents_s, hummed.accents_s + 0.3
    assert beat_alignment._strokes(on_s, on_s + 0.03, hummed).passed
    assert (
        "later than planned by 30 ms" in beat_alignment._strokes(on_s, on_s + 0.03, hummed).figure
    )
    assert not beat_alignment._strokes(on_s, on_s + 0.14, hummed).passed  # servos were late
    assert not beat_alignment._strokes(on_s, off_s, hummed).passed  # nobody saw them stop
    assert not beat_alignment._strokes(off_s, off_s, hummed).passed
    assert not beat_alignment._strokes(on_s[:4], on_s[:4], hummed).passed


def test_hands_and_head_of_the_reference_robot_beat_on_stresses(monkeypatch):
    monkeypatch.setattr(beat_alignment, "_PHRASES", 36)

    class Lived:
        rig = load_rig("humanoid")

    figures = beat_alignment.beat_alignment(Lived)
    assert [one.name.split()[3] for one in figures[:2]] == ["head", "hands"]
    assert figures[2].name.startswith("strokes within 120 ms")
    assert all(one.passed for one in figures), [one.figure for one in figures]


def lively(seconds=300.0, seed=0):
    """(T, 6) of slow noise at 10 Hz [deg]."""
    random = np.random.default_rng(seed)
    noise = random.standard_normal((round(seconds * 10) + 40, 6))
    smooth = np.hanning(20)[:, None]
    return np.stack([np.convolve(noise[:, n], smooth[:, 0], "valid") for n in range(6)], axis=1)[
        : round(seconds * 10)
    ]


def test_a_frozen_body_is_found():
    body = lively()
    assert variety._frozen(body).passed
    body[1000:1080] = body[1000]
    assert not variety._frozen(body).passed


def test_what_repeats_is_found():
    body = lively()
    assert variety._alike(body).passed
    assert variety._repeats(body).passed
    again = np.concatenate([lively(40.0, 1)] * 8)
    assert not variety._alike(again).passed
    assert not variety._repeats(again).passed


def test_a_torso_that_drifts_is_found():
    body = lively() * 0.1
    assert variety._drift(body).passed
    assert not variety._drift(body + np.linspace(0.0, 5.0, len(body))[:, None]).passed
