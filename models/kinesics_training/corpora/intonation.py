"""Synthesised speech whose intonation is known: festival tells its pitch accents and F0 targets.

festival predicts ToBI accents per syllable (Black & Hunt 1996, "Generating F0 contours from ToBI
labels using linear regression") and then makes the F0 contour from them, so both are the truth of
what is heard, not an annotation of it.
"""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from kinesics.audio.speech_file import load_speech
from kinesics.toml import load_toml
from kinesics_training import toml_text
from kinesics_training.corpora.sentences import Sentences
from kinesics_training.corpora.synth import RATE_HZ

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]

TRAIN = "kallpc"
"""The voice that weights and thresholds are chosen on. (slt-hts makes its own F0, whatever the
accents that are asked of it.)"""
TEST = "ked"
_COMMANDS = {"kallpc": "voice_kal_diphone", "ked": "voice_ked_diphone"}

_FESTIVAL = """
(define (say text wav)
  (Parameter.set 'Duration_Stretch 1.0)
  (set! u (eval (list 'Utterance 'Text text)))
  (utt.synth u) (utt.save.wave u wav 'riff))
(define (accents u file)
  (let ((fd (fopen file "w")))
    (mapcar (lambda (s)
      (mapcar (lambda (p)
        (if (string-equal (item.feat p 'ph_vc) "+")
          (format fd "syllable %f %f %f %s %s\\n"
            (item.feat p 'segment_start) (item.feat p 'segment_end) (item.feat s 'syllable_end)
            (item.feat s 'tobi_accent) (item.feat s 'tobi_endtone))))
        (item.daughters (item.relation s 'SylStructure))))
      (utt.relation.items u 'Syllable))
    (if (utt.relation.present u 'Target) (mapcar (lambda (t)
      (if (not (item.daughters t))
        (format fd "target %f %f\\n" (item.feat t 'pos) (item.feat t 'f0))))
      (utt.relation.items u 'Target)))
    (mapcar (lambda (s) (format fd "phone %f %s\\n" (item.feat s 'end) (item.name s)))
      (utt.relation.items u 'Segment))
    (fclose fd)))
"""


@dataclass(frozen=True, eq=False)
class Intoned:
    """An utterance at 16 kHz and what its synthesiser meant."""

    samples: F32
    accents_s: F64
    """Middle of the vowel of every accented syllable, (A,)."""
    vowels_s: F64
    """Middle of every vowel, (V,)."""
    phrases_s: F64
    """Ends of intonation phrases: of the syllables that bear an end tone, (B,)."""
    targets: F64
    """F0 targets (K, 2): time [s] and F0 [Hz], linear between; empty if the voice has none."""
    phones: tuple[tuple[float, str], ...]
    """End [s] and name of each phone."""


def utterances(voice: str, seed: int, seconds: float) -> Iterator[Intoned]:
    """Utterances of a festival voice until they sum to `seconds`."""
    sentences = Sentences(int(np.random.default_rng([seed, 77]).integers(2**31)))
    done_s = 0.0
    while done_s < seconds:
        for spoken in speak(voice, [sentences.next() for _ in range(20)]):
            done_s += spoken.samples.size / RATE_HZ
            yield spoken


def speak(voice: str, texts: list[str]) -> list[Intoned]:
    """The texts as a festival voice says them."""
    with tempfile.TemporaryDirectory() as folder:
        lines = [_FESTIVAL, f"({_COMMANDS[voice]})"]
        for i, text in enumerate(texts):
            wav, told = (json.dumps(f"{folder}/{i}.{kind}") for kind in ("wav", "txt"))
            lines += [f"(say {json.dumps(text)} {wav})", f"(accents u {told})"]
        script = Path(folder) / "say.scm"
        script.write_text("\n".join(lines), encoding="utf-8")
        subprocess.run(["festival", "-b", str(script)], check=True, capture_output=True)
        return [_read(Path(folder) / str(i)) for i in range(len(texts))]


def _read(stem: Path) -> Intoned:
    samples, rate_hz = soundfile.read(stem.with_suffix(".wav"), dtype="float32")
    told = [line.split() for line in stem.with_suffix(".txt").read_text().splitlines()]
    vowels = [row[1:] for row in told if row[0] == "syllable"]
    middle_s = np.array([(float(a) + float(b)) / 2 for a, b, *_ in vowels])
    accented = np.array([accent != "NONE" for *_, accent, _ in vowels])
    ends_s = [float(end) for _, _, end, _, tone in vowels if "%" in tone]
    targets = [(float(row[1]), float(row[2])) for row in told if row[0] == "target"]
    return Intoned(
        soxr.resample(samples, rate_hz, RATE_HZ),
        middle_s[accented],
        middle_s,
        np.array(ends_s),
        np.array(targets).reshape(-1, 2),
        tuple((float(row[1]), row[2]) for row in told if row[0] == "phone"),
    )


def save(folder: Path, spoken: list[Intoned]) -> None:
    """The utterances as a few small files: what the tests hear where there is no festival."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for i, one in enumerate(spoken):
        name = f"{i}.ogg"
        with soundfile.SoundFile(
            folder / name, "w", RATE_HZ, 1, "VORBIS", format="OGG", compression_level=0.9
        ) as file:
            file.write(one.samples)
        told = {key: getattr(one, key).round(3).tolist() for key in _TIMES}
        rows.append({"sound": name, **told, "phones": [list(phone) for phone in one.phones]})
    text = toml_text.text({"utterances": rows})
    (folder / "utterances.toml").write_text(text, encoding="utf-8")


_TIMES = ("accents_s", "vowels_s", "phrases_s", "targets")


def load(folder: Path) -> list[Intoned]:
    """What `save` wrote."""
    return [
        Intoned(
            load_speech(folder / row["sound"])[0],
            **{key: np.array(row[key], np.float64) for key in _TIMES},
            phones=tuple((float(end_s), str(name)) for end_s, name in row["phones"]),
        )
        for row in load_toml(folder / "utterances.toml")["utterances"]
    ]
