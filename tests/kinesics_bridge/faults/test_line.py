"""The model of a bad wire: seeded, the same however the bytes were cut, and exactly counted."""

import zlib
from collections import Counter
from itertools import pairwise

import cobs.cobs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.errors import BridgeError
from kinesics_bridge.faults import FaultyLine, LineFaults, Outages, WireFaults
from kinesics_bridge.wire.frames import FrameDecoder, encode_frame

MS = 1_000_000
HARSH = LineFaults(
    drop=0.05, corrupt=0.1, duplicate=0.05, merge=0.05, truncate=0.05, delay=0.05, delay_s=0.004
)


def payloads(count, seed=0):
    generator = np.random.default_rng(seed)
    return [generator.bytes(int(generator.integers(1, 90))) for _ in range(count)]


def passed(line, pieces, step_ns=MS):
    """Everything that leaves for these pieces, one every `step_ns`."""
    return [out for n, piece in enumerate(pieces) for out in line.feed(n * step_ns, piece)]


def bytes_of(out):
    return b"".join(data for _, data in out)


def test_a_healthy_line_changes_nothing():
    line = FaultyLine(LineFaults())
    frames = [encode_frame(payload) for payload in payloads(50)]
    assert passed(line, frames) == [(n * MS, frame) for n, frame in enumerate(frames)]
    assert line.counts["intact"] == line.counts["frames"] == 50
    assert sum(line.counts.values()) == 100 + sum(map(len, frames))


@settings(max_examples=60)
@given(seed=st.integers(0, 2**31), cuts=st.lists(st.integers(0, 3000), max_size=30))
def test_the_same_bytes_meet_the_same_fate_however_they_are_cut(seed, cuts):
    stream = b"".join(encode_frame(payload) for payload in payloads(60, seed))
    edges = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    pieces = [stream[a:b] for a, b in pairwise(edges)]
    whole, cut = (FaultyLine(HARSH, seed=seed) for _ in range(2))
    assert bytes_of(passed(whole, [stream])) == bytes_of(passed(cut, pieces))
    assert whole.counts == cut.counts


def test_what_a_frame_says_does_not_change_its_fate_nor_that_of_others():
    fates = []
    for seed in range(2):
        line, fate = FaultyLine(HARSH, seed=9), []
        for payload in payloads(300, seed):
            before = dict(line.counts)
            line.feed(0, encode_frame(payload))
            fate.append(
                [
                    name
                    for name in ("drop", "corrupt", "merge", "truncate", "duplicate")
                    if line.counts[name] > before[name]
                ]
            )
        fates.append(fate)
    assert fates[0] == fates[1]
    assert sum(map(bool, fates[0])) > 50


def test_rates_are_kept():
    line = FaultyLine(HARSH, seed=3)
    for payload in payloads(4000):
        line.feed(0, encode_frame(payload))
    for name in ("drop", "corrupt", "duplicate", "merge", "truncate", "delay"):
        assert line.counts[name] / 4000 == pytest.approx(getattr(HARSH, name), rel=0.2)


def judged(stream):
    """Accepted payloads, and what is wrong with the rest, by the `cobs` package and zlib."""
    accepted, damage = [], Counter()
    for piece in stream.split(b"\0")[:-1]:
        if not piece:
            continue
        try:
            plain = cobs.cobs.decode(piece)
        except cobs.cobs.DecodeError:
            damage["framing"] += 1
            continue
        if len(plain) < 5:
            damage["framing"] += 1
        elif zlib.crc32(plain[:-4]) != int.from_bytes(plain[-4:], "little"):
            damage["crc"] += 1
        else:
            accepted.append(plain[:-4])
    return accepted, damage


@settings(max_examples=40)
@given(seed=st.integers(0, 2**31), share=st.floats(0, 1))
def test_counts_say_exactly_what_a_receiver_finds(seed, share):
    rates = np.random.default_rng(seed).dirichlet(np.ones(6)) * share
    faults = LineFaults(*rates.tolist())
    line, sent = FaultyLine(faults, seed=seed), payloads(200, seed)
    out = passed(line, [encode_frame(payload) for payload in sent])
    line.set_faults(LineFaults(), 0)
    stream = bytes_of(out) + bytes_of(line.feed(0, b"\0"))  # ends what a merge left open
    accepted, damage = judged(stream)
    assert len(accepted) == line.counts["intact"]
    assert damage.total() == line.counts["damaged"]
    assert Counter(accepted) <= Counter(sent) + Counter(sent)
    decoder = FrameDecoder()
    assert decoder.feed(stream) == accepted
    assert (decoder.framing_errors, decoder.crc_errors) == (damage["framing"], damage["crc"])


def test_gaps_are_those_of_a_sequence_number():
    line = FaultyLine(HARSH, seed=11)
    frames = [encode_frame(n.to_bytes(4, "little") * 4) for n in range(3000)]
    stream = bytes_of(passed(line, frames))
    numbers = [int.from_bytes(payload[:4], "little") for payload in FrameDecoder().feed(stream)]
    expected = [0, *(number + 1 for number in numbers[:-1])]
    gaps = sum(number != after for number, after in zip(numbers, expected, strict=True))
    assert line.counts["gaps"] == gaps > 300


def test_late_frames_keep_their_order():
    line = FaultyLine(LineFaults(delay=0.5, delay_s=0.05), seed=1)
    frames = [encode_frame(payload) for payload in payloads(200)]
    out = passed(line, frames)
    assert [data for _, data in out] == frames
    times_ns = np.array([t_ns for t_ns, _ in out])
    late_ns = times_ns - np.arange(200) * MS
    assert (np.diff(times_ns) >= 0).all()
    assert 0 <= late_ns.min() < late_ns.max() <= 50 * MS
    assert line.counts["delay"] > 60


def test_a_stall_holds_everything_and_lets_it_go_at_once():
    line = FaultyLine(LineFaults(stall_every_s=1.0, stall_s=0.3), seed=4)
    out = passed(line, [encode_frame(bytes([n])) for n in [7] * 1000], step_ns=10 * MS)
    late_ns = np.array([t_ns - n * 10 * MS for n, (t_ns, _) in enumerate(out)])
    assert 290 * MS <= late_ns.max() <= 300 * MS
    assert line.counts["held"] == (late_ns > 0).sum() == pytest.approx(1000 * 0.3 / 1.3, rel=0.3)


def test_outages_come_at_seeded_times_and_never_without_need():
    assert Outages(0.0, 1.0, 0, 0).end_ns(10**18) is None
    assert Outages(0.0, 1.0, 0, 0).start_ns is None
    first, second = (Outages(1.0, 0.25, 5, 7_000 * MS) for _ in range(2))
    away = [first.end_ns(7_000 * MS + n * MS) is not None for n in range(60_000)]
    assert away == [second.end_ns(7_000 * MS + n * MS) is not None for n in range(60_000)]
    assert not any(away[:500])
    assert np.mean(away) == pytest.approx(0.2, abs=0.03)


@pytest.mark.parametrize("unit", ["byte", "burst"])
def test_other_units_serve_protocols_without_delimiter(unit):
    line = FaultyLine(LineFaults(drop=0.1, corrupt=0.1, unit=unit), seed=2)
    bursts = [bytes([255, 255, 253, n, 0, 0]) for n in range(200)]
    out = passed(line, bursts)
    units = 1200 if unit == "byte" else 200
    assert line.counts["frames"] == units
    assert line.counts["drop"] / units == pytest.approx(0.1, abs=0.06)
    assert sum(len(data) for _, data in out) == 1200 - line.counts["drop"] * 1200 // units


def test_an_endless_frame_is_passed_on():
    line = FaultyLine(LineFaults())
    assert len(bytes_of(line.feed(0, b"x" * 10_000))) > 5_000
    line.cut([])
    assert line.counts["lost"] == 0
    left = line.feed(0, b"de\0abc")
    line.cut(left)
    assert line.counts["lost"] == 6
    assert not left
    assert bytes_of(line.feed(0, b"d\0")) == b"d\0"


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"drop": 1.5}, "drop is 1.5; wanted a share"),
        ({"drop": 0.6, "merge": 0.6}, "sum to 1.2"),
        ({"corrupt": float("nan")}, "corrupt is nan; wanted a share"),
        ({"delay_s": -1.0}, "delay_s is -1; wanted seconds"),
        ({"unit": "frames"}, "unit of faults is 'frames'; wanted one of frame, byte, burst"),
        ({"unit": "byte", "merge": 0.1}, "cannot be merged"),
    ],
)
def test_faults_that_mean_nothing_are_refused(changes, complaint):
    with pytest.raises(BridgeError, match=complaint):
        LineFaults(**changes)


def test_an_unplugging_that_means_nothing_is_refused():
    with pytest.raises(BridgeError, match="unplug_s is inf"):
        WireFaults(unplug_s=float("inf"))
