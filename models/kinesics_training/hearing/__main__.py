"""`python -m kinesics_training.hearing fit|measure VOICES...`: sound files, each of one voice."""

import argparse
import sys
from pathlib import Path

import numpy as np

import kinesics.audio
from kinesics.audio.hearing import RATE_HZ
from kinesics.audio.speech_file import load_speech, resample
from kinesics_training.hearing.fit import examples, fit, save, scenes
from kinesics_training.hearing.measured import Score, measure, trials

_SHIPPED = Path(kinesics.audio.__file__).with_name("voice_activity.toml")


def main() -> None:
    """Do what was asked."""
    parser = argparse.ArgumentParser(
        prog="python -m kinesics_training.hearing", description=__doc__
    )
    parser.add_argument("do", choices=("fit", "measure"))
    parser.add_argument("voices", nargs="+", type=Path, help="of partners")
    parser.add_argument("--own", nargs="+", type=Path, help="what the robot says; else as partners")
    parser.add_argument("--scenes", type=int, default=240, help="of 12 s each, to fit")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    voices = [_read(path) for path in options.voices]
    if options.do == "fit":
        features, right = examples(scenes(voices, options.scenes, options.seed))
        made = f"{len(voices)} voices, {options.scenes} scenes, seed {options.seed}"
        says = f"python -m kinesics_training.hearing fit: {made}"
        save(fit(features, right, options.seed), _SHIPPED, says)
        return
    own = [_read(path) for path in options.own or options.voices[1:] + options.voices[:1]]
    for name, found in measure(trials(voices, own, options.seed)).items():
        sys.stdout.write(_line(name, found) + "\n")


def _read(path: Path) -> np.ndarray:
    return resample(*load_speech(path), RATE_HZ)


def _line(name: str, found: Score) -> str:
    def at(delays: tuple[float, ...], share: float) -> str:
        return f"{np.percentile(delays, share, method='lower') * 1e3:5.0f}" if delays else "    -"

    onset, offset = (f"{at(one, 50)} {at(one, 95)}" for one in (found.onsets_s, found.offsets_s))
    shares = f"hits {found.hits:6.1%} alarms {found.alarms:6.2%}"
    return f"{name:28} {shares} onset {onset} offset {offset} ms"


if __name__ == "__main__":
    main()
