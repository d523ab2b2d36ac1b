"""Recorded English with known phones: a LibriVox reader (public domain), aligned by pocketsphinx.

Five sentences of one reader, 25 s in all: a hint, not a verdict. The alignment is good to about
10 ms (median, against synthesised speech). Never trained on, tuned on or selected on.
"""

from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from pocketsphinx import Decoder

from kinesics.errors import ModelError
from kinesics_training.corpora.synth import F32, Utterance

FOLDER = Path("/usr/share/pocketsphinx/test/data/librivox")
"""Where Debian's pocketsphinx-testdata puts them."""


def librivox(folder: Path = FOLDER) -> list[Utterance]:
    """The sentences that could be aligned.

    Raises:
        ModelError: the files are absent.
    """
    if not folder.is_dir():
        raise ModelError(f"{folder} is not there; Debian's pocketsphinx-testdata brings it")
    decoder = Decoder(samprate=16000, lm=None, loglevel="FATAL")
    found = []
    for line in (folder / "transcription").read_text(encoding="utf-8").splitlines():
        text, name = line.rsplit("(", 1)
        words = text.replace("<s>", "").replace("</s>", "").split()
        samples, rate_hz = soundfile.read(folder / f"{name.rstrip(')')}.wav", dtype="float32")
        if rate_hz == 16000 and (aligned := _align(decoder, samples, " ".join(words))):
            found.append(Utterance(samples, *aligned))
    return found


def _align(decoder: Any, samples: F32, text: str) -> tuple[list[str], list[float]] | None:
    """Phones and their end times [s] by two passes: words, then phones within them."""
    sound = (np.clip(samples, -1, 1) * 32767).astype(np.int16).tobytes()
    decoder.set_align_text(text)
    _decode(decoder, sound)
    try:
        decoder.set_alignment()
        _decode(decoder, sound)
        alignment = decoder.get_alignment()
    except RuntimeError:
        return None
    phones, ends_s = [], []
    for phone in alignment.phones():
        name = phone.name.lower()
        phones.append("pau" if name.startswith(("sil", "+")) else name)
        ends_s.append((phone.start + phone.duration) / 100)
    return (phones, ends_s) if phones else None


def _decode(decoder: Any, sound: bytes) -> None:
    decoder.start_utt()
    decoder.process_raw(sound, full_utt=True)
    decoder.end_utt()
