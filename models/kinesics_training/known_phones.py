"""`python -m kinesics_training.known_phones judge|save`: lips by phone times, and by the network.

`judge` speaks with the test voice (flite rms, never trained on) and scores the mouth as it would
stream, by `lips.py`: the network alone, and with the phone times in each kind of symbols that a
synthesiser may use. `save FOLDER` writes what the tests hear.
"""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from kinesics.audio.logmel import LogMel
from kinesics.audio.phone_times.inventory import inventory
from kinesics.audio.phone_times.read import read_phone_times
from kinesics.audio.phones import VISEMES, visemes
from kinesics.audio.speech_file import load_speech
from kinesics.behaviours.phone_mouth import PhoneMouth
from kinesics.behaviours.speech import SpeechMouth
from kinesics.inference.card import ModelCard
from kinesics.inference.loader import open_stepper
from kinesics.ports import Stepper
from kinesics.signals import PhoneTimes, Speech, SpeechEnd, TimedPhone
from kinesics_models import model_folder
from kinesics_training.corpora.synth import RATE_HZ, TEST, Utterance, utterances
from kinesics_training.lips import lips
from kinesics_training.lips.channels import measures
from kinesics_training.lips.phones import segments, timed
from kinesics_training.plainly import plainly

F32 = npt.NDArray[np.float32]
Symbols = Callable[[list[TimedPhone]], tuple[TimedPhone, ...]]
"""What is left of known phones when they are told in other symbols."""

SECONDS = 300.0
LOOKAHEAD_MS = 80
_HOP = RATE_HZ // 100
_SAVED, _WITH_SOUND = 40, 10
SHOWN = (
    "closure_f1", "closure_recall", "closure_precision", "closure_error_ms", "macro_f1",
    "vowel_accuracy", "auc_bilabial_lingual", "auc_rounding", "r_gap", "own_lag_ms", "pauses",
)  # fmt: skip


def mouth(lookahead_ms: int = LOOKAHEAD_MS, backend: str = "onnxruntime") -> PhoneMouth:
    """The shipped mouth."""
    card = ModelCard.load(model_folder("speech_face"))
    return _mouth(open_stepper(card, backend), lookahead_ms)


def deaf(lookahead_ms: int = LOOKAHEAD_MS) -> PhoneMouth:
    """The shipped mouth with a network that shows nothing, and costs nothing."""
    return _mouth(_Mute(), lookahead_ms)


class _Mute:
    """A `Stepper` of the shipped network's shapes whose outputs stay zero."""

    def __init__(self) -> None:
        card = ModelCard.load(model_folder("speech_face"))
        shape = (1, len(card.lookaheads_ms), len(card.channels))
        self.inputs = {"logmel": np.zeros((1, LogMel().mels), np.float32)}
        self.outputs = {"channels": np.zeros(shape, np.float32)}

    def step(self) -> None:
        """Nothing changes."""

    def reset(self) -> None:
        """Nothing was changed."""

    def snapshot(self) -> dict[str, F32]:
        """No states."""
        return {}

    def restore(self, states: Mapping[str, F32]) -> None:
        """No states."""


def _mouth(stepper: Stepper, lookahead_ms: int) -> PhoneMouth:
    card = ModelCard.load(model_folder("speech_face"))
    arguments = {key: value for key, value in card.features.items() if key != "kind"}
    features = LogMel(**arguments)
    heard = SpeechMouth(stepper, features, card.channels, card.lookaheads_ms, lookahead_ms)
    return PhoneMouth(heard, card.channels)


def take(behaviour: PhoneMouth, spoken: Utterance, phones: tuple[TimedPhone, ...]) -> lips.Take:
    """The utterance as the mouth shows it, hop by hop; rows from 10 ms on."""
    if phones:
        behaviour.feed(PhoneTimes(0, phones))
    rows: list[npt.NDArray[np.float64]] = []
    first_ns: int | None = None
    pieces: list[Speech | SpeechEnd] = [
        Speech(n * 1_000_000_000 // RATE_HZ, n, RATE_HZ, spoken.samples[n : n + _HOP])
        for n in range(0, spoken.samples.size, _HOP)
    ]
    for packet in [*pieces, SpeechEnd(spoken.samples.size * 1_000_000_000 // RATE_HZ)]:
        track = behaviour.feed(packet)
        if track is not None:
            first_ns = track.t_ns if first_ns is None else first_ns
            rows.append(track.values)
    early = (10_000_000 - (first_ns or 0)) // 10_000_000
    shown = np.concatenate(rows)[early:].astype(np.float32)
    return lips.Take(segments(spoken.phones, spoken.ends_s), measures(shown))


def exact(phones: list[TimedPhone]) -> tuple[TimedPhone, ...]:
    """As they are."""
    return tuple(phones)


def nothing(phones: list[TimedPhone]) -> tuple[TimedPhone, ...]:
    """No phone is told."""
    return ()


def oculus(phones: list[TimedPhone]) -> tuple[TimedPhone, ...]:
    """As Oculus-15 visemes."""
    told = inventory("oculus")
    return _retold(phones, lambda name: told.phones(VISEMES[visemes()[name]]))


def azure(phones: list[TimedPhone]) -> tuple[TimedPhone, ...]:
    """As Azure's viseme ids."""
    ids = {name: str(n) for n, group in enumerate(_AZURE) for name in group.split()}
    told = inventory("azure")
    return _retold(phones, lambda name: told.phones(ids[name]))


_AZURE = (
    "pau", "ae ax ah", "aa", "ao", "ey eh uh", "er", "y iy ih", "w uw", "ow", "aw", "oy", "ay",
    "hh", "r", "l", "s z", "sh ch jh zh", "dh", "f v", "d t n th dx", "k g ng", "p b m",
)  # fmt: skip
"""The phones of each viseme id."""


def rhubarb(phones: list[TimedPhone]) -> tuple[TimedPhone, ...]:
    """As Rhubarb's nine shapes, cut to hundredths of a second; its in-betweens are left out."""
    shapes = {name: shape for shape, group in _RHUBARB.items() for name in group.split()}
    told = inventory("rhubarb")
    rounded = [TimedPhone(round(p.start_s, 2), round(p.end_s, 2), p.phone) for p in phones]
    return _retold(rounded, lambda name: told.phones(shapes.get(name, "B")))


_RHUBARB = {
    "X": "pau", "A": "p b m", "C": "eh ae ah ax hh ey", "D": "aa ay aw", "E": "ao er oy r",
    "F": "uw ow w uh", "G": "f v", "H": "l",
}  # fmt: skip
"""The phones of each shape; the rest is B."""

TOLD: dict[str, Symbols] = {
    "exact phones": exact,
    "azure": azure,
    "oculus": oculus,
    "rhubarb": rhubarb,
}


def _retold(
    phones: list[TimedPhone], told: Callable[[str], tuple[str, ...] | None]
) -> tuple[TimedPhone, ...]:
    return tuple(
        TimedPhone(p.start_s, p.end_s, (told(p.phone) or ("pau",))[0])
        for p in phones
        if p.end_s > p.start_s
    )


def takes(
    spoken: list[Utterance], symbols: Symbols, behaviour: PhoneMouth | None = None
) -> list[lips.Take]:
    """Every utterance by one mouth, one after the other, with phones told in these symbols.

    The mouth is `deaf()` unless another is given: where every phone is known, nothing is heard.
    """
    behaviour = behaviour or deaf()
    told = [symbols(timed(segments(one.phones, one.ends_s))) for one in spoken]
    return [take(behaviour, one, phones) for one, phones in zip(spoken, told, strict=True)]


def save(folder: Path, spoken: list[Utterance]) -> None:
    """What flite printed of every utterance, and the first ones as small sound files."""
    folder.mkdir(parents=True, exist_ok=True)
    for n, one in enumerate(spoken):
        pairs = zip(one.phones, one.ends_s, strict=True)
        printed = " ".join(f"{phone}:{end_s:.3f}" for phone, end_s in pairs)
        (folder / f"{n:02}.psdur").write_text(printed + "\n", encoding="utf-8")
    for n, one in enumerate(spoken[:_WITH_SOUND]):
        path = folder / f"{n:02}.ogg"
        with soundfile.SoundFile(
            path, "w", RATE_HZ, 1, "VORBIS", format="OGG", compression_level=0.9
        ) as file:
            file.write(one.samples)


def load(folder: Path) -> list[Utterance]:
    """What `save` wrote; silence where the sound was not kept."""
    spoken = []
    for path in sorted(folder.glob("*.psdur")):
        told = read_phone_times(path.read_text(encoding="utf-8")).phones
        sound = path.with_suffix(".ogg")
        silence = np.zeros(round(told[-1].end_s * RATE_HZ), np.float32)
        samples = load_speech(sound)[0] if sound.exists() else silence
        spoken.append(Utterance(samples, [p.phone for p in told], [p.end_s for p in told]))
    return spoken


def main() -> None:
    """Parse and do."""
    parser = argparse.ArgumentParser("kinesics_training.known_phones", description=__doc__)
    parser.add_argument("command", choices=["judge", "save"])
    parser.add_argument("folder", type=Path, nargs="?")
    options = parser.parse_args()
    if options.command == "save":
        save(options.folder, list(utterances(TEST, 5, 150.0))[:_SAVED])
        return
    spoken = list(utterances(TEST, 2, SECONDS))
    rows = {"network alone": lips.score(takes(spoken, nothing, mouth()))}
    rows |= {name: lips.score(takes(spoken, symbols)) for name, symbols in TOLD.items()}
    rows["shuffled"] = lips.score(lips.shuffled(takes(spoken, exact)))
    lines = [f"{'':14}" + " ".join(f"{name:>20}" for name in SHOWN)]
    for name, scores in rows.items():
        lines.append(f"{name:14}" + " ".join(f"{scores[shown]:20.3f}" for shown in SHOWN))
    print("\n".join(lines))  # noqa: T201 - the command line's own output


if __name__ == "__main__":
    with plainly():
        main()
