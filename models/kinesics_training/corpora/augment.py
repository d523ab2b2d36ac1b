"""What can happen to a voice on its way to the network: level, room, noise, telephone."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

F32 = npt.NDArray[np.float32]
RATE_HZ = 16000
_LOUDEST_DB = -6.0
"""RMS of what is no speech, of full scale: a tone there is louder than any voice."""


def scene(speech: F32, rng: np.random.Generator) -> F32:
    """Speech as one of many rooms and microphones would deliver it; never shifted in time."""
    heard = _tilt(speech, rng)
    if rng.random() < 0.35:
        heard = _reverb(heard, rng)
    if rng.random() < 0.20:
        heard = _band_limit(heard, rng)
    heard = heard * db(rng.uniform(-18.0, 6.0))
    if rng.random() < 0.65:
        level = float(np.sqrt(np.mean(heard**2))) + 1e-6
        snr_db = rng.uniform(3.0, 45.0)
        kind = [white, pink, _babble(speech)][rng.integers(3)]
        heard = heard + kind(heard.size, rng) * level / db(snr_db)
    return np.clip(heard, -1.0, 1.0).astype(np.float32)


def voice_like(clip: F32, rng: np.random.Generator) -> F32:
    """A milder change, for recordings that bring their own room: level, tilt, some noise."""
    heard = _tilt(clip, rng) * db(rng.uniform(-12.0, 8.0))
    if rng.random() < 0.5:
        level = float(np.sqrt(np.mean(heard**2))) + 1e-6
        heard = heard + [white, pink][rng.integers(2)](heard.size, rng) * level / db(
            rng.uniform(10, 45)
        )
    return np.asarray(np.clip(heard, -1.0, 1.0), np.float32)


def non_speech(count: int, rng: np.random.Generator) -> F32:
    """A sound that no mouth should follow: noise, hum, a tone, notes or silence, (count,)."""
    kinds: list[Callable[[int, np.random.Generator], F32]] = [
        white,
        pink,
        hum,
        tone,
        music,
        _silence,
        clicks,
    ]
    chosen = kinds[rng.integers(len(kinds))]
    return np.asarray(chosen(count, rng) * db(rng.uniform(-60.0, _LOUDEST_DB)), np.float32)


def white(count: int, rng: np.random.Generator) -> F32:
    """White noise, RMS 1."""
    return np.asarray(rng.standard_normal(count), np.float32)


def pink(count: int, rng: np.random.Generator) -> F32:
    """Noise with power falling 3 dB an octave, RMS 1."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    spectrum /= np.sqrt(np.maximum(np.arange(spectrum.size), 1.0))
    return _unit(np.fft.irfft(spectrum, count))


def hum(count: int, rng: np.random.Generator) -> F32:
    """Mains or motor hum with harmonics, RMS 1."""
    base_hz = rng.choice([50.0, 60.0, rng.uniform(40.0, 300.0)])
    times_s = np.arange(count) / RATE_HZ
    parts = [np.sin(2 * np.pi * base_hz * k * times_s + rng.uniform(0, 6)) / k for k in range(1, 7)]
    return _unit(np.sum(parts, axis=0))


def tone(count: int, rng: np.random.Generator) -> F32:
    """A pure tone, half of the time that of mains, RMS 1."""
    any_hz = np.exp(rng.uniform(np.log(40.0), np.log(4000.0)))
    tone_hz = rng.choice([50.0, 60.0, any_hz, any_hz])
    return _unit(np.sin(2 * np.pi * tone_hz * np.arange(count) / RATE_HZ + rng.uniform(0, 6)))


def music(count: int, rng: np.random.Generator) -> F32:
    """Notes: decaying harmonic tones in chords, RMS 1."""
    sound = np.zeros(count)
    start = 0
    while start < count:
        length = min(int(rng.uniform(0.12, 0.6) * RATE_HZ), count - start)
        times_s = np.arange(length) / RATE_HZ
        for _ in range(int(rng.integers(1, 4))):
            note_hz = 110.0 * 2.0 ** (rng.integers(0, 36) / 12)
            wave = sum(np.sin(2 * np.pi * note_hz * k * times_s) / k**1.5 for k in range(1, 6))
            sound[start : start + length] += wave * np.exp(-times_s * rng.uniform(1.0, 8.0))
        start += length
    return _unit(sound)


def clicks(count: int, rng: np.random.Generator) -> F32:
    """Knocks and clicks at random times, RMS 1."""
    sound = np.zeros(count)
    for start in rng.integers(0, max(1, count - 400), size=max(1, count // 6000)):
        sound[start : start + 400] += rng.standard_normal(400)[: count - start] * np.exp(
            -np.arange(400) / 60
        )
    return _unit(sound)


def db(level_db: float) -> float:
    """The amplitude factor of a level in dB."""
    return float(10.0 ** (level_db / 20.0))


def _silence(count: int, _rng: np.random.Generator) -> F32:
    return np.zeros(count, np.float32)


def _unit(sound: npt.NDArray[np.float64]) -> F32:
    return np.asarray(sound / (np.sqrt(np.mean(sound**2)) + 1e-9), np.float32)


def _babble(speech: F32) -> Callable[[int, np.random.Generator], F32]:
    """Other people: the same speech, rolled and reversed, four at once."""

    def talk(count: int, rng: np.random.Generator) -> F32:
        rolls = rng.integers(0, count, size=4)
        return _unit(np.sum([np.roll(speech[::-1][:count], r) for r in rolls], axis=0))

    return talk


def _reverb(speech: F32, rng: np.random.Generator) -> F32:
    """The direct sound and an exponentially decaying diffuse tail (RT60 0.1 to 0.6 s)."""
    rt60_s = rng.uniform(0.1, 0.6)
    count = int(rt60_s * RATE_HZ)
    tail = rng.standard_normal(count) * np.exp(-6.9 * np.arange(count) / count)
    tail *= db(rng.uniform(-14.0, -2.0)) / np.sqrt(np.sum(tail**2))
    tail[:32] = 0.0
    tail[0] = 1.0
    return _convolve(speech, tail)


def _band_limit(speech: F32, rng: np.random.Generator) -> F32:
    """Nothing above 3.4 to 6 kHz, as a telephone or a slow sampler leaves it."""
    spectrum = np.fft.rfft(speech)
    hz = np.fft.rfftfreq(speech.size, 1 / RATE_HZ)
    spectrum *= 1.0 / (1.0 + (hz / rng.choice([3400.0, 4000.0, 6000.0])) ** 24)
    return np.fft.irfft(spectrum, speech.size).astype(np.float32)


def _tilt(speech: F32, rng: np.random.Generator) -> F32:
    """A random smooth colour: up to 5 dB at six points of the spectrum."""
    spectrum = np.fft.rfft(speech)
    hz = np.fft.rfftfreq(speech.size, 1 / RATE_HZ)
    points_hz = [0.0, 300.0, 900.0, 2000.0, 4000.0, 8000.0]
    colour_db = np.interp(hz, points_hz, rng.uniform(-5.0, 5.0, len(points_hz)))
    return np.fft.irfft(spectrum * 10.0 ** (colour_db / 20.0), speech.size).astype(np.float32)


def _convolve(speech: F32, response: npt.NDArray[np.float64]) -> F32:
    size = 1 << int(np.ceil(np.log2(speech.size + response.size)))
    product = np.fft.rfft(speech, size) * np.fft.rfft(response, size)
    return np.fft.irfft(product, size)[: speech.size].astype(np.float32)
