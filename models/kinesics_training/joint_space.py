"""`python -m kinesics_training.joint_space FP32.onnx`: what int8 costs where a robot moves.

The float network and each shipped int8 file hear the test voice (flite rms, never trained on) as
the runtime does: streamed, held in the hull, every row posed on a rig. Told is how far each joint
of the mouth is from where the float network wants it, in percent of its range. `export` leaves
FP32.onnx in the cache. The table replaces the one in this package's README (`--page`).
"""

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kinesics.behaviours.speech import SpeechMouth
from kinesics.inference.card import ModelCard
from kinesics.inference.hull_file import load_hull
from kinesics.inference.loader import build_stepper, open_stepper
from kinesics.motion import channels
from kinesics.ports import Stepper
from kinesics.rig.load import load_rig
from kinesics.rig.rig import Rig
from kinesics.signals import Speech, SpeechEnd
from kinesics_app.character.character import front_end
from kinesics_app.performance.results import mouth_joints
from kinesics_models import model_folder
from kinesics_training.corpora.synth import RATE_HZ, TEST, Utterance, utterances
from kinesics_training.marked import with_part
from kinesics_training.plainly import plainly

F64 = npt.NDArray[np.float64]

SECONDS = 300.0
LOOKAHEAD_MS = 80
PAGE = Path(__file__).with_name("README.md")
PART = "joint space"


@dataclass(frozen=True, eq=False)
class Difference:
    """Of one joint, in percent of its range."""

    joint: str
    rms: float
    p99: float
    most: float


def as_float(card: ModelCard, content: bytes) -> Stepper:
    """The float network of the shipped one: the same tensors, other bytes."""
    return build_stepper(card, replace(card.file("onnxruntime"), path="fp32"), content)


def positions(stepper: Stepper, rig: Rig, spoken: Iterable[Utterance], lookahead_ms: int) -> F64:
    """Joint positions (T, J) of the rig while every utterance is spoken."""
    card = ModelCard.load(model_folder("speech_face"))
    mouth = SpeechMouth(
        stepper, front_end(card), card.channels, card.lookaheads_ms, lookahead_ms, load_hull(card)
    )
    columns = channels.columns(card.channels)
    poses: list[F64] = []
    for one in spoken:
        for packet in (Speech(0, 0, RATE_HZ, one.samples), SpeechEnd(0)):
            track = mouth.feed(packet)
            for row in () if track is None else track.values:
                values = np.zeros(len(channels.CHANNELS))
                values[columns] = row
                poses.append(rig.pose(values))
    return np.array(poses)


def differences(one: F64, other: F64, rig: Rig) -> list[Difference]:
    """Of every joint of the mouth, and of all of them together."""
    told = []
    off = 100.0 * np.abs(one - other) / (rig.limits.position_max - rig.limits.position_min)
    names = mouth_joints(rig)
    rows = [off[:, rig.index(name)] for name in names]
    for name, values in zip([*names, "all"], [*rows, np.concatenate(rows)], strict=True):
        rms = float(np.sqrt(np.mean(values**2)))
        told.append(Difference(name, rms, float(np.percentile(values, 99)), float(values.max())))
    return told


def table(by_backend: dict[str, list[Difference]]) -> str:
    """As Markdown."""
    heads = [f"{name}: RMS | 99th percentile | most" for name in by_backend]
    lines = [f"| joint | {' | '.join(heads)} |", "|---" * (1 + 3 * len(heads)) + "|"]
    for row in zip(*by_backend.values(), strict=True):
        cells = [f"{d.rms:.2f} | {d.p99:.2f} | {d.most:.1f}" for d in row]
        lines.append(f"| {row[0].joint} | {' | '.join(cells)} |")
    return "\n".join(lines)


def compared(
    floats: bytes,
    rig: Rig,
    spoken: list[Utterance],
    lookahead_ms: int = LOOKAHEAD_MS,
    say: Callable[[str], None] = lambda text: None,
) -> dict[str, list[Difference]]:
    """Each shipped file against the float network."""
    card = ModelCard.load(model_folder("speech_face"))
    say("fp32")
    wanted = positions(as_float(card, floats), rig, spoken, lookahead_ms)
    found = {}
    for file in card.files:
        say(file.backend)
        made = positions(open_stepper(card, file.backend), rig, spoken, lookahead_ms)
        found[file.backend] = differences(made, wanted, rig)
    return found


def main() -> None:
    """Parse and do."""
    parser = argparse.ArgumentParser("kinesics_training.joint_space", description=__doc__)
    parser.add_argument("fp32", type=Path)
    parser.add_argument("--robot", default="humanoid")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--lookahead-ms", type=int, default=LOOKAHEAD_MS)
    parser.add_argument("--page", type=Path, default=PAGE)
    options = parser.parse_args()
    rig = load_rig(options.robot)
    spoken = list(utterances(TEST, 2, options.seconds))
    floats = options.fp32.read_bytes()
    text = table(compared(floats, rig, spoken, options.lookahead_ms, print))
    print(text)  # noqa: T201 - the command line's own output
    page = options.page.read_text(encoding="utf-8")
    options.page.write_text(with_part(page, PART, text), encoding="utf-8")


if __name__ == "__main__":
    with plainly():
        main()
