"""`Synthesiser`: a program of the user's that writes a sound file of a sentence."""

import shlex
import subprocess
from pathlib import Path
from typing import Any

from kinesics.errors import IntentError

__all__ = ["PATIENCE_S", "Synthesiser"]

PATIENCE_S = 30.0
"""How long it may take over a sentence."""

_LONGEST_TEXT = 1000


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
        return text.strip()

    def words(self, sentence: str, path: Path) -> list[str]:
        """The command that writes `path`; it may read the sentence from its input too.

        A sentence is no option: after a blank nothing takes its dash for one.
        """
        told = f" {sentence}" if sentence.startswith("-") else sentence
        return [word.replace("{file}", str(path)).replace("{text}", told) for word in self._words]

    def make(self, sentence: str, path: Path) -> None:
        """Have `path` written, and wait for it.

        Raises:
            IntentError: the command failed, or took too long.
        """
        try:
            done = subprocess.run(
                self.words(sentence, path),
                input=sentence.encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=PATIENCE_S,
                check=False,
            )
        except OSError as error:
            raise IntentError(f"{self._words[0]} cannot be run: {error.strerror}") from error
        except subprocess.TimeoutExpired as error:
            raise IntentError(f"the synthesiser took more than {PATIENCE_S:g} s") from error
        self.check(done.returncode, path)

    def check(self, code: int | None, path: Path) -> None:
        """Complain, as IntentError, of a command that ended with `code` and wrote nothing."""
        if code or not path.exists():
            raise IntentError(f"{self._words[0]} made no sound (exit code {code})")
