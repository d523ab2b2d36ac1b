"""The trials: one that labels recordings without curves, a long one, and the polish that ships."""

from dataclasses import replace

from kinesics_training.losses import Weights
from kinesics_training.train import Recipe

FIRST = "first"
SHIPPED = "polished"
_WEIGHTS = Weights(
    recorded=6.0,
    closure=1.0,
    silence=30.0,
    viseme=0.25,
    viseme_balance=0.7,
    decode=0.09,
    balance=0.5,
    depth=0.3,
    bilabial=0.3,
)
_ALL = [
    Recipe(FIRST, {"english": 30, "rest": 2}, steps=5000, weights=_WEIGHTS, rate=2e-3),
    Recipe(
        "whole",
        {"english": 40, "voices": 40, "recorded": 10, "rest": 6},
        steps=10000,
        weights=_WEIGHTS,
    ),
    Recipe(
        SHIPPED,
        {"english": 20, "voices": 16, "recorded": 9, "rest": 3},
        steps=4400,
        weights=replace(_WEIGHTS, silence=100.0),
        rate=1e-3,
        seed=5,
        start="whole",
    ),
]
_WHOLE, _POLISHED = _ALL[1:]
_NOISY = {"noise": 0.35, "snr_db": (0.0, 25.0)}
_MORE = {**_WHOLE.lanes, "people": 10}
_FINE = {**_POLISHED.lanes, "people": 6}
_JAW = {**_FINE, "recorded": 14}
_ALL += [
    replace(_POLISHED, name="c-noisy", **_NOISY),
    replace(_WHOLE, name="n-whole", **_NOISY),
    replace(_POLISHED, name="n-polished", start="n-whole", **_NOISY),
    replace(_WHOLE, name="p-whole", lanes=_MORE, **_NOISY),
    replace(_POLISHED, name="p-polished", lanes=_FINE, start="p-whole", **_NOISY),
    replace(
        _POLISHED, name="p-jaw", lanes=_JAW, start="p-whole",
        weights=replace(_POLISHED.weights, recorded=10.0), **_NOISY,
    ),
    replace(_WHOLE, name="q-whole", lanes=_MORE, noise=0.2, snr_db=(3.0, 25.0), seed=7, steps=14000),
    replace(
        _POLISHED, name="q-polished", lanes=_FINE, start="q-whole", noise=0.2, snr_db=(3.0, 25.0), seed=8,
    ),
]
TRIALS = {recipe.name: recipe for recipe in _ALL}
