"""`python -m kinesics_training.slow_mouth`: closures that a mouth of slow servos still makes.

The humanoid with a share of the speed and acceleration at jaw and lips performs a minute of the
test voice, with and without foresight, and the shipped sentence with `--dial face=2`. Told are the
closures that the channels want and those that the firmware played.
"""

import argparse
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

import kinesics
from kinesics.record.closures import Closures, closures
from kinesics.rig import foresight
from kinesics_app.demo import HELLO
from kinesics_app.performance.perform import perform
from kinesics_app.performance.request import Request
from kinesics_training.corpora.synth import RATE_HZ, TEST, Utterance
from kinesics_training.options import CACHE
from kinesics_training.plainly import plainly

MOUTH = ("jaw", "upper_lip", "lower_lip")
RIG = Path(kinesics.__file__).parent / "rig" / "robots" / "humanoid" / "humanoid.toml"
SHARES = (1.0, 0.5, 0.3, 0.2, 0.1)
SECONDS = 60.0


def slowed(share: float) -> str:
    """The humanoid's rig, its mouth with this share of its speed and acceleration."""
    head, *joints = RIG.read_text(encoding="utf-8").split("[[joints]]")
    return "[[joints]]".join([head, *(_slowed(joint, share) for joint in joints)])


def _slowed(joint: str, share: float) -> str:
    if not any(f'name = "{name}"' in joint for name in MOUTH):
        return joint
    return re.sub(
        r"^(velocity|acceleration) = (\S+)$",
        lambda found: f"{found[1]} = {share * float(found[2]):g}",
        joint,
        flags=re.MULTILINE,
    )


def a_minute(spoken: list[Utterance]) -> npt.NDArray[np.float32]:
    """The first sentences, one after the other, (N,)."""
    return np.concatenate([one.samples for one in spoken])[: round(SECONDS * RATE_HZ)]


def kept(rig: Path, speech: Path, *, ahead: bool = True, dials: tuple[str, ...] = ()) -> Closures:
    """Closures of a performance; `ahead`: whether the mouth knows of them before."""
    most_s = foresight.MOST_S
    foresight.MOST_S = most_s if ahead else 0.0
    try:
        done = perform(Request(speech, robot=str(rig), dials=dials))
    finally:
        foresight.MOST_S = most_s
    assert done.rig.lips is not None
    return closures(done.take, done.rig.lips.gap)


def lines(folder: Path, speech: Path) -> Iterator[str]:
    """A line a share."""
    yield "share of speed | wanted | played with foresight | without | shipped sentence, face=2"
    for share in SHARES:
        rig = folder / f"slow-{share:g}.toml"
        rig.write_text(slowed(share), encoding="utf-8")
        seen, blind = kept(rig, speech), kept(rig, speech, ahead=False)
        wide = kept(rig, HELLO, dials=("face=2",))
        yield (
            f"{share:g} | {seen.wanted} | {seen.played} | {blind.played} of {blind.wanted} | "
            f"{wide.played} of {wide.wanted}"
        )


def main() -> None:
    """Parse and do."""
    parser = argparse.ArgumentParser("kinesics_training.slow_mouth", description=__doc__)
    parser.add_argument("--cache", type=Path, default=CACHE)
    options = parser.parse_args()
    from kinesics_training.mouth.workshop import (
        Workshop,  # torch's, which who plays a sentence has not
    )

    spoken = Workshop(options.cache, options.cache).speech(TEST)
    with tempfile.TemporaryDirectory() as folder:
        speech = Path(folder) / "minute.wav"
        soundfile.write(speech, a_minute(spoken), RATE_HZ)
        for line in lines(Path(folder), speech):
            print(line, flush=True)  # noqa: T201 - the command line's own output


if __name__ == "__main__":
    with plainly():
        main()
