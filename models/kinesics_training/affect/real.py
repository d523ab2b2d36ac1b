"""What the network makes of people who only read aloud: it should make next to nothing of them.

No emotion of theirs is known. FACEGOOD's recordings (MIT) are of one speaker who reads sentences.
"""

from pathlib import Path

import numpy as np
import soundfile

from kinesics.audio.voice_cues import CUES
from kinesics_training.affect.respeak import RATE_HZ
from kinesics_training.affect.scores import Runner
from kinesics_training.affect.stories import ROWS, listen
from kinesics_training.corpora import facegood

_CLIPS = (*facegood.TRAIN, facegood.VALIDATION, *facegood.UNPAIRED)
"""All but the clip that judges the mouth."""
_LEVEL = CUES.index("level_db")


def heard(runner: Runner, recordings: Path) -> dict[str, float]:
    """How far it goes on all recordings, in pieces of 100 s; empty where there are none."""
    paths = [recordings / "wav" / f"{name}.wav" for name in _CLIPS]
    if not all(path.exists() for path in paths):
        return {}
    sound = np.concatenate([soundfile.read(path, dtype="float32")[0] for path in paths])
    listened = listen(sound)
    pieces = [
        part[: len(part) // ROWS * ROWS].reshape(-1, ROWS, part.shape[1]) for part in listened
    ]
    said = runner(*pieces)
    said = said[pieces[1][..., _LEVEL] > 0.0]
    vad, confidence = said[:, :3], said[:, 11]
    return {
        "minutes": len(sound) / RATE_HZ / 60.0,
        "valence_mean": float(vad[:, 0].mean()),
        "arousal_mean": float(vad[:, 1].mean()),
        "dominance_mean": float(vad[:, 2].mean()),
        "vad_rms": float(np.sqrt((vad**2).mean())),
        "neutral_share_mean": float(said[:, 3].mean()),
        "confidence_mean": float(confidence.mean()),
        "confidence_95th_percentile": float(np.percentile(confidence, 95)),
    }
