"""`python -m kinesics_ros.bench.cut session KIND SECONDS ...`, in a network of its own.

As `other KIND` and `twin ROBOT` it is what a session begins beside itself.
"""

import sys

from kinesics_ros.bench.cut import other, session, twin
from kinesics_ros.bench.cut.network import use_ros


def main(what: str, *words: str) -> None:
    """Run one of them."""
    use_ros()
    if what == "session":
        kind, *cuts_s = words
        session.main(kind, [float(one) for one in cuts_s])
    else:
        {"other": other.main, "twin": twin.main}[what](*words)


main(*sys.argv[1:])
