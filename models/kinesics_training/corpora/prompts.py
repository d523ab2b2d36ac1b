"""Recorded Russian and Italian: the prompts of Asterisk (CC BY 3.0), aligned by `aligner.py`.

Russian by Maxim Topal's ivrvoice.ru, Italian by Carlo Flora. A tenth of the Russian prompts and
every Italian one are never trained on; the Italian voice is never heard before it judges.
"""

import gzip
import subprocess
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kinesics.errors import ModelError
from kinesics_training.corpora import aligner, espeak, ipa
from kinesics_training.corpora.synth import F32, RATE_HZ, Utterance

SOUNDS = Path("/usr/share/asterisk/sounds")
TEXTS = Path("/usr/share/doc")
"""Where Debian's asterisk-core-sounds-ru-g722 and -it-g722 put them."""
FOLDERS = {"ru": "ru_RU_f_IvrvoiceRU", "it": "it_IT_m_Carlo"}
LIKELY = 0.0
"""Mean log likelihood of a row from which a prompt is kept: others are other words, or beeps."""
LONGEST_S = 30.0


@dataclass(frozen=True)
class Prompt:
    """A recording and what is written for it."""

    path: Path
    text: str

    @property
    def held(self) -> bool:
        """Whether it is among the tenth that judges."""
        return zlib.crc32(self.path.stem.encode()) % 10 == 0


def prompts(language: str, sounds: Path = SOUNDS, texts: Path = TEXTS) -> list[Prompt]:
    """All prompts whose text could be what is said.

    Raises:
        ModelError: the packages that bring sounds and texts are absent.
    """
    package = f"asterisk-core-sounds-{language}"
    listing = texts / package / f"core-sounds-{language}.txt.gz"
    folder = sounds / FOLDERS[language]
    for path, bringer in ((folder, f"{package}-g722"), (listing, package)):
        if not path.exists():
            raise ModelError(f"{path} is not there; Debian's {bringer} brings it")
    lines = gzip.decompress(listing.read_bytes()).decode("utf-8", errors="replace").splitlines()
    pairs = [line.split(":", 1) for line in lines if ":" in line and line[0] not in ";\ufeff"]
    found = [
        Prompt(folder / f"{name.strip()}.g722", text.strip().strip("."))
        for name, text in pairs
        if "[" not in text and "(" not in text and "\ufffd" not in text and text.strip()
    ]
    return [prompt for prompt in found if prompt.path.exists()]


def samples(path: Path) -> F32:
    """A G.722 file at 16 kHz, by ffmpeg."""
    command = ["ffmpeg", "-v", "error", "-f", "g722", "-i", str(path), "-f", "s16le", "-"]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.int16).astype(np.float32) / np.float32(32768)


def aligned(
    language: str, listener: aligner.Listener, say: Callable[[str], None]
) -> Iterator[tuple[Prompt, Utterance]]:
    """The prompts that could be aligned, with their phones."""
    kept = left = 0
    for prompt in prompts(language):
        sound = samples(prompt.path)
        words = spelt(prompt.text, language)
        count = sum(len(word) for word in words)
        if not 3 <= count < 16 * sound.size / RATE_HZ or sound.size > LONGEST_S * RATE_HZ:
            left += 1
            continue
        phones, ends_s, likely = aligner.align(listener, sound, words)
        kept, left = (kept + 1, left) if likely > LIKELY else (kept, left + 1)
        if likely > LIKELY:
            yield prompt, Utterance(sound, phones, ends_s)
    say(f"{language}: {kept} prompts aligned, {left} left out")


def spelt(text: str, language: str) -> list[list[str]]:
    """The phones of every word; sounds without any are dropped."""
    words = espeak.transcribe(text, language)
    return [[p for sound in word for p in ipa.phones(sound, language)] for word in words]
