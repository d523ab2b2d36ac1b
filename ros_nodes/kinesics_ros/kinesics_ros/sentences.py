"""`Sentences`: the topic `say`: words that a program of the user's makes into sound."""

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Full, Queue
from types import SimpleNamespace
from typing import Any

import numpy as np

from kinesics.audio.speech_file import load_speech
from kinesics.errors import IntentError, KinesicsError
from kinesics_app.synthesiser import Synthesiser
from kinesics_ros.audio import spell_out

__all__ = ["Sentences"]

_MOST_WAITING = 8


class Sentences:
    """Made one after the other in a thread of its own: a synthesiser takes its time."""

    def __init__(self, command: str, hear: Callable[[str, Any], object]) -> None:
        """`hear` takes `say` and what became of a sentence: speech, or a `reason` why not.

        Raises:
            IntentError: as `Synthesiser`.
        """
        self._synthesiser = Synthesiser(command)
        self._hear = hear
        self._waiting: Queue[str] = Queue(_MOST_WAITING)
        if self._synthesiser.is_known:
            threading.Thread(target=self._make_all, name="sentences", daemon=True).start()

    def say(self, text: str) -> None:
        """Have it made and heard; never waits."""
        try:
            self._waiting.put_nowait(self._synthesiser.sentence(text))
        except Full:
            self._refuse(f"{_MOST_WAITING} sentences wait already; wanted fewer")
        except IntentError as error:
            self._refuse(str(error))

    def _make_all(self) -> None:
        while True:
            sentence = self._waiting.get()
            try:
                self._hear("say", self._made(sentence))
            except (KinesicsError, OSError) as error:
                self._refuse(str(error))

    def _made(self, sentence: str) -> Any:
        """As a message of the topic `speech`."""
        with tempfile.TemporaryDirectory(prefix="kinesics-") as folder:
            path = Path(folder) / "sentence.wav"
            self._synthesiser.make(sentence, path)
            samples, rate_hz = load_speech(path)
        pcm = (np.clip(samples, -1.0, 1.0) * 32767).astype("<i2")
        dims = [
            SimpleNamespace(label=label, size=size, stride=stride)
            for label, size, stride in spell_out(len(pcm), rate_hz, text=sentence)
        ]
        layout = SimpleNamespace(dim=dims, data_offset=0)
        return SimpleNamespace(layout=layout, data=pcm.tobytes())

    def _refuse(self, reason: str) -> None:
        self._hear("say", SimpleNamespace(reason=reason))
