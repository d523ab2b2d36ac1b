"""Speech of espeak-ng's formant voices with phone times, through the events of its shared library.

The voices are crude but many: what they teach is that a phone is not a voice.
"""

import ctypes
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kinesics.toml import load_toml
from kinesics_training.corpora import ipa
from kinesics_training.lips.phones import STOPS

F32 = npt.NDArray[np.float32]
_SYNCHRONOUS, _IPA_EVENTS, _PHONEME, _RATE, _PITCH = 2, 3, 7, 1, 3
_UTF8 = 1
_PAUSE_S = 0.025
"""A silence shorter than this belongs to the phone before: espeak-ng marks tones and joins so."""
_VOICES = {"cmn": "cmn-latn-pinyin"}
"""Where a language's voice has another name."""


class _Identity(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int), ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int), ("length", ctypes.c_int), ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int), ("user_data", ctypes.c_void_p), ("id", _Identity),
    ]  # fmt: skip


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Espeak:
    """The library, opened once for a process."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        self.rate_hz: int = self._library.espeak_Initialize(_SYNCHRONOUS, 200, None, _IPA_EVENTS)
        self._audio: list[npt.NDArray[np.int16]] = []
        self._events: list[tuple[int, str]] = []
        self._callback = _CALLBACK(self._hear)
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(
        self, text: str, language: str, variant: str, words_per_minute: int, pitch: int
    ) -> tuple[F32, list[str], list[float]]:
        """Samples at `rate_hz`, phones and their end times [s]."""
        self._audio.clear()
        self._events.clear()
        voice = f"{_VOICES.get(language, language)}+{variant}"
        self._library.espeak_SetVoiceByName(voice.encode())
        self._library.espeak_SetParameter(_RATE, words_per_minute, 0)
        self._library.espeak_SetParameter(_PITCH, pitch, 0)
        raw = text.encode()
        self._library.espeak_Synth(raw, len(raw) + 1, 0, 1, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        samples = np.concatenate(self._audio).astype(np.float32) / np.float32(32768)
        phones, starts_s = self._phones(samples, language)
        return samples, phones, [*starts_s[1:], samples.size / self.rate_hz]

    def _hear(self, wave: Any, count: int, events: Any) -> int:  # called from C
        if wave and count > 0:
            self._audio.append(np.ctypeslib.as_array(wave, (count,)).copy())
        index = 0
        while events[index].type:
            if events[index].type == _PHONEME:
                symbol = events[index].id.string.decode(errors="ignore")  # cut at 8 bytes
                self._events.append((events[index].sample, symbol))
            index += 1
        return 0

    def _phones(self, samples: F32, language: str) -> tuple[list[str], list[float]]:
        """Our names and start times [s]; unknown symbols lengthen the phone before."""
        names, starts_s = ["pau"], [0.0]
        marks = [*(mark for mark, _ in self._events), samples.size]
        for (mark, symbol), end in zip(self._events, marks[1:], strict=True):
            split = ipa.phones(symbol, language)
            for k, name in enumerate(split):
                if name == "pau" and (names[-1] == "pau" or end - mark < _PAUSE_S * self.rate_hz):
                    continue
                start = mark + (end - mark) * k // len(split)
                if name in STOPS and k == 0:
                    start = self._closure_start(samples, start)
                names.append(name)
                starts_s.append(max(start / self.rate_hz, starts_s[-1] + 0.005))
        return names, starts_s

    def _closure_start(self, samples: F32, burst: int) -> int:
        """Where the hush before a stop began, at most 70 ms back: espeak dates its release."""
        step = self.rate_hz // 200
        recent = samples[max(0, burst - 40 * step) : burst + 20 * step]
        limit = 0.12 * float(np.sqrt(np.mean(recent**2)) + 1e-6)
        start = burst
        while start > step and burst - start < 14 * step:
            if float(np.sqrt(np.mean(samples[start - step : start] ** 2))) > limit:
                break
            start -= step
        return start


def transcribe(text: str, language: str) -> list[list[str]]:
    """The IPA symbols of every word, stress marks included; clauses follow one another.

    By the program: a transcription by the library makes its next speech lose its first events.
    """
    command = ["espeak-ng", "-q", "--ipa", "--sep=_", "-v", _VOICES.get(language, language), text]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [[sound for sound in word.split("_") if sound] for word in printed.split()]


@cache
def library() -> Espeak:
    """The one instance."""
    return Espeak()


def variants() -> list[str]:
    """Voice variants to speak with."""
    return list(_toml()["variants"])


def held() -> list[str]:
    """Voice variants that are kept for judging."""
    return list(_toml()["held"])


@cache
def _toml() -> dict[str, Any]:
    return load_toml(Path(__file__).with_name("espeak.toml"))
