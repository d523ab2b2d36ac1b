"""What is out of the network's domain: sounds that are no speech, and other microphones.

Two things are told of each, at 80 ms: what the network itself makes of it, and how many of its
rows lie outside the hull of valid mouths, from where the runtime brings them in before they show.
"""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from kinesics.audio.logmel import LogMel, log_mel
from kinesics.motion.hull import Hull
from kinesics_training.corpora import augment
from kinesics_training.corpora.synth import RATE_HZ, Utterance
from kinesics_training.evaluation.evaluate import SETTLE, Hearing, hear, scores
from kinesics_training.lips import lips
from kinesics_training.lips.channels import CHANNELS, measures
from kinesics_training.mouth.lookaheads import LOOKAHEADS
from kinesics_training.mouth.runners import Runner, dated

__all__ = ["ABOUT", "strange"]

F32 = npt.NDArray[np.float32]
Row = dict[str, float]
HEAD = LOOKAHEADS.index(8)
_SOUND_S = 10.0
ABOUT = (
    "onnxruntime, 80 ms, on flite voice rms. motion: RMS on the sound, of that in speech; outside: "
    "share of rows beyond the hull of valid mouths before the runtime brings them in (then none); "
    "visemes_kept, closures_kept: macro-F1 and closure F1, of those through the plain microphone. "
    "Laughter is made (bursts of breath and voice), not recorded"
)


def strange(runner: Runner, utterances: list[Utterance], hull: Hull) -> dict[str, Row]:
    """A row a sound or microphone."""
    plain = hear(runner, utterances)
    clean, speech = scores(plain, HEAD), lips.speech_motion(plain.takes(HEAD))
    rows: dict[str, Row] = {"speech": {"outside": _outside(plain.made, hull)}}
    for name, sound in _sounds().items():
        made = runner(log_mel(sound, LogMel()))[SETTLE:]
        moved = lips.motion(measures(dated(made, HEAD)))
        rows[name] = {"motion": moved / speech, "outside": _outside([made], hull)}
    for name, microphone in MICROPHONES.items():
        heard = hear(runner, [_through(one, microphone) for one in utterances])
        rows[name] = _kept(heard, clean, hull)
    return rows


def _kept(heard: Hearing, clean: Mapping[str, float], hull: Hull) -> Row:
    found = scores(heard, HEAD)
    return {
        "visemes_kept": found["viseme_macro_f1"] / clean["viseme_macro_f1"],
        "closures_kept": found["closure_f1"] / clean["closure_f1"],
        "outside": _outside(heard.made, hull),
    }


def _outside(made: list[F32], hull: Hull) -> float:
    rows = np.concatenate([dated(one, HEAD)[:, : len(CHANNELS)] for one in made])
    return float(1.0 - hull.inside(rows.astype(np.float64)).mean())


def _through(spoken: Utterance, microphone: Callable[[F32], F32]) -> Utterance:
    samples = np.clip(microphone(spoken.samples), -1.0, 1.0).astype(np.float32)
    return Utterance(samples, spoken.phones, spoken.ends_s)


def _sounds() -> dict[str, F32]:
    """Ten seconds each, as loud as speech."""
    rng = np.random.default_rng(17)
    count = round(_SOUND_S * RATE_HZ)
    t_s = np.arange(count) / RATE_HZ
    bursts = np.abs(np.sin(2 * np.pi * 4.5 * t_s)) ** 4
    laughter = bursts * (rng.normal(0.0, 0.2, count) + 0.3 * np.sin(2 * np.pi * 280 * t_s))
    clicks = np.where(np.arange(count) % 1600 == 0, 1.0, 0.0)
    return {
        "laughter": laughter.astype(np.float32),
        "music": augment.music(count, rng) * augment.db(-20),
        "white_noise": augment.white(count, rng) * augment.db(-20),
        "clicks": clicks.astype(np.float32),
        "tone_at_full_scale": np.sign(np.sin(2 * np.pi * 140 * t_s)).astype(np.float32),
    }


def _band(low_hz: float, high_hz: float) -> Callable[[F32], F32]:
    """A microphone that hears nothing outside of a band."""

    def hears(sound: F32) -> F32:
        spectrum = np.fft.rfft(sound)
        hz = np.fft.rfftfreq(sound.size, 1.0 / RATE_HZ)
        spectrum[(hz < low_hz) | (hz > high_hz)] = 0.0
        return np.asarray(np.fft.irfft(spectrum, sound.size), np.float32)

    return hears


MICROPHONES: Mapping[str, Callable[[F32], F32]] = {
    "clipped_30dB": lambda sound: sound * augment.db(30),
    "faint_30dB": lambda sound: sound * augment.db(-30),
    "telephone": _band(300.0, 3400.0),
    "tinny": lambda sound: np.diff(sound, prepend=np.float32(0.0)),
    "muffled": _band(0.0, 1500.0),
}
"""30 dB too loud, 30 dB too faint, 300 to 3400 Hz, +6 dB an octave, nothing above 1500 Hz."""
