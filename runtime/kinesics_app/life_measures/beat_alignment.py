"""Beats of hands and head against the stresses of a voice, and against those of another time."""

from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kinesics.gesture.score import ARMS, NAMES
from kinesics.motion.limits import Limiter
from kinesics.motion.mixer import Mixer
from kinesics.rig.rig import Rig
from kinesics_app.body import Body
from kinesics_app.character import speech_character
from kinesics_app.delays import TICK_MS, Delays, mouth_lag_ms
from kinesics_app.life_measures.figure import Figure
from kinesics_app.life_measures.hum import RATE_HZ, Hummed, hum
from kinesics_app.life_measures.lived import Lived, Nowhere
from kinesics_app.loop import Loop
from kinesics_app.speech_source import SpeechSource

__all__ = ["beat_alignment"]

F64 = NDArray[np.float64]

_TICK_NS = round(TICK_MS * 1e6)
_ARRIVES_NS = 500_000_000
_MOVES, _HEARS = ("gesture", "head"), ("prosody", "gesture-sense")
_PHRASES = 72
_SIGMA_S = 0.10
_CONTROLS = 999
_LEAST_M_S = 0.15  # a hand that was not at least so fast does not stop
_LEAST_RAD_S = 0.25  # a slower bow is no beat
_SINCE = 30  # ticks in which it was


def beat_alignment(lived: Lived) -> Sequence[Figure]:
    """How near to stressed syllables beats fall, as sent: where hands stop, heads are fastest."""
    rig = lived.rig
    hummed = hum(_talk())
    times_s, sent = _performed(rig, hummed)
    neck = [n for n, one in enumerate(rig.joints) if _drives(one.drives, "head_pitch")]
    found = {}
    if neck:
        found["head"] = times_s[_fastest(np.gradient(sent[:, neck[0]], 0.01))]
    skeleton = rig.skeleton
    if skeleton is not None and skeleton.hands and any(map(rig.shows, NAMES[:ARMS])):
        frames = skeleton.frames(sent)
        stops = []
        for hand in skeleton.hands.values():
            tips = frames[skeleton.index[hand.link]] @ [*hand.tip, 1.0]
            speed = np.linalg.norm(np.diff(tips[:, :3], axis=0), axis=1) * 100.0
            stops.append(times_s[1:][_stops(speed, _LEAST_M_S)])
        found["hands"] = np.sort(np.concatenate(stops))
    return [_figure(part, beats_s, hummed) for part, beats_s in found.items()]


def _talk() -> str:
    """Phrases of random stresses: seldom two in a row."""
    random, phrases = np.random.default_rng(0xBEA7), []
    for n in range(_PHRASES):
        stresses, before = "", False
        for _ in range(int(random.integers(6, 12))):
            before = not before and bool(random.random() < 0.4)
            stresses += "*" if before else "-"
        phrases.append(stresses + (". " if n % 4 == 3 else ",").strip())
    return "".join(phrases)


def _performed(rig: Rig, hummed: Hummed) -> tuple[F64, F64]:
    """When rows are seen [s of the sound], and joints as sent (T, J); sound comes just in time."""
    delays = Delays(80, 100.0, mouth_lag_ms(rig))
    character = speech_character(rig, lookahead_ms=80, seed=0)
    parts = [part for part in character.parts if part[0].source in _MOVES]
    heard = [one for one in character.analysers if one.name in _HEARS]
    limiter = Limiter(rig.limits, 1e9 / _TICK_NS)
    limiter.start(rig.neutral)
    body = Body(rig, Mixer([layer for layer, _ in parts]), limiter, Nowhere())
    behaviours = [one for _, one in parts]
    loop = Loop(body, behaviours, delays.ahead_ns, analysers=heard, rows=deque(maxlen=1))
    heard_ns = _ARRIVES_NS + round(delays.presentation_delay_ms * 1e6)
    speech = SpeechSource(hummed.samples, RATE_HZ, arrival_ns=_ARRIVES_NS, heard_t0_ns=heard_ns)
    sent, times_ns = [], []
    for now_ns in range(0, speech.end_ns + _ARRIVES_NS, _TICK_NS):
        loop.tick(now_ns, speech.arrived(now_ns))
        sent.append(loop.rows[-1].sent)
        times_ns.append(loop.rows[-1].t_ns + rig.lag_groups()[-1].lag_ns)
    return (np.array(times_ns) - heard_ns) * 1e-9, np.array(sent)


def _drives(drives: Sequence[object], channel: str) -> bool:
    return any(getattr(drive, "channel", "") == channel for drive in drives)


def _stops(speed: F64, least: float) -> NDArray[np.intp]:
    """Rows in which something that was fast has come to a stop, or turns round."""
    inner = speed[1:-1]
    low = 1 + np.flatnonzero((inner <= speed[:-2]) & (inner < speed[2:]) | (inner == 0.0))
    fast = [speed[max(n - _SINCE, 0) : n].max(initial=0.0) >= least for n in low]
    rows = low[np.array(fast, bool)]
    apart = np.diff(rows, prepend=-_SINCE) > 5
    return np.asarray(rows[apart])


def _fastest(speed: F64) -> NDArray[np.intp]:
    """Rows in which a head that bows is fastest: half of a nod before its apex."""
    inner = speed[1:-1]
    peaks = (inner > speed[:-2]) & (inner >= speed[2:]) & (inner > _LEAST_RAD_S)
    return np.asarray(1 + np.flatnonzero(peaks))


def _score(beats_s: F64, accents_s: F64) -> float:
    """Mean over beats of exp(-dt² / 2 sigma²) to the nearest stress."""
    late = beats_s[:, None] - accents_s[None]
    return float(np.exp(-0.5 * (np.abs(late).min(axis=1) / _SIGMA_S) ** 2).mean())


def _figure(part: str, beats_s: F64, hummed: Hummed) -> Figure:
    """Against the same voice, begun somewhere else."""
    length_s = len(hummed.samples) / RATE_HZ
    beats_s = beats_s[(beats_s > 0.0) & (beats_s < length_s)]
    name = f"beats of the {part} on stresses, as sent, against a voice of another time"
    if len(beats_s) < 10:
        return Figure(name, f"{len(beats_s)} beats", "", "", "p < 0.01", passed=False, gate=True)
    random = np.random.default_rng(1)
    shifts_s = random.uniform(3.0, length_s - 3.0, _CONTROLS)
    own = _score(beats_s, hummed.accents_s)
    controls = [_score(beats_s, (hummed.accents_s + by_s) % length_s) for by_s in shifts_s]
    p = (1 + sum(one >= own for one in controls)) / (1 + _CONTROLS)
    return Figure(
        name,
        f"{own:.2f} and {float(np.mean(controls)):.2f}, p = {p:.3f} ({len(beats_s)} beats)",
        "on stresses, not by chance",
        "exp(-dt² / 2 · 0.1² s²), shifted audio",
        "p < 0.01",
        p < 0.01,
        gate=True,
    )
