"""Every peer and our own files over the same sounds, scored alike: what `compare` does.

What was found of a system is kept, so that an interrupted comparison goes on where it stopped.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import soxr

from kinesics_training.corpora.synth import RATE_HZ, Progress, Utterance
from kinesics_training.lips import lips, phones
from kinesics_training.lips.lips import Take
from kinesics_training.lips.phones import Segment
from kinesics_training.peers import peer
from kinesics_training.peers.peer import Peer
from kinesics_training.peers.program import AbsentError, Bench

F32 = npt.NDArray[np.float32]
TAIL_S = 0.2
"""Silence after each file, so that what comes late is seen."""
ROUNDS = 60
SEED = 5
CUTS = 8
PROBE_S = 4.0
SAME = 1e-5
"""Values that differ by less have not changed."""


class System(Protocol):
    """What the comparison needs of a system, ours or a peer."""

    @property
    def label(self) -> str:
        """Its row in the table."""

    @property
    def version(self) -> str:
        """Of what is heard: a result is kept until it changes."""

    @property
    def lookahead_ms(self) -> float | None:
        """Declared; None where it hears the whole file."""

    @property
    def rate_hz(self) -> int:
        """Of the sounds it hears."""

    def rows(self, sounds: Sequence[F32]) -> list[F32]:
        """Values of each sound, row i dated (i + 1) * 10 ms."""

    def take(self, spoken: list[Segment], rows: F32) -> Take:
        """Values as the scores want them."""


@dataclass(frozen=True)
class Contender:
    """A peer on the bench that runs it."""

    peer: Peer
    bench: Bench

    @property
    def label(self) -> str:
        """The peer's."""
        return self.peer.label

    @property
    def version(self) -> str:
        """Its package's."""
        return self.peer.version

    @property
    def lookahead_ms(self) -> float | None:
        """The peer's."""
        return self.peer.lookahead_ms

    @property
    def rate_hz(self) -> int:
        """The peer's."""
        return self.peer.rate_hz

    def rows(self, sounds: Sequence[F32]) -> list[F32]:
        """What its program makes of the sounds."""
        return self.bench.rows(self.peer, sounds)

    def take(self, spoken: list[Segment], rows: F32) -> Take:
        """As the peer's mapping says."""
        return self.peer.take(spoken, rows)


Found = dict[str, Any]
"""version, reach_ms, per corpus scores, interval95, shuffled; or `absent`, the reason."""


def compare(
    systems: Sequence[System],
    corpora: Mapping[str, list[Utterance]],
    kept: Path,
    say: Progress,
    rounds: int = ROUNDS,
) -> dict[str, Found]:
    """What was found of each system, by its label; results lie in the folder `kept`."""
    kept.mkdir(parents=True, exist_ok=True)
    found: dict[str, Found] = {}
    for system in systems:
        name = "".join(c if c.isalnum() else "-" for c in system.label)
        path = kept / f"{name}.json"
        known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        if known.get("version") != system.version:
            say(f"hearing {system.label}")
            known = {"version": system.version, **_judge(system, corpora, rounds)}
            if "absent" not in known:
                path.write_text(json.dumps(known), encoding="utf-8")
        found[system.label] = known
    return found


def peers(bench: Bench) -> list[Contender]:
    """Every peer."""
    return [Contender(peer.load(name), bench) for name in peer.PEERS]


def reach_ms(system: System, sound: F32) -> float:
    """How far ahead a system listens: what of the sound, once changed, moved an earlier row.

    From each of several instants on, the sound (at the system's rate) is replaced by noise; the
    answer is the longest time from the first row that changed to the instant, 0 if none is earlier.
    """
    rng = np.random.default_rng(SEED)
    cuts = np.sort(rng.integers(sound.size // 4, sound.size * 7 // 8, CUTS))
    noise = rng.normal(0.0, 0.1, sound.size).astype(np.float32)
    altered = [np.concatenate((sound[:cut], noise[cut:])) for cut in cuts]
    before, *after = system.rows([sound, *altered])
    reach_s = 0.0
    for cut, rows in zip(cuts, after, strict=True):
        changed = np.flatnonzero((np.abs(rows - before) > SAME).any(axis=1))
        if changed.size:
            reach_s = max(reach_s, cut / system.rate_hz - (changed[0] + 1) / 100)
    return 1000 * float(reach_s)


def judge(takes: list[Take], lookahead_ms: float | None, rounds: int) -> Found:
    """Scores with the total delay, 95 % intervals over files, and the shuffled control."""
    scores = lips.score(takes)
    if lookahead_ms is not None:
        scores["total_delay_ms"] = lookahead_ms + max(0.0, scores["own_lag_ms"])
    return {
        "scores": scores,
        "interval95": {n: list(v) for n, v in lips.bootstrap(takes, rounds, SEED).items()},
        "shuffled": lips.score(lips.shuffled(takes)),
    }


def _judge(system: System, corpora: Mapping[str, list[Utterance]], rounds: int) -> Found:
    try:
        first = next(iter(corpora.values()))
        joined = np.concatenate([u.samples for u in first])[: round(PROBE_S * RATE_HZ)]
        found: Found = {"reach_ms": reach_ms(system, _at_rate(joined, system.rate_hz))}
        for corpus, utterances in corpora.items():
            sounds = [_at_rate(_with_tail(u.samples), system.rate_hz) for u in utterances]
            spoken = [phones.segments(u.phones, u.ends_s) for u in utterances]
            rows = system.rows(sounds)
            takes = [system.take(s, r) for s, r in zip(spoken, rows, strict=True)]
            found[corpus] = judge(takes, system.lookahead_ms, rounds)
    except AbsentError as reason:
        return {"absent": str(reason)}
    return found


def _with_tail(samples: F32) -> F32:
    return np.concatenate((samples, np.zeros(round(TAIL_S * RATE_HZ), np.float32)))


def _at_rate(samples: F32, rate_hz: int) -> F32:
    return np.asarray(soxr.resample(samples, RATE_HZ, rate_hz), np.float32)
