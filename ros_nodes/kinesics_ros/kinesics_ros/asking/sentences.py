"""`Sentences`: words that a program of the user's makes into sound: topic and action `say`."""

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Full, Queue

import numpy as np

from kinesics.audio.speech_file import load_speech
from kinesics.errors import IntentError, KinesicsError
from kinesics_app.speech.synthesiser import Synthesiser
from kinesics_ros.messages.sentence import Sentence

__all__ = ["Sentences", "Told"]

_MOST_WAITING = 8


Told = Callable[[Sentence], object]
"""Is told what became of a sentence, by any thread."""


class Sentences:
    """Made one after the other in a thread of its own: a synthesiser takes its time."""

    def __init__(self, command: str) -> None:
        """IntentError: as `Synthesiser`."""
        self._synthesiser = Synthesiser(command)
        self._waiting: Queue[tuple[str, Told]] = Queue(_MOST_WAITING)
        if self._synthesiser.is_known:
            threading.Thread(target=self._make_all, name="sentences", daemon=True).start()

    def say(self, text: str, told: Told) -> None:
        """Have it made; never waits."""
        try:
            self._waiting.put_nowait((self._synthesiser.sentence(text), told))
        except Full:
            told(Sentence(text, reason=f"{_MOST_WAITING} sentences wait already; wanted fewer"))
        except IntentError as error:
            told(Sentence(text, reason=str(error)))

    def _make_all(self) -> None:
        while True:
            text, told = self._waiting.get()
            try:
                made = self._made(text)
            except (KinesicsError, OSError) as error:
                made = Sentence(text, reason=str(error))
            told(made)

    def _made(self, text: str) -> Sentence:
        with tempfile.TemporaryDirectory(prefix="kinesics-") as folder:
            path = Path(folder) / "sentence.wav"
            self._synthesiser.make(text, path)
            samples, rate_hz = load_speech(path)
        pcm = (np.clip(samples, -1.0, 1.0) * 32767).astype("<i2")
        return Sentence(text, pcm.tobytes(), round(rate_hz))
