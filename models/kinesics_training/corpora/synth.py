"""Synthesised speech with phone times, from free voices of flite, festival, espeak-ng and Kokoro.

flite's kal16 is left out: the phone times it prints are 2 to 9 % longer than what it speaks.
"""

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from kinesics.toml import load_toml
from kinesics_training.corpora import espeak, kokoro, silences
from kinesics_training.corpora.sentences import lines
from kinesics_training.corpora.voices import VOICES, Voice, by_role

F32 = npt.NDArray[np.float32]
RATE_HZ = 16000
"""Every utterance is resampled to this."""


@dataclass(frozen=True, eq=False)
class Utterance:
    """Speech at 16 kHz with its phones: `phones[k]` ends at `ends_s[k]`, the next starts there."""

    samples: F32
    phones: list[str]
    ends_s: list[float]


TRAIN = by_role("train")
VALIDATION = "ked"
"""Choices are made on this English voice, and on the others of its role."""
TEST = "rms"
"""Never trained on, tuned on or selected on: a male voice cut from recordings."""


def utterances(voice: str, seed: int, seconds: float) -> Iterator[Utterance]:
    """Utterances until they sum to `seconds`; rate varies, in training voices pitch and tract."""
    spoken_by = VOICES[voice]
    rng = np.random.default_rng([seed, sum(map(ord, voice))])
    sentences = lines(spoken_by.language, int(rng.integers(2**31)))
    vary = spoken_by.role == "train"
    done_s = 0.0
    while done_s < seconds:
        batch = [(sentences.next(), Manner.draw(rng, spoken_by, vary)) for _ in range(20)]
        for utterance in speak(spoken_by, batch):
            done_s += utterance.samples.size / RATE_HZ
            yield utterance


@dataclass(frozen=True)
class Manner:
    """How a sentence is said. `tract` > 1: a shorter vocal tract (formants and pitch up)."""

    stretch: float
    pitch_hz: float
    tract: float

    @classmethod
    def draw(cls, rng: np.random.Generator, voice: Voice, vary: bool) -> "Manner":
        """A random manner; pitch and tract as the voice has them unless `vary`."""
        stretch = float(np.exp(rng.uniform(-0.25, 0.3)))
        if not vary:
            return cls(stretch, 0.0, 1.0)
        pitch_hz = voice.pitch_hz * float(np.exp(rng.uniform(-0.25, 0.35)))
        return cls(stretch, pitch_hz, float(np.exp(rng.uniform(-0.17, 0.17))))


Batch = list[tuple[str, Manner]]
"""Texts, each with how it is said."""


def speak(voice: Voice, batch: Batch) -> Iterator[Utterance]:
    """The texts as a voice says them."""
    engines = {"flite": _flite, "festival": _festival, "espeak": _espeak, "kokoro": _kokoro}
    return engines[voice.engine](voice, batch)


def _flite(voice: Voice, batch: Batch) -> Iterator[Utterance]:
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "speech.wav"
        for text, manner in batch:
            command = ["flite", "-voice", voice.label, "-psdur", "-t", text, "-o", str(wav)]
            command += ["--setf", f"duration_stretch={manner.stretch * manner.tract:.3f}"]
            if manner.pitch_hz:
                command += ["--setf", f"int_f0_target_mean={manner.pitch_hz:.1f}"]
            printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            pairs = [item.rsplit(":", 1) for item in printed.split() if ":" in item]
            yield _utterance(wav, [p for p, _ in pairs], [float(t) for _, t in pairs], manner)


FESTIVAL = """
(define (say text stretch pitch wav seg)
  (Parameter.set 'Duration_Stretch stretch)
  (if (> pitch 0) (set! int_lr_params (list
    (list 'target_f0_mean pitch) (list 'target_f0_std (* 0.14 pitch))
    (list 'model_f0_mean 170) (list 'model_f0_std 34))))
  (set! u (eval (list 'Utterance 'Text text)))
  (utt.synth u) (utt.save.wave u wav 'riff) (utt.save.segs u seg))
"""


def _festival(voice: Voice, batch: Batch) -> Iterator[Utterance]:
    with tempfile.TemporaryDirectory() as folder:
        script_lines = [FESTIVAL, f"({voice.label})"]
        for i, (text, manner) in enumerate(batch):
            paths = " ".join(f'"{folder}/{i}.{kind}"' for kind in ("wav", "seg"))
            said = text.replace('"', "").replace("\\", "")
            stretch = manner.stretch * manner.tract
            script_lines.append(f'(say "{said}" {stretch:.3f} {manner.pitch_hz:.1f} {paths})')
        script = Path(folder) / "say.scm"
        encoding = "latin-1" if voice.language == "it" else "utf-8"
        script.write_text("\n".join(script_lines), encoding=encoding, errors="ignore")
        subprocess.run(["festival", "-b", str(script)], check=True, capture_output=True)
        for i, (_, manner) in enumerate(batch):
            rows = (Path(folder) / f"{i}.seg").read_text(encoding="utf-8").split("#", 1)[1]
            segments = [row.split() for row in rows.strip().splitlines()]
            ends_s = [float(segment[0]) for segment in segments]
            phones, ends_s = ours(voice.language, [s[2] for s in segments], ends_s)
            yield _utterance(Path(folder) / f"{i}.wav", phones, ends_s, manner)


def ours(language: str, names: list[str], ends_s: list[float]) -> tuple[list[str], list[float]]:
    """Festival's phones as ours; where one is two of ours they share its time."""
    if language == "en-us":
        return names, ends_s
    table = load_toml(Path(__file__).with_name("festival.toml"))[language]
    phones: list[str] = []
    split_s: list[float] = []
    for name, start_s, end_s in zip(names, [0.0, *ends_s], ends_s, strict=False):
        parts = table[name]
        phones += parts
        split_s += [start_s + (end_s - start_s) * (k + 1) / len(parts) for k in range(len(parts))]
    return phones, split_s


def _espeak(voice: Voice, batch: Batch) -> Iterator[Utterance]:
    library = espeak.library()
    for text, manner in batch:
        seed = np.random.default_rng(list(text.encode()))
        variants = espeak.held() if voice.label == "held" else espeak.variants()
        variant = str(seed.choice(variants))
        words_per_minute = int(165 / manner.stretch / manner.tract)
        spoken, phones, ends_s = library.speak(
            text, voice.language, variant, words_per_minute, int(seed.integers(20, 75))
        )
        said = silences.unheard(spoken, library.rate_hz, phones, ends_s)
        yield resampled(spoken, library.rate_hz, *said, manner)


def _kokoro(voice: Voice, batch: Batch) -> Iterator[Utterance]:
    for text, manner in batch:
        rng = np.random.default_rng(list(text.encode()))
        said = kokoro.speak(
            text, voice.language, _style(voice, rng), 1.2 / manner.stretch / manner.tract
        )
        if said is not None:
            spoken, phones, ends_s = said
            heard = silences.heeded(spoken, kokoro.RATE_HZ, phones, ends_s)
            yield resampled(spoken, kokoro.RATE_HZ, *heard, manner)


def _style(voice: Voice, rng: np.random.Generator) -> F32:
    if voice.label == "held":
        return kokoro.held_style()
    return (
        kokoro.native_style(rng, voice.language) if voice.label == "native" else kokoro.style(rng)
    )


def _utterance(wav: Path, phones: list[str], ends_s: list[float], manner: Manner) -> Utterance:
    samples, rate_hz = soundfile.read(wav, dtype="float32")
    return resampled(samples, rate_hz, phones, ends_s, manner)


def resampled(
    samples: F32, rate_hz: int, phones: list[str], ends_s: list[float], manner: Manner
) -> Utterance:
    """The speech at 16 kHz, played `tract` times faster, with its phone times scaled alike."""
    samples = soxr.resample(samples, rate_hz * manner.tract, RATE_HZ)
    return Utterance(samples, phones, [end_s / manner.tract for end_s in ends_s])


Progress = Callable[[str], None]


def cached(folder: Path, voice: str, seed: int, seconds: float, say: Progress) -> list[Utterance]:
    """The utterances of a voice, spoken once and kept under `folder`."""
    path = folder / f"speech-{voice}-{seed}-{seconds:.0f}.npz"
    if not path.exists():
        say(f"speaking {seconds:.0f} s with {voice}")
        folder.mkdir(parents=True, exist_ok=True)
        save(path, list(utterances(voice, seed, seconds)))
    return load(path)


def save(path: Path, spoken: list[Utterance]) -> None:
    """Keep utterances at `path`."""
    audio = np.concatenate([u.samples for u in spoken])
    partial = path.with_suffix(".part.npz")
    np.savez(
        partial,
        audio=np.round(np.clip(audio, -1, 1) * 32767).astype(np.int16),
        cuts=np.cumsum([u.samples.size for u in spoken])[:-1],
        segments=json.dumps([(u.phones, u.ends_s) for u in spoken]),
    )
    partial.replace(path)


def load(path: Path) -> list[Utterance]:
    """What `save` kept."""
    with np.load(path) as stored:
        parts = np.split(stored["audio"].astype(np.float32) / 32767, stored["cuts"])
        segments = json.loads(str(stored["segments"]))
    return [Utterance(a, phones, ends) for a, (phones, ends) in zip(parts, segments, strict=True)]
