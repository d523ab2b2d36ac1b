"""What `python -m kinesics_training` can be told; needs nothing that trains."""

import argparse
from collections.abc import Sequence
from pathlib import Path

__all__ = ["CACHE", "MODELS", "MOUTH", "STEPS", "parsed"]

MODELS = Path(__file__).resolve().parents[1] / "kinesics_models"
_PAGE = Path(__file__).with_name("PEERS.md")
CACHE = Path.home() / ".cache" / "kinesics-training"

MOUTH = {
    "data": "speak every voice, and make the streams that need no network",
    "train": "the trials, each kept; goes on where it was interrupted",
    "judge": "a trial's scores on the validation voice and clip",
    "leave-one-out": "jaw correlation of five networks, each without one of five clips",
    "export": "both int8 files and the goldens",
    "hull": "the hull of valid mouths",
    "evaluate": "scores on the test voice and clip, voices and languages",
    "card": "card.toml and the tables of the README, from what the steps before kept",
    "shown": "scores of the int8 files as the runtime shows them, beside them in card.toml",
    "ceiling": "how exact our aligner is, what the truth scores by it, a jaw that was heard before",
    "compare": "every peer over the same sounds: PEERS.md",
}
"""Commands for the mouth's network `speech_face`; `all` is those from `data` to `shown`."""

_PARTS = ("data", "train", "export", "evaluate", "card")
STEPS = {"affect": _PARTS, "gaze": _PARTS, "gesture": _PARTS}
"""Of the other networks: what a command does unless some of it are named."""
_ALONE = {
    "shown": ("validation",),
    "affect": ("judge",),
    "gaze": ("judge", "fit"),
    "gesture": ("judge", "played"),
}
"""Steps that are done only when named."""

_EXAMPLES = """examples:
  python -m kinesics_training all --recordings FACEGOOD      the mouth, from nothing: hours
  python -m kinesics_training train --trial first
  python -m kinesics_training shown validation               scores on validation voices
  python -m kinesics_training affect                         from nothing, each step
  python -m kinesics_training gesture export evaluate card
  python -m kinesics_training gaze fit --people FOLDER
"""


def parsed(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What was typed; ends the program, with what would be right, where that is nothing."""
    parser = _parser()
    options = parser.parse_args(arguments)
    known = (*STEPS.get(options.command, ()), *_ALONE.get(options.command, ()))
    if strange := [step for step in options.step if step not in known]:
        of = f"it has {', '.join(known)}" if known else "it has no steps"
        parser.error(f"no step {', '.join(strange)} of {options.command}; {of}")
    return options


def _parser() -> argparse.ArgumentParser:
    told = [f"  {name:14} {what}" for name, what in MOUTH.items()]
    parser = argparse.ArgumentParser(
        "kinesics_training",
        description="Everything that made the shipped models, again.\n\nof the mouth's network:\n"
        + "\n".join(["  all            from nothing to card.toml", *told])
        + f"\n\nof the others, each in steps: {', '.join(STEPS)}",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=["all", *MOUTH, *STEPS], metavar="command")
    alone = "of gaze also fit, of gesture played"
    steps = f"of affect, gaze and gesture: judge, or some of {', '.join(_PARTS)}; {alone}"
    steps += "; of shown: validation"
    parser.add_argument("step", nargs="*", help=steps)
    parser.add_argument("--motion", type=Path, help="of gesture: a folder of .bvh beside .wav")
    parser.add_argument("--trial", help="a name in trials.py  [default: the one that ships]")
    parser.add_argument(
        "--cache",
        type=Path,
        default=CACHE,
        help="what can be made again  [default: %(default)s]",
    )
    parser.add_argument(
        "--recordings", type=Path, default=CACHE / "facegood", help="wav/ and bs_value/"
    )
    parser.add_argument(
        "--people", type=Path, help="of gaze fit: NAME.csv of faces, NAME.wav of their voices"
    )
    parser.add_argument("--out", type=Path, default=MODELS, help="where the model's folder goes")
    parser.add_argument(
        "--threads",
        type=int,
        default=1,
        metavar="N",
        help="of a training; two are 1.4 times as fast as one where nothing else runs, and many "
        "times slower where much does; another number rounds otherwise  [default: 1]",
    )
    parser.add_argument("--page", type=Path, default=_PAGE, help="where `compare` writes")
    return parser
