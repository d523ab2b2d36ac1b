"""`PlannerCommand`: a program of the user's, such as a language model, that plans expressions."""

import re
import shlex
import subprocess

from kinesics.affect.planner import SCHEMA
from kinesics.errors import IntentError

__all__ = ["PlannerCommand"]

_PATIENCE_S = 60.0
_MOST = 20_000  # characters of an answer
_FENCED = re.compile(r"```[a-z]*\n(.*?)```", re.DOTALL)


class PlannerCommand:
    """A command that reads what is wanted and answers with a plan as TOML: a `Planner`."""

    def __init__(self, command: str) -> None:
        """`command` is run without a shell; IntentError: it is none."""
        try:
            self._words = shlex.split(command)
        except ValueError as error:
            raise IntentError(f"--planner {command!r}: {error}") from error
        if not self._words:
            raise IntentError("--planner is empty; wanted a command, such as `llm -m NAME`")

    def plan(self, text: str) -> str:
        """What it answers, without the fence that models put around it.

        Raises:
            IntentError: it cannot be run, fails, or takes more than a minute.
        """
        asked = f"{SCHEMA}\nThe text: {text}\n"
        try:
            done = subprocess.run(
                self._words,
                input=asked,
                capture_output=True,
                text=True,
                timeout=_PATIENCE_S,
                check=False,
            )
        except (OSError, UnicodeDecodeError) as error:
            raise IntentError(f"--planner {self._words[0]}: {error}") from error
        except subprocess.TimeoutExpired as error:
            raise IntentError(
                f"--planner {self._words[0]}: no answer in {_PATIENCE_S:g} s"
            ) from error
        if done.returncode:
            said = done.stderr.strip()[-300:]
            raise IntentError(f"--planner {self._words[0]}: exit code {done.returncode}: {said}")
        fenced = _FENCED.search(done.stdout)
        return (fenced[1] if fenced else done.stdout)[:_MOST]
