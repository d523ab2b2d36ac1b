"""The trials: every network and loss that was tried; `SHIPPED` is the one in the repository."""

from dataclasses import replace

from kinesics_training.losses import Weights
from kinesics_training.net import Plan
from kinesics_training.train import Recipe

SHIPPED = "sessions"
_PLAIN = Weights(decode=0.0)
_SESSIONS = Weights(recorded=8.0, closure=1.0, silence=100.0, decode=0.06, balance=0.5)
_ALL = [
    Recipe("linear", Plan(dated=0, hidden=224), _PLAIN, epochs=6),
    Recipe("dated", Plan(), _PLAIN, epochs=6),
    Recipe("tcn", Plan(family="tcn", front=128, hidden=160, layers=8), _PLAIN, epochs=6),
    Recipe("warm", Plan(), Weights(recorded=8.0, closure=1.0), epochs=6, cycle=12),
    Recipe(
        "tcn-long",
        Plan(family="tcn", front=128, hidden=160, layers=8),
        Weights(recorded=8.0, closure=1.0, silence=40.0, decode=0.06, balance=0.5),
        epochs=10,
    ),
    Recipe(
        "final",
        Plan(),
        Weights(recorded=8.0, closure=1.0, silence=40.0, decode=0.06, balance=0.5),
        epochs=6,
        rate=1.5e-3,
        start="warm",
    ),
    Recipe(
        "sessions",
        Plan(),
        _SESSIONS,
        epochs=4,
        rate=1e-3,
        start="final",
        material="sessions",
    ),
    Recipe(
        "aligned",
        Plan(),
        _SESSIONS,
        epochs=6,
        rate=1e-3,
        start="sessions",
        material="aligned",
    ),
    Recipe(
        "polyglot-plain",
        Plan(),
        _SESSIONS,
        epochs=2,
        rate=1e-3,
        start="sessions",
        material="polyglot",
    ),
    Recipe(
        "polyglot",
        Plan(),
        replace(_SESSIONS, viseme=0.15, depth=0.3, bilabial=0.3),
        epochs=2,
        rate=1e-3,
        start="sessions",
        material="polyglot",
        colour=0.5,
    ),
    Recipe(
        "polyglot-long",
        Plan(),
        replace(_SESSIONS, viseme=0.15, depth=0.3, bilabial=0.3),
        epochs=8,
        rate=1e-3,
        start="polyglot",
        material="polyglot",
        colour=0.3,
    ),
]
TRIALS = {recipe.name: recipe for recipe in _ALL}
