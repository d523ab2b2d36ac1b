"""Speech of espeak-ng's formant voices with phone times, through the events of its shared library.

The voices are crude but many: what they teach is that a phone is not a voice.
"""

import ctypes
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kinesics.toml import load_toml

F32 = npt.NDArray[np.float32]
STOPS = frozenset(["p", "b", "t", "d", "k", "g", "ch", "jh"])
_SYNCHRONOUS, _PHONEME_EVENTS, _PHONEME, _RATE, _PITCH = 2, 1, 7, 1, 3
_UTF8 = 1


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
        self.rate_hz: int = self._library.espeak_Initialize(
            _SYNCHRONOUS, 200, None, _PHONEME_EVENTS
        )
        self._audio: list[npt.NDArray[np.int16]] = []
        self._events: list[tuple[int, str]] = []
        self._callback = _CALLBACK(self._hear)
        self._library.espeak_SetSynthCallback(self._callback)

    def speak(
        self, text: str, variant: str, words_per_minute: int, pitch: int
    ) -> tuple[F32, list[str], list[float]]:
        """Samples at `rate_hz`, phones and their end times [s]."""
        self._audio.clear()
        self._events.clear()
        self._library.espeak_SetVoiceByName(f"en-us+{variant}".encode())
        self._library.espeak_SetParameter(_RATE, words_per_minute, 0)
        self._library.espeak_SetParameter(_PITCH, pitch, 0)
        raw = text.encode()
        self._library.espeak_Synth(raw, len(raw) + 1, 0, 1, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        samples = np.concatenate(self._audio).astype(np.float32) / np.float32(32768)
        phones, starts_s = self._phones(samples)
        return samples, phones, [*starts_s[1:], samples.size / self.rate_hz]

    def _hear(self, wave: Any, count: int, events: Any) -> int:  # called from C
        if wave and count > 0:
            self._audio.append(np.ctypeslib.as_array(wave, (count,)).copy())
        index = 0
        while events[index].type:
            if events[index].type == _PHONEME:
                self._events.append((events[index].sample, events[index].id.string.decode()))
            index += 1
        return 0

    def _phones(self, samples: F32) -> tuple[list[str], list[float]]:
        """Our names and start times [s]; unknown phonemes lengthen the one before."""
        phones, starts_s = ["pau"], [0.0]
        for sample, mnemonic in self._events:
            name = _names().get(
                mnemonic.rstrip("#0123456789-;") if mnemonic not in _names() else mnemonic
            )
            if name is None or (name == "pau" and phones[-1] == "pau"):
                continue
            start = self._closure_start(samples, sample) if name in STOPS else sample
            start_s = start / self.rate_hz
            phones.append(name)
            starts_s.append(max(start_s, starts_s[-1] + 0.005))
        return phones, starts_s

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


@cache
def library() -> Espeak:
    """The one instance."""
    return Espeak()


def variants() -> list[str]:
    """Voice variants to speak with."""
    return list(_toml()["variants"])


@cache
def _names() -> dict[str, str]:
    """Mnemonics of espeak-ng's American English as our phones."""
    return {name: phone for phone, names in _toml()["phones"].items() for name in names}


@cache
def _toml() -> dict[str, Any]:
    return load_toml(Path(__file__).with_name("espeak.toml"))
