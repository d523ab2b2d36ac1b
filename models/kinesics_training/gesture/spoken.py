"""Speech whose accents are known: what festival means, in its own voices and laid on others.

festival tells which syllables it accents (ToBI) and where its phrases end, and its diphone voices
make their F0 of that. flite's voices come from recordings and hardly follow it, so their melody is
made again: the same accents and ends, by `melody.py`.
"""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from kinesics.gesture.spoken import spoken_accents
from kinesics.signals import PhoneTimes, TimedPhone, TimedWord
from kinesics_training.corpora.synth import RATE_HZ

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]

KAL, KED, HTS = "voice_kal_diphone", "voice_ked_diphone", "voice_cmu_us_slt_arctic_hts"

_FESTIVAL = """
(define (say text stretch mean std wav)
  (Parameter.set 'Duration_Stretch stretch)
  (if (> mean 0) (set! int_lr_params (list
    (list 'target_f0_mean mean) (list 'target_f0_std std)
    (list 'model_f0_mean 170) (list 'model_f0_std 34))))
  (set! u (eval (list 'Utterance 'Text text)))
  (utt.synth u) (utt.save.wave u wav 'riff))
(define (tell u file)
  (let ((fd (fopen file "w")))
    (mapcar (lambda (s)
      (mapcar (lambda (p)
        (if (string-equal (item.feat p 'ph_vc) "+")
          (format fd "vowel %f %f %f %s %s\\n"
            (item.feat p 'segment_start) (item.feat p 'segment_end) (item.feat s 'syllable_end)
            (item.feat s 'tobi_accent) (item.feat s 'tobi_endtone))))
        (item.daughters (item.relation s 'SylStructure))))
      (utt.relation.items u 'Syllable))
    (mapcar (lambda (w)
      (if (item.daughters (item.relation w 'SylStructure))
        (format fd "word %f %f %s\\n"
          (item.feat w 'word_start) (item.feat w 'word_end) (item.name w))))
      (utt.relation.items u 'Word))
    (mapcar (lambda (s) (format fd "phone %f %s\\n" (item.feat s 'end) (item.name s)))
      (utt.relation.items u 'Segment))
    (fclose fd)))
"""


@dataclass(frozen=True)
class Way:
    """How a festival voice speaks."""

    stretch: float = 1.0
    pitch_hz: float = 0.0
    """0: its own, as its range"""
    swing_hz: float = 0.0
    tract: float = 1.0
    """Above 1: a shorter vocal tract, and a higher, faster voice."""

    @classmethod
    def draw(cls, rng: np.random.Generator) -> "Way":
        """Somebody."""
        pitch_hz = float(rng.uniform(80.0, 210.0))
        swing_hz = pitch_hz * float(rng.uniform(0.09, 0.22))
        stretch, tract = np.exp(rng.uniform([-0.25, -0.15], [0.3, 0.2])).tolist()
        return cls(stretch * tract, pitch_hz / tract, swing_hz / tract, tract)


@dataclass(frozen=True, eq=False)
class Said:
    """An utterance at 16 kHz and what was meant by it; times in seconds."""

    samples: F32
    vowels_s: F64
    """(V, 2) begin and end of every vowel."""
    tones: tuple[str, ...]
    """Accent of each vowel's syllable as festival spells ToBI, `NONE` without."""
    phrases_s: F64
    """(B,) ends of intonation phrases."""
    stressed_s: F64
    """(S, 2) stressed vowels of words that are no mere grammar, as the runtime reckons them from
    phone times, and their strength."""

    @property
    def accented(self) -> npt.NDArray[np.bool_]:
        """(V,) whether a vowel bears an accent."""
        return np.array([tone != "NONE" for tone in self.tones], dtype=bool)

    @property
    def accents_s(self) -> F64:
        """(A,) middles of the accented vowels."""
        return np.asarray(self.vowels_s[self.accented].mean(axis=1), np.float64)


@dataclass(frozen=True, eq=False)
class Meant:
    """What festival said, and its phones: their ends [s], by which another voice is fitted."""

    said: Said
    text: str
    phones: tuple[str, ...]
    ends_s: F64


def festival(voice: str, lines: Sequence[tuple[str, Way]]) -> list[Meant]:
    """Texts as a voice says them, each in its own way."""
    with tempfile.TemporaryDirectory() as folder:
        script = [_FESTIVAL, f"({voice})"]
        for i, (text, way) in enumerate(lines):
            wav, told = (json.dumps(f"{folder}/{i}.{kind}") for kind in ("wav", "txt"))
            manner = f"{way.stretch:.3f} {way.pitch_hz:.1f} {way.swing_hz:.1f}"
            script += [f"(say {json.dumps(text)} {manner} {wav})", f"(tell u {told})"]
        path = Path(folder) / "say.scm"
        path.write_text("\n".join(script), encoding="utf-8")
        subprocess.run(["festival", "-b", str(path)], check=True, capture_output=True)
        return [
            _read(Path(folder) / str(i), text, way.tract) for i, (text, way) in enumerate(lines)
        ]


def _read(stem: Path, text: str, tract: float) -> Meant:
    sound, rate_hz = soundfile.read(stem.with_suffix(".wav"), dtype="float32")
    told = [line.split() for line in stem.with_suffix(".txt").read_text().splitlines()]
    vowels = [row[1:] for row in told if row[0] == "vowel"]
    phones = tuple(row[2] for row in told if row[0] == "phone")
    ends_s = np.array([float(row[1]) for row in told if row[0] == "phone"]) / tract
    words = [
        TimedWord(float(row[1]) / tract, float(row[2]) / tract, row[3])
        for row in told
        if row[0] == "word"
    ]
    said = Said(
        soxr.resample(sound, rate_hz * tract, RATE_HZ),
        np.array([(float(row[0]), float(row[1])) for row in vowels]).reshape(-1, 2) / tract,
        tuple(row[3] for row in vowels),
        np.array([float(row[2]) for row in vowels if "%" in row[4]]) / tract,
        stressed(phones, ends_s, words),
    )
    return Meant(said, text, phones, ends_s)


def stressed(phones: Sequence[str], ends_s: F64, words: Sequence[TimedWord]) -> F64:
    """(S, 2) as `Said.stressed_s`."""
    starts_s = np.concatenate(([0.0], ends_s[:-1]))
    timed = tuple(
        TimedPhone(*row) for row in zip(starts_s.tolist(), ends_s.tolist(), phones, strict=True)
    )
    found = spoken_accents(PhoneTimes(0, timed, tuple(words)))
    return np.array([(one.t_ns * 1e-9, one.strength) for one in found]).reshape(-1, 2)


def flite(voice: str, meant: Meant, stretch: float) -> Said | None:
    """The same text by a voice of flite; None where it splits the text into other phones.

    What was meant is moved with its phones; the melody is flite's own, and knows nothing of it.
    """
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "speech.wav"
        command = ["flite", "-voice", voice, "-psdur", "-t", meant.text, "-o", str(wav)]
        command += ["--setf", f"duration_stretch={stretch:.3f}"]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        pairs = [item.rsplit(":", 1) for item in printed.split() if ":" in item]
        sound, rate_hz = soundfile.read(wav, dtype="float32")
    spoken = [k for k, (phone, _) in enumerate(pairs) if phone != "pau"]
    wanted = [k for k, phone in enumerate(meant.phones) if phone != "pau"]
    if len(spoken) != len(wanted):
        return None
    ends_s = np.array([float(end) for _, end in pairs])
    old = _bounds(meant.ends_s, wanted)
    new = _bounds(ends_s, spoken)

    def moved(times_s: F64) -> F64:
        return np.interp(times_s, old, new)

    said = meant.said
    samples = sound if rate_hz == RATE_HZ else soxr.resample(sound, rate_hz, RATE_HZ)
    on = said.stressed_s
    return replace(
        said,
        samples=samples,
        vowels_s=moved(said.vowels_s),
        phrases_s=moved(said.phrases_s),
        stressed_s=np.column_stack((moved(on[:, 0]), on[:, 1])),
    )


def _bounds(ends_s: F64, rows: Sequence[int]) -> F64:
    """Begin and end of each of those phones, one after the other."""
    starts_s = np.concatenate(([0.0], ends_s[:-1]))
    bounds = np.column_stack((starts_s[rows], ends_s[rows] - 1e-6)).ravel()
    return np.asarray(bounds, np.float64)
