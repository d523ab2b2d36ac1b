"""The mix that C makes is numpy's, but for the last bit of sines and of sums in another order."""

from operator import mul

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinesics.motion import lips
from kinesics.motion.channels import CHANNELS, HIGH, LOW, columns, index
from kinesics.motion.direction import from_head, in_head
from kinesics.motion.mixer import Layer, Mixer
from kinesics.motion.ramp import smoothstep
from kinesics.motion.track import make_track

MS = 1_000_000
CLOSE = {"rtol": 0.0, "atol": 1e-12}
NONE = np.zeros((2, len(CHANNELS)))
CARRIERS = columns([f"{part}_{a}" for part in ("head", "torso") for a in ("yaw", "pitch", "roll")])
GAZE = columns(["gaze_yaw", "gaze_pitch"])


class Segment:
    """Rows of one motion: kernels/source.c in numpy, one time at a time."""

    def __init__(self, track, t_ns, ghosts, ramp_ns):
        self.t_ns, self.end_ns, self.settled_ns = t_ns, track.end_ns, t_ns + ramp_ns
        self.track, self.ghosts, self.ramp_ns = track, ghosts, ramp_ns
        self.rows = track.values

    def continues(self, track):
        own = self.track
        return (
            track.t_ns == self.end_ns + own.period_ns
            and (track.period_ns, track.weight, track.priority)
            == (own.period_ns, own.weight, own.priority)
            and np.array_equal(track.columns, own.columns)
        )

    def extend(self, track):
        self.rows, self.end_ns = np.concatenate((self.rows, track.values)), track.end_ns

    def parts(self, t_ns, fade_ns):
        """By priority, (2, C) each: weight, weighted."""
        track = self.track
        if t_ns >= max(self.end_ns + fade_ns, self.settled_ns):
            return {}
        low, rest_ns = divmod(t_ns - track.t_ns, track.period_ns)
        below, above = (self.rows[min(max(k, 0), len(self.rows) - 1)] for k in (low, low + 1))
        stays = track.weight * (1.0 - smoothstep((t_ns - self.end_ns) / fade_ns))
        fresh = NONE.copy()
        fresh[0, track.columns] = stays
        fresh[1, track.columns] = stays * ((above - below) * (rest_ns / track.period_ns) + below)
        if t_ns >= self.settled_ns:
            return {track.priority: fresh}
        ramp = smoothstep((t_ns - self.t_ns) / self.ramp_ns)
        coast_s = 0.05 * (1.0 - np.exp(-(t_ns - self.t_ns) * 1e-9 / 0.05))
        made = {}
        for priority, (value, slope) in self.ghosts.items():
            left = value + coast_s * slope
            left[0] = np.clip(left[0], 0.0, 1.0)
            made[priority] = left * (1.0 - ramp) + ramp * fresh * (priority == track.priority)
        return made


class Stream:
    """The tracks of one source."""

    def __init__(self, layer):
        self.layer, self.segments, self.speaks_of = layer, [], set()
        self.fade_ns, self.ramp_ns = round(layer.fade_s * 1e9), round(layer.ramp_s * 1e9)

    def accept(self, track, asked_ns):
        self.speaks_of |= track.speaks_of
        if self.segments and self.segments[-1].continues(track):
            self.segments[-1].extend(track)
            return
        t_ns = max(track.t_ns, asked_ns)
        here, before = self.parts(t_ns), self.parts(t_ns - MS)
        seen = {known for known, part in here.items() if part[0].any()} | {track.priority}
        ghosts = {}
        for known in seen:
            now = here.get(known, NONE)
            ghosts[known] = now, (now - before.get(known, now)) * (1e9 / MS)
        self.segments = [one for one in self.segments if one.t_ns < t_ns]
        self.segments.append(Segment(track, t_ns, ghosts, self.ramp_ns))

    def parts(self, t_ns):
        begun = [one for one in self.segments if one.t_ns <= t_ns]
        return begun[-1].parts(t_ns, self.fade_ns) if begun else {}


class Reference:
    """kernels/mix.c in numpy."""

    def __init__(self, layers):
        self.streams = {layer.source: Stream(layer) for layer in layers}
        self.asked_ns = -(2**63)
        self.gains = dict.fromkeys(self.streams, 1.0)

    def accept(self, source, track):
        self.streams[source].accept(track, self.asked_ns)

    def sample(self, t_ns):
        self.asked_ns = max(self.asked_ns, t_ns)
        parts = [
            (stream, priority, part)
            for stream in self.streams.values()
            for priority, part in stream.parts(t_ns).items()
        ]
        parts.sort(key=lambda one: (one[0].layer.kind == "add", one[0].layer.owner, one[1]))
        over, added, owned, left = NONE[0].copy(), NONE[0].copy(), 0.0, None
        planned, share, looks = np.zeros(6), 0.0, False
        for stream, _, (weight, weighted) in parts:
            layer, moves = stream.layer, not stream.speaks_of.isdisjoint(LIPS)
            gain = self.gains[layer.source]
            gain = spared(gain, weighted) if layer.owner and moves else gain
            shown = gain * weighted
            if layer.looks:
                planned, share = planned + shown[CARRIERS], share + gain * weight[GAZE[0]]
                looks = True
            if layer.kind == "over":
                over = over * (1.0 - weight) + shown
                owned += weight.max() * (layer.owner and moves)
                continue
            if moves and owned > 0.0:
                left = taken(over, min(owned, 1.0)) if left is None else left
                shown = shown * left
            added = added + shown
        values = over + added
        if looks:
            steady(values, min(share, 1.0), planned)
        return np.clip(values, LOW, HIGH)


LIPS = set(np.flatnonzero((lips.GAP != 0.0) | (lips.SPREADS != 0.0)).tolist())


def shape(values):
    apart, rounding, effort = (values @ one for one in (lips.GAP, lips.ROUNDING, lips.HOLDING))
    closed = 1.0 - smoothstep(apart / lips.OPEN)
    return closed, smoothstep(rounding / lips.ROUND), smoothstep(effort / lips.EFFORT)


def taken(values, own):
    closed, rounded, _ = shape(values)
    return (1.0 - own * closed * (lips.GAP != 0.0)) * (1.0 - own * rounded * lips.SPREADS)


def spared(gain, values):
    closed, _, held = shape(values)
    contact = max(closed * held, smoothstep(values @ lips.TOUCHING / lips.TOUCH))
    return 1.0 + (gain - 1.0) * (1.0 - contact * smoothstep(gain / lips.LEAST_GAIN))


def steady(values, share, planned):
    moved = planned + share * (values[CARRIERS] - planned)
    if np.array_equal(moved, planned):
        return
    gaze = tuple(values[GAZE])
    for yaw, pitch, roll in planned.reshape(2, 3):
        gaze = from_head(gaze, (yaw, pitch), roll)
    for yaw, pitch, roll in moved.reshape(2, 3)[::-1]:
        gaze = in_head(gaze, (yaw, pitch), roll)
    values[GAZE] = gaze


LAYERS = [
    Layer("gaze", "over", 0.08, 0.2, looks=True),
    Layer("gesture", "over", 0.01, 0.2),
    Layer("speech", "over", 0.05, 0.1, owner=True),
    Layer("head", "add", 0.1, 0.3),
    Layer("emotion", "add", 0.02, 0.3),
]
MOVES = {
    "gaze": ("gaze_yaw", "gaze_pitch", "head_yaw", "head_pitch"),
    "gesture": ("left_elbow", "torso_yaw", "torso_roll", "head_roll"),
    "speech": ("jawOpen", "mouthClose", "mouthFunnel", "mouthRollLower", "mouthPressLeft"),
    "head": ("torso_pitch", "head_yaw", "head_roll"),
    "emotion": ("mouthUpperUpLeft", "mouthSmileLeft", "browInnerUp", "mouthClose"),
}
TOLD = st.tuples(
    st.sampled_from(sorted(MOVES)),
    st.integers(0, 12),  # ticks before it is told
    st.integers(-6, 15),  # ticks from then that it begins; below 0 in the past, or going on
    st.integers(1, 20),
    st.integers(0, 2**32 - 1),
    st.sampled_from([1.0, 1.0, 0.4]),
    st.sampled_from([0, 0, 0, 1, -1]),
)


def as_told(told, paces=10 * MS):
    """Each track and the tick at which it comes."""
    now, ends = 0, {}
    for source, ticks, later, rows, seed, weight, priority in told:
        now += ticks
        values = np.random.default_rng(seed).uniform(-0.3, 0.9, (rows, len(MOVES[source])))
        begin_ns = ends[source] if later < 0 and source in ends else (now + later) * paces
        ends[source] = begin_ns + rows * paces
        names = MOVES[source]
        yield (
            now,
            source,
            make_track(begin_ns, 100.0, names, values, weight=weight, priority=priority),
        )


@settings(max_examples=60)
@given(
    told=st.lists(TOLD, min_size=1, max_size=12),
    gains=st.tuples(*[st.sampled_from([1.0, 1.0, 0.3, 2.0])] * len(LAYERS)),
)
def test_whatever_is_told_each_value_is_numpys(told, gains):
    mixer, reference = Mixer(LAYERS), Reference(LAYERS)
    for layer, gain in zip(LAYERS, gains, strict=True):
        reference.gains[layer.source] = gain
        if gain != 1.0:
            mixer.turn(layer.source, gain, -(10**10))
    coming = list(as_told(told))
    for tick in range(coming[-1][0] + 50):
        while coming and coming[0][0] <= tick:
            _, source, track = coming.pop(0)
            mixer.accept(source, track)
            reference.accept(source, track)
        t_ns = tick * 10 * MS + 3
        np.testing.assert_allclose(mixer.sample(t_ns), reference.sample(t_ns), **CLOSE)


def test_what_lips_show_is_what_python_says_of_them():
    draw = np.random.default_rng(7)
    for _ in range(300):
        row = np.zeros(len(CHANNELS))
        row[sorted(LIPS)] = draw.uniform(0.0, 1.0, len(LIPS)) * draw.choice([0.05, 0.3, 1.0])
        assert lips.closing(row) == pytest.approx(mul(*shape(row)[::2]), abs=1e-12)


def test_motion_of_more_priorities_than_anybody_foresaw_is_still_right():
    """What is lent for them grows."""
    layers = [Layer("one", "over", 0.5), Layer("two", "over", 0.5)]
    mixer, reference = Mixer(layers), Reference(layers)
    draw = np.random.default_rng(11)
    for tick in range(60):
        for source in ("one", "two"):
            track = make_track(
                tick * 10 * MS, 100.0, ["jawOpen", "head_yaw"], draw.uniform(0, 0.5, (5, 2)),
                priority=int(draw.integers(-9, 10)),
            )  # fmt: skip
            mixer.accept(source, track)
            reference.accept(source, track)
        t_ns = tick * 10 * MS + 4 * MS
        np.testing.assert_allclose(mixer.sample(t_ns), reference.sample(t_ns), **CLOSE)
    assert index("jawOpen") in {int(c) for c in np.flatnonzero(mixer.sample(t_ns))}


ROWS = np.full((40, 1), 0.3)


def test_rows_of_a_long_motion_are_kept_as_far_as_they_may_be_asked_for():
    """Rows that come one by one are moved to another place now and then."""
    mixer, reference = Mixer(LAYERS), Reference(LAYERS)
    draw = np.random.default_rng(2)
    for tick in range(3000):
        row = draw.uniform(0.0, 0.5, (1, 2))
        track = make_track(tick * 10 * MS, 100.0, ["left_elbow", "torso_yaw"], row)
        mixer.accept("gesture", track)
        reference.accept("gesture", track)
        if tick % 97 == 0:
            for back in (0, 1, 40, 249):
                t_ns = max(tick - back, 0) * 10 * MS + 7
                np.testing.assert_allclose(mixer.sample(t_ns), reference.sample(t_ns), **CLOSE)
        if tick == 1500:
            size = mixer._blend.room.size
    assert mixer._blend.room.size == size  # fifteen seconds fill it


def test_seams_for_an_hour_take_no_more_memory_than_those_of_ten_seconds():
    mixer = Mixer(LAYERS)
    for turn in range(36_000):
        t_ns = turn * 100 * MS
        mixer.accept("gesture", make_track(t_ns + 50 * MS, 100.0, ["left_elbow"], ROWS))
        mixer.sample(t_ns)
        if turn == 100:
            size = mixer._blend.room.size
    assert mixer._blend.room.size == size
