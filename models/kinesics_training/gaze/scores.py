"""How well hazards foresee events that nobody was taught: surprise, calibration, controls."""

import numpy as np
import numpy.typing as npt

from kinesics.conversation.gaze_cues import STATES
from kinesics_training.gaze.generator import EVENTS, Lessons
from kinesics_training.gaze.net import DIRECTIONS

F64 = npt.NDArray[np.float64]
Scores = dict[str, float]

_LEAST = 1e-6
_BINS = 10


def chances_of(said: npt.NDArray[np.float32]) -> F64:
    """(B, T, 5) chances of events, of outputs (B, T, 16)."""
    logits = np.clip(np.asarray(said[..., : len(EVENTS)], np.float64), -30.0, 30.0)
    chances: F64 = 1.0 / (1.0 + np.exp(-logits))
    return chances


def numbers(lives: Lessons, chances: npt.ArrayLike) -> Scores:
    """Bits of surprise an event, how far chances are off, and whether time is told well."""
    found: Scores = {}
    chances = np.clip(np.asarray(chances, np.float64), _LEAST, 1.0 - _LEAST)
    for k, name in enumerate(EVENTS):
        opens, happens = lives.open[..., k], lives.events[..., k]
        said, true = chances[..., k][opens], happens[opens]
        bits = -np.log2(np.where(true, said, 1.0 - said)).sum() / max(true.sum(), 1)
        found[f"{name}_bits"] = float(bits)
        found[f"{name}_off"] = _off(said, true)
        found[f"{name}_ks"] = _rescaled(chances[..., k], opens, happens)
    return found


def constant(taught: Lessons, lives: Lessons, *, by_state: bool) -> F64:
    """(B, T, 5) how often each event is on the mean, in all or in each state."""
    states = len(STATES)
    told, heard = (one.cues[..., :states].argmax(axis=-1) for one in (taught, lives))
    chances = np.zeros(lives.events.shape)
    for k in range(len(EVENTS)):
        for state in range(states) if by_state else [None]:
            where = taught.open[..., k] & (True if state is None else told == state)
            mean = taught.events[..., k][where].mean() if where.any() else _LEAST
            chances[..., k] = np.where(
                True if state is None else heard == state, mean, chances[..., k]
            )
    return chances


def extras(lives: Lessons, said: npt.NDArray[np.float32]) -> Scores:
    """How blinks, glances and nods are, against what is so on the mean."""
    at = len(EVENTS)
    ways = said[..., at : at + DIRECTIONS]
    glance, full, depth = (said[..., at + DIRECTIONS + k] for k in range(3))
    told = {k: ~np.isnan(lives.extras[..., k]) for k in range(4)}
    far = lives.extras[..., 1][told[1]]
    mean = 10.0 * glance[told[1]]
    way = lives.extras[..., 2][told[2]].astype(int)
    logits = ways[told[2]] - ways[told[2]].max(axis=1, keepdims=True)
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    usual = np.bincount(way, minlength=8) / len(way)
    chance = 1.0 / (1.0 + np.exp(-full[told[0]]))
    return {
        "glance_nats_gained": float(
            (np.log(far.mean()) + 1.0) - (np.log(mean) + far / mean).mean()
        ),
        "direction_bits": float(-np.log2(shares[np.arange(len(way)), way]).mean()),
        "direction_bits_usual": float(-np.log2(usual[way]).mean()),
        "full_share_said": float(chance.mean()),
        "full_share": float(lives.extras[..., 0][told[0]].mean()),
        "nod_depth_rms": float(
            np.sqrt(np.mean((depth[told[3]] - lives.extras[..., 3][told[3]]) ** 2))
        ),
        "nod_depth_sd": float(lives.extras[..., 3][told[3]].std()),
    }


def _off(said: F64, true: npt.NDArray[np.bool_]) -> float:
    """Mean difference of what is said and what is, over ten bins, as a share of what is."""
    order = np.argsort(said, kind="stable")
    bins = [part for part in np.array_split(order, _BINS) if len(part)]
    return float(np.mean([abs(said[p].mean() - true[p].mean()) for p in bins]) / true.mean())


def _rescaled(chances: F64, opens: npt.NDArray[np.bool_], happens: npt.NDArray[np.bool_]) -> float:
    """Kolmogorov-Smirnov distance of hazard spent between events from an exponential law.

    Time-rescaling theorem (Brown et al. 2002, Neural Computation 14:325); in steps, a uniform draw
    of where in the event's step it lies (Haslinger, Pipa & Brown 2010, Neural Computation 22:2477).
    """
    random, waits = np.random.default_rng(0), []
    hazard = np.where(opens, -np.log1p(-chances), 0.0)
    for lane in range(len(chances)):
        spent = np.concatenate(([0.0], np.cumsum(hazard[lane])))
        at = np.flatnonzero(happens[lane] & opens[lane])
        if len(at) < 2:
            continue
        within = -np.log1p(-random.random(len(at)) * chances[lane][at])
        # The rest of an event's own step waits for nothing: there is one event a step.
        waits += (spent[at[1:]] - spent[at[:-1] + 1] + within[1:]).tolist()
    sorted_waits = 1.0 - np.exp(-np.sort(waits))
    count = np.arange(1, len(waits) + 1) / len(waits)
    return float(np.abs(count - sorted_waits).max())
