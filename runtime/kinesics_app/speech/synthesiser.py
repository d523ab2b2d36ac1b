"""`Synthesiser`: a program of the user's that writes a sound file of a sentence."""

import os
import shlex
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from kinesics.errors import IntentError

__all__ = ["LARGEST_SOUND", "PATIENCE_S", "Speak", "Synthesiser"]

PATIENCE_S = 30.0
"""How long it may take over a sentence."""

LARGEST_SOUND = 64 << 20
"""Bytes that it may write: two minutes of stereo, 32 bits at 48 kHz, and a third more."""

Speak = Callable[[str, Path], object]
"""Writes the sound of a sentence into a file; IntentError: it cannot."""

_LONGEST_TEXT = 1000
_LOOK_S = 0.05
_MOST_COMPLAINT = 300  # characters of what it said that went wrong


class Synthesiser:
    """A command, whose words are told a sentence and a file: no shell ever reads a sentence."""

    def __init__(self, command: str) -> None:
        """`command` writes a WAV file `{file}` of the sentence `{text}`; empty: there is none.

        Raises:
            IntentError: a command without `{file}`, or that is no command.
        """
        try:
            self._words = shlex.split(command)
        except ValueError as error:
            raise IntentError(f"--say-command {command!r}: {error}") from error
        if self._words and not any("{file}" in word for word in self._words):
            raise IntentError(
                f"--say-command {command!r} writes nowhere; wanted {{file}} in it, and {{text}} "
                "unless it reads the sentence from its input: `espeak-ng -w {file} {text}`"
            )

    @property
    def is_known(self) -> bool:
        """Whether there is a command."""
        return bool(self._words)

    def sentence(self, text: Any) -> str:
        """The sentence as it is said.

        Raises:
            IntentError: no command, or no sentence.
        """
        if not self._words:
            raise IntentError(
                "no synthesiser is known; wanted --say-command (say_command), or a sound"
            )
        if not isinstance(text, str) or not 0 < len(text.strip()) <= _LONGEST_TEXT:
            raise IntentError(f"a sentence is a text of 1 to {_LONGEST_TEXT} characters")
        if "\0" in text:
            raise IntentError("a sentence has no NUL character: no program could be told it")
        return text.strip()

    def make(self, text: str, path: Path, *, is_wanted: Callable[[], bool] = lambda: True) -> None:
        """Have `path` written, and wait for it, as long as it `is_wanted`: asked 20 times a second.

        Raises:
            IntentError: as `sentence`; the command failed, with what it said of it; it took too
                long or wrote too much; or it is wanted no more. It is ended then.
        """
        sentence = self.sentence(text)
        with tempfile.TemporaryFile() as said:
            process = self._begin(sentence, path, said)
            try:
                _wait(process, (path, said), is_wanted)
                _check_written(path, said)
            finally:
                _end(process)
            said.seek(0)
            complaint = " ".join(said.read().decode(errors="replace").split())
        if process.returncode or not path.exists():
            why = f": {complaint[-_MOST_COMPLAINT:]}" if complaint else ""
            code = process.returncode
            raise IntentError(f"{self._words[0]} made no sound (exit code {code}){why}")

    def _begin(self, sentence: str, path: Path, said: IO[bytes]) -> "subprocess.Popen[bytes]":
        """The command as it writes `path`; it may read the sentence from its input too."""
        with tempfile.TemporaryFile() as told:  # a pipe would be waited on by whoever fills it
            told.write(sentence.encode())
            told.seek(0)
            try:
                return subprocess.Popen(
                    self._told(sentence, path),
                    stdin=told,
                    stdout=subprocess.DEVNULL,
                    stderr=said,
                    start_new_session=True,  # it is ended with all that it began
                )
            except OSError as error:
                raise IntentError(f"{self._words[0]} cannot be run: {error.strerror}") from error

    def _told(self, sentence: str, path: Path) -> list[str]:
        """Its words; a sentence is no option: after a blank nothing takes its dash for one."""
        told = f" {sentence}" if sentence.startswith("-") else sentence
        return [word.replace("{file}", str(path)).replace("{text}", told) for word in self._words]


def _check_written(path: Path, said: IO[bytes]) -> None:
    size = os.fstat(said.fileno()).st_size
    with suppress(FileNotFoundError):
        size = max(size, path.stat().st_size)
    if size > LARGEST_SOUND:
        most_mb = LARGEST_SOUND >> 20
        raise IntentError(f"the synthesiser wrote more than {most_mb} MiB; wanted a sentence")


def _wait(
    process: "subprocess.Popen[bytes]",
    written: tuple[Path, IO[bytes]],
    is_wanted: Callable[[], bool],
) -> None:
    """Until it ends; IntentError: nobody should wait any longer."""
    end_s = time.monotonic() + PATIENCE_S
    path, said = written
    while True:
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK_S)
            return
        if not is_wanted():
            raise IntentError("the sentence is wanted no more")
        if time.monotonic() > end_s:
            raise IntentError(f"the synthesiser took more than {PATIENCE_S:g} s")
        _check_written(path, said)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """It and what it began are gone, if it is not over."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
