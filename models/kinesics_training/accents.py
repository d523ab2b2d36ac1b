"""`python -m kinesics_training.accents fit|judge|save`: pitch accents, learnt and judged.

`fit` prints the weights of `kinesics/audio/accents.toml`; `judge` says how well the prosody stream,
the head and the brows meet known accents, at one look-ahead of the mouth (`--lookahead-ms`);
`save FOLDER` writes the utterances that the tests hear.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kinesics.audio.pitch import PitchTracker, is_voiced
from kinesics.audio.prosody import SpeechProsody
from kinesics.audio.syllables import CUES, LOOKAHEAD_HOPS, Syllables
from kinesics.behaviours.brows import SpeechBrows
from kinesics.behaviours.gesture import SpeechGestures
from kinesics.behaviours.head import ACCENT_FROM, SpeechHead
from kinesics.ports import Behaviour
from kinesics.rig.load import load_rig
from kinesics.signals import Horizon, Prosody, Speech, SpeechEnd
from kinesics_training.corpora import intonation
from kinesics_training.corpora.intonation import Intoned
from kinesics_training.corpora.synth import RATE_HZ
from kinesics_training.lips.closures import matches
from kinesics_training.plainly import plainly

F64 = npt.NDArray[np.float64]

WITHIN_S = 0.15
"""An event this near the middle of an accented vowel is a hit, one to one (issue: 150 ms)."""
PHRASE_WITHIN_S = 0.30
GROSS_CENTS = 1200 * np.log2(1.2)
"""More than 20 % off: a gross pitch error as the field counts them."""
SECONDS = 240.0
_HOP = RATE_HZ // 100
_LEAST_APEX = 0.006  # what a head that follows the pitch does by itself is less
_RISE_HOPS = 14
_SAVED = 8
_ROOM_NS, _REACH_NS = 50_000_000, 250_000_000
"""As `kinesics_app.tick.loop` asks ahead."""


def stream(
    samples: npt.NDArray[np.float32], analyser: SpeechProsody | None = None
) -> list[Prosody]:
    """The prosody of an utterance that is first heard at t = 0."""
    analyser = analyser or SpeechProsody()
    heard: list[Prosody] = []
    for first in range(0, len(samples), _HOP):
        piece = samples[first : first + _HOP]
        heard += analyser.feed(Speech(first * 1_000_000_000 // RATE_HZ, first, RATE_HZ, piece))
    return heard + analyser.feed(SpeechEnd(len(samples) * 1_000_000_000 // RATE_HZ))


def events_s(samples: npt.NDArray[np.float32], lookahead_ms: float = 80.0) -> dict[str, F64]:
    """When each system has an event: accents and phrase ends of the stream, apexes of the rest.

    Head and brows move as late as a mouth of `lookahead_ms` makes them wait for their prosody.
    """
    analyser = SpeechProsody(lookahead_ms)
    late_s = max(analyser.lookahead_ms - lookahead_ms, 0.0) / 1000.0
    heard = stream(samples, analyser)
    times_s = np.array([packet.t_ns * 1e-9 for packet in heard])
    accents = np.array([packet.accent for packet in heard])
    ended = np.array([packet.boundary for packet in heard]) >= 0.5
    return {
        "stream": times_s[accents >= ACCENT_FROM],
        "head": late_s + _apexes_s(SpeechHead(lookahead_ms=lookahead_ms), heard),
        "brows": late_s + _apexes_s(SpeechBrows(), heard),
        "beats": late_s + _strokes_s(heard),
        "phrases": times_s[1:][ended[1:] & ~ended[:-1]],
    }


def _apexes_s(behaviour: Behaviour, heard: list[Prosody]) -> F64:
    """Where the first channel of a behaviour's motion is furthest out, and has come that far."""
    tracks = [behaviour.feed(packet) for packet in heard]
    out = np.array([track.values[0, 0] if track is not None else 0.0 for track in tracks])
    times_s = np.array([packet.t_ns * 1e-9 for packet in heard])
    inner = out[1:-1]
    apexes = 1 + np.flatnonzero((inner > out[:-2]) & (inner >= out[2:]))
    risen = [out[n] - out[max(n - _RISE_HOPS, 0) : n].min() > _LEAST_APEX for n in apexes]
    return np.asarray(times_s[apexes[np.array(risen, bool)]], np.float64)


def _strokes_s(heard: list[Prosody]) -> F64:
    """When the strokes of gestures end, in a loop that asks for motion as the hops become known."""
    arms = SpeechGestures(load_rig("humanoid"), 0)
    horizon_ns = -_REACH_NS
    for packet in heard:
        arms.feed(packet)
        if horizon_ns < packet.t_ns + _ROOM_NS:
            horizon_ns = packet.t_ns + _REACH_NS
            arms.feed(Horizon(horizon_ns))
    return np.array([plan.stroke_ns * 1e-9 for plan in arms.made])


@dataclass(frozen=True)
class Score:
    """How well events meet the truth."""

    hit_rate: float
    precision: float
    shuffled: float
    """Hit rate on another utterance's truth: chance, at this rate of events."""
    per_s: float
    false_per_s: float


def score(found: list[F64], true: list[F64], lengths_s: list[float], within_s: float) -> Score:
    """Events against the truth of their own utterance, and against that of another."""
    count, seconds = len(found), sum(lengths_s)
    hits = sum(len(matches(f, t, within_s)) for f, t in zip(found, true, strict=True))
    others = [true[(i + count // 2) % count] for i in range(count)]
    others = [other[other < length] for other, length in zip(others, lengths_s, strict=True)]
    lucky = sum(len(matches(f, t, within_s)) for f, t in zip(found, others, strict=True))
    events, truths = sum(map(len, found)), sum(map(len, true))
    return Score(
        hits / max(truths, 1),
        hits / max(events, 1),
        lucky / max(sum(map(len, others)), 1),
        events / seconds,
        (events - hits) / seconds,
    )


def judge(spoken: list[Intoned], lookahead_ms: float = 80.0) -> dict[str, Score]:
    """The score of every system over utterances with known intonation."""
    found = [events_s(one.samples, lookahead_ms) for one in spoken]
    lengths_s = [one.samples.size / RATE_HZ for one in spoken]
    accents = [one.accents_s for one in spoken]
    scores = {
        name: score([f[name] for f in found], accents, lengths_s, WITHIN_S)
        for name in ("stream", "head", "brows", "beats")
    }
    phrases = [one.phrases_s for one in spoken]
    ends = [f["phrases"] for f in found]
    return {**scores, "phrases": score(ends, phrases, lengths_s, PHRASE_WITHIN_S)}


def f0_errors_cents(spoken: list[Intoned]) -> F64:
    """Tracked against asked-for F0 in the middle of vowels, where the tracker finds a voice."""
    errors = []
    for one in spoken:
        for packet in stream(one.samples):
            at_s = packet.t_ns * 1e-9 - PitchTracker.latency_s
            if np.abs(one.vowels_s - at_s).min() < 0.02 and np.isfinite(packet.f0_hz):
                errors.append(1200 * np.log2(packet.f0_hz / np.interp(at_s, *one.targets.T)))
    return np.array(errors)


def fit(spoken: list[Intoned]) -> dict[str, float]:
    """Weights of the cues, and the bias, by logistic regression (Newton, a trace of ridge)."""
    cues, bears = _examples(spoken)
    inputs = np.column_stack((cues, np.ones(len(cues))))
    weights = np.zeros(inputs.shape[1])
    for _ in range(50):
        guess = 1.0 / (1.0 + np.exp(-inputs @ weights))
        bend = inputs.T @ (inputs * (guess * (1.0 - guess))[:, None]) + 1e-3 * np.eye(len(weights))
        weights += np.linalg.solve(bend, inputs.T @ (bears - guess) - 1e-3 * weights)
    return dict(zip((*CUES, "bias"), weights.tolist(), strict=True))


def _examples(spoken: list[Intoned]) -> tuple[F64, npt.NDArray[np.bool_]]:
    """Cues (N, 4) of every syllable found, and whether its vowel bears an accent (N,)."""
    cues, bears = [], []
    for one in spoken:
        tracker, syllables = PitchTracker(RATE_HZ), Syllables()
        for hop in range(len(one.samples) // _HOP):
            pitch = tracker.push(one.samples[hop * _HOP : (hop + 1) * _HOP])
            found = syllables.push(pitch.f0_hz if is_voiced(pitch) else np.nan, pitch.energy_db)
            if found is None:
                continue
            at_s = (hop + 1 - LOOKAHEAD_HOPS) / 100 - PitchTracker.latency_s
            nearest = int(np.abs(one.vowels_s - at_s).argmin())
            near = abs(one.vowels_s[nearest] - at_s) < 0.12
            cues.append(found.cues)
            bears.append(near and one.vowels_s[nearest] in one.accents_s)
    return np.array(cues), np.array(bears)


def main() -> None:
    """Parse and do."""
    parser = argparse.ArgumentParser("kinesics_training.accents", description=__doc__)
    parser.add_argument("command", choices=["fit", "judge", "save"])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--lookahead-ms", type=float, default=80.0, help="of the mouth")
    options = parser.parse_args()
    if options.command == "save" and options.folder is None:
        parser.error("save wants the FOLDER that it writes to")
    voice = intonation.TRAIN if options.command == "fit" else intonation.TEST
    seed = {"fit": 1, "judge": 4, "save": 3}[options.command]
    seconds = 30.0 if options.command == "save" else SECONDS
    spoken = list(intonation.utterances(voice, seed, seconds))
    if options.command == "fit":
        lines = [f"{name} = {weight:.3f}" for name, weight in fit(spoken).items()]
    elif options.command == "judge":
        lines = _told(judge(spoken, options.lookahead_ms), f0_errors_cents(spoken))
    else:
        intonation.save(options.folder, spoken[:_SAVED])
        lines = [f"{_SAVED} utterances in {options.folder}"]
    print("\n".join(lines))  # noqa: T201 - the command line's own output


def _told(scores: dict[str, Score], cents: F64) -> list[str]:
    rows = [
        f"{name:8} hit rate {s.hit_rate:.3f} (shuffled {s.shuffled:.3f}), precision "
        f"{s.precision:.3f}, {s.per_s:.2f} a second, {s.false_per_s:.2f} of them false"
        for name, s in scores.items()
    ]
    gross = np.mean(np.abs(cents) > GROSS_CENTS)
    return [*rows, f"f0       median error {np.median(np.abs(cents)):.1f} cents, gross {gross:.1%}"]


if __name__ == "__main__":
    with plainly():
        main()
