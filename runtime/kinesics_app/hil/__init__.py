"""Hardware in the loop: pytest fixtures and assertions for tests of a robot, real or simulated.

`pytest -p kinesics` (or just an installed kinesics) offers the fixtures `robot`, `bad_wire` and
`recorder`; these are what a test asserts.
"""

from kinesics_app.hil.assertions import (
    assert_lip_sync,
    assert_no_jump,
    assert_nothing_late,
    assert_within_limits,
)
from kinesics_app.hil.run import Run

__all__ = [
    "Run",
    "assert_lip_sync",
    "assert_no_jump",
    "assert_nothing_late",
    "assert_within_limits",
]
