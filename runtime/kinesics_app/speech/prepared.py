"""`prepare`: the sound of a `say` made ready, outside the process that moves the robot."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kinesics.errors import AudioError
from kinesics.signals import TimedPhone, TimedWord
from kinesics_app.speech.synthesiser import Speak, Synthesiser

if TYPE_CHECKING:
    from kinesics.audio.phone_times.read import Reading

__all__ = ["LONGEST_S", "Prepared", "prepare", "with_sound"]

F32 = NDArray[np.float32]

LONGEST_S = 120.0
"""Of a sound that is said."""

_FULL = 32768.0


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A sound at the rate that the mouth hears, and what is known of it."""

    samples: F32
    """(N,) -1..1."""
    length_s: float
    phones: tuple[TimedPhone, ...]
    words: tuple[TimedWord, ...]

    @classmethod
    def take(cls, told: Mapping[str, Any]) -> "Prepared":
        """What `prepare` made; its file is mapped and gone from its folder. No byte is read yet.

        Raises:
            AudioError: the file is gone already.
        """
        path = Path(told["sound"])
        try:
            samples = np.load(path, mmap_mode="r")
            path.unlink()
        except OSError as error:
            raise AudioError(f"say: its sound is gone ({error.strerror}); ask again") from error
        return cls(
            samples,
            told["length_s"],
            tuple(TimedPhone(*one) for one in told["phones"]),
            tuple(TimedWord(*one) for one in told["words"]),
        )


def prepare(
    parameters: Mapping[str, Any], folder: Path, rate_hz: int, speak: Speak | None = None
) -> dict[str, Any]:
    """The sound of a checked `say` as a file in `folder`, with its phones and words: a plain map.

    `speak` makes the sound of one that tells a text alone; None: nothing does. `remark` of it: what
    looks wrong about the phones; it is said all the same.

    Raises:
        AudioError: a file that is no speech, or too long; phone times that cannot be; no room for
            the sound.
        IntentError: a text alone that cannot be made into sound.
    """
    try:
        return _prepared(parameters, folder, rate_hz, speak or Synthesiser("").make)
    except OSError as error:
        raise AudioError(f"say: its sound cannot be kept here: {error.strerror}") from error


def _prepared(
    parameters: Mapping[str, Any], folder: Path, rate_hz: int, speak: Speak
) -> dict[str, Any]:
    from kinesics.audio.clipping import clipping
    from kinesics.audio.speech_file import resample
    from kinesics_app.speech.phone_times import doubts

    samples, own_hz = _sound(parameters, folder, speak)
    length_s = len(samples) / own_hz
    if length_s > LONGEST_S:
        raise AudioError(f"say: {length_s:.0f} s of sound; wanted {LONGEST_S:.0f} s at most")
    told, remarks = _phones(parameters, length_s), list(clipping(samples))
    if told is not None:
        remarks += [f"phones: {doubt}" for doubt in doubts(told, samples, own_hz)]
    words = parameters.get("words") or ([] if told is None else told.words)
    handle, name = tempfile.mkstemp(".npy", "say-", folder)
    with os.fdopen(handle, "wb") as file:
        np.save(file, resample(samples, own_hz, rate_hz))
    return {
        "sound": name,
        "length_s": length_s,
        "phones": [] if told is None else [[p.start_s, p.end_s, p.phone] for p in told.phones],
        "words": [_word(one) for one in words],
        "remark": "; ".join(remarks),
    }


def with_sound(
    message: Mapping[str, Any],
    parameters: Mapping[str, Any],
    folder: Path,
    rate_hz: int,
    speak: Speak | None = None,
) -> dict[str, Any]:
    """A message that asks for a `say`, as `Life.hear` takes it; `parameters` are those checked.

    Raises:
        KinesicsError: as `prepare`.
    """
    ready = prepare(parameters, folder, rate_hz, speak)
    within = message["intent"]["parameters"]
    asked = {key: of for key, of in within.items() if key not in ("samples", "phones")}
    within = {**message["intent"], "parameters": {"file": "prepared", **asked}}
    return {**message, "intent": within, "prepared": ready}


def _phones(parameters: Mapping[str, Any], length_s: float) -> "Reading | None":
    """What is told of its phones; AudioError: times that cannot be."""
    from kinesics.audio.phone_times.read import listed_phone_times, load_phone_times

    phones = parameters.get("phones")
    if phones is None:
        return None
    if isinstance(phones, str):
        return load_phone_times(Path(phones), length_s, None)
    try:
        return listed_phone_times(phones, parameters["symbols"], length_s)
    except AudioError as error:
        raise AudioError(f"say: phones: {error}") from error


def _sound(parameters: Mapping[str, Any], folder: Path, speak: Speak) -> tuple[F32, int]:
    """Samples and their rate [Hz]."""
    from kinesics.audio.speech_file import load_speech

    if "file" in parameters:
        return load_speech(Path(parameters["file"]))
    if "samples" not in parameters:
        with tempfile.TemporaryDirectory(prefix="sentence-", dir=folder) as own:
            path = Path(own) / "sentence.wav"
            speak(parameters["text"], path)
            return load_speech(path)
    samples = np.frombuffer(parameters["samples"], "<i2").astype(np.float32) / _FULL
    return samples, parameters["rate_hz"]


def _word(word: TimedWord | tuple[float, float, str]) -> list[float | str]:
    return [word.start_s, word.end_s, word.text] if isinstance(word, TimedWord) else [*word]
